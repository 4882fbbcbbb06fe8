extension RandomStream {
  /// Fills memory with uniform numbers in (0, 1): the same numbers as as many calls of `uniform()`.
  @inlinable package mutating func fillUniform(_ values: UnsafeMutableBufferPointer<Double>) {
    // A local copy stays in registers.
    var stream = self
    var index = 0
    while index &+ 4 <= values.count {
      let four = stream.fourUnits()
      for lane in 0..<4 { values[index &+ lane] = four[lane] }
      index &+= 4
    }
    while index < values.count {
      values[index] = stream.uniform()
      index &+= 1
    }
    self = stream
  }

  /// Fills memory with exponential variates: the same numbers as as many calls of `exponential(mean:)`, one draw each.
  @inlinable package mutating func fillExponential(_ values: UnsafeMutableBufferPointer<Double>, mean: Double) {
    var stream = self
    var index = 0
    while index &+ 4 <= values.count {
      let four = Logarithm.log(stream.fourUnits()) * -mean
      for lane in 0..<4 { values[index &+ lane] = four[lane] }
      index &+= 4
    }
    while index < values.count {
      values[index] = stream.exponential(mean: mean)
      index &+= 1
    }
    self = stream
  }

  /// The next four numbers of `uniform()`: 52 bits in the mantissa of a number in [1, 2), less what makes them the middles
  /// of their cells. Both steps are exact.
  @inlinable @inline(__always) mutating func fourUnits() -> SIMD4<Double> {
    let bits = SIMD4<UInt64>(next(), next(), next(), next())
    let mantissas = (bits &>> SIMD4(repeating: 12)) | SIMD4(repeating: 0x3FF0_0000_0000_0000)
    return unsafeBitCast(mantissas, to: SIMD4<Double>.self) - (1 - 0x1.0p-53)
  }
}
