/// The natural logarithm with the same bits on every machine, one number or four at a time.
///
/// x = 2^k·m with m in [√½, √2); with f = m − 1 and s = f / (2 + f) it is log m = 2 atanh s, an odd power series in s. Only
/// + − × ÷ and integer work on the bits, so that lanes, compilers and C libraries cannot change a result; the error is below
/// one unit in the last place.
/// Source: the polynomial of fdlibm's `e_log.c` (Sun Microsystems, 1993), whose remainder on the interval is below 2^-58.45.
@usableFromInline package enum Logarithm {
  /// log x for finite normal x > 0; other numbers are our own mistake and give nonsense.
  @inlinable @inline(__always) package static func log(_ x: Double) -> Double {
    let shifted = x.bitPattern &+ (oneBits &- rootHalfBits)
    let k = Double(bitPattern: (shifted >> 52) | magicBits) - magicOffset
    let f = Double(bitPattern: (shifted & mantissaMask) &+ rootHalfBits) - 1
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let even = w * (c2 + w * (c4 + w * c6))
    let odd = z * (c1 + w * (c3 + w * (c5 + w * c7)))
    let half = 0.5 * f * f
    return k * ln2High - ((half - (s * (half + (odd + even)) + k * ln2Low)) - f)
  }

  /// The same of four numbers, with the same bits.
  @inlinable @inline(__always) package static func log(_ x: SIMD4<Double>) -> SIMD4<Double> {
    let shifted = unsafeBitCast(x, to: SIMD4<UInt64>.self) &+ SIMD4(repeating: oneBits &- rootHalfBits)
    let exponent = (shifted &>> SIMD4(repeating: 52)) | SIMD4(repeating: magicBits)
    let k = unsafeBitCast(exponent, to: SIMD4<Double>.self) - magicOffset
    let mantissa = (shifted & SIMD4(repeating: mantissaMask)) &+ SIMD4(repeating: rootHalfBits)
    let f = unsafeBitCast(mantissa, to: SIMD4<Double>.self) - 1
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let even = w * (c2 + w * (c4 + w * c6))
    let odd = z * (c1 + w * (c3 + w * (c5 + w * c7)))
    let half = 0.5 * f * f
    return k * ln2High - ((half - (s * (half + (odd + even)) + k * ln2Low)) - f)
  }

  // Computed, not stored: a stored static is initialised behind a check at each access.
  @inlinable static var oneBits: UInt64 { 0x3FF0_0000_0000_0000 }
  /// Bits of √½, cut to the upper half.
  @inlinable static var rootHalfBits: UInt64 { 0x3FE6_A09E_0000_0000 }
  @inlinable static var mantissaMask: UInt64 { 0x000F_FFFF_FFFF_FFFF }
  /// An integer below 2^52 in the mantissa of 2^52 is that integer plus 2^52: the cheapest conversion there is.
  @inlinable static var magicBits: UInt64 { 0x4330_0000_0000_0000 }
  @inlinable static var magicOffset: Double { 0x1.0p52 + 1023 }
  @inlinable static var ln2High: Double { 6.93147180369123816490e-01 }
  @inlinable static var ln2Low: Double { 1.90821492927058770002e-10 }
  @inlinable static var c1: Double { 6.666666666666735130e-01 }
  @inlinable static var c2: Double { 3.999999999940941908e-01 }
  @inlinable static var c3: Double { 2.857142874366239149e-01 }
  @inlinable static var c4: Double { 2.222219843214978396e-01 }
  @inlinable static var c5: Double { 1.818357216161805012e-01 }
  @inlinable static var c6: Double { 1.531383769920937332e-01 }
  @inlinable static var c7: Double { 1.479819860511658591e-01 }
}
