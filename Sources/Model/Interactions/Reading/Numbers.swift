/// The whole number written in `bytes[range]`: an optional minus and at most 18 digits; nil for anything else.
@inline(__always)
func wholeNumber(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
  var at = range.lowerBound
  var isNegative = false
  if at < range.upperBound, bytes[at] == UInt8(ascii: "-") {
    isNegative = true
    at += 1
  }
  guard at < range.upperBound, range.upperBound - at <= 19 else { return nil }
  var value: Int64 = 0
  while at < range.upperBound {
    let digit = bytes[at] &- 48
    guard digit < 10 else { return nil }
    let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
    let (sum, carried) = product.addingReportingOverflow(Int64(digit))
    guard !overflowed, !carried else { return nil }
    value = sum
    at += 1
  }
  return isNegative ? -value : value
}

/// The decimal number written in `bytes[range]`, rounded to the nearest Float; nil for anything else, for `nan`, `inf` and
/// hexadecimal, and where it is too large.
func decimalNumber(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Float? {
  guard range.count <= 64 else { return nil }
  var at = range.lowerBound
  var isNegative = false
  if at < range.upperBound, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
    isNegative = bytes[at] == UInt8(ascii: "-")
    at += 1
  }
  var mantissa: UInt64 = 0
  var digits = 0
  var decimals = 0
  var sawPoint = false
  while at < range.upperBound {
    let byte = bytes[at]
    if byte &- 48 < 10 {
      digits += 1
      if digits <= 19 { mantissa = mantissa &* 10 &+ UInt64(byte &- 48) }
      if sawPoint { decimals += 1 }
    } else if byte == UInt8(ascii: "."), !sawPoint {
      sawPoint = true
    } else {
      break
    }
    at += 1
  }
  guard digits > 0 else { return nil }
  if at == range.upperBound, digits <= 15, decimals <= 15 {
    // Both are exact in a Double, so the quotient is the nearest Double; only when that lies just between two Floats
    // can rounding twice go wrong.
    let value = Double(mantissa) / powersOfTen[decimals]
    let isTie = value.bitPattern & 0x1FFF_FFFF == 0x1000_0000
    if !isTie && (value == 0 || value >= 0x1p-120) { return Float(isNegative ? -value : value) }
  }
  return carefulDecimal(bytes, range, exponentAt: at)
}

/// The same through the standard library, which rounds right but needs a string.
private func carefulDecimal(_ bytes: Span<UInt8>, _ range: Range<Int>, exponentAt: Int) -> Float? {
  var at = exponentAt
  if at < range.upperBound {
    guard bytes[at] | 0x20 == UInt8(ascii: "e") else { return nil }
    at += 1
    if at < range.upperBound, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") { at += 1 }
    guard at < range.upperBound else { return nil }
    while at < range.upperBound {
      guard bytes[at] &- 48 < 10 else { return nil }
      at += 1
    }
  }
  var text = ""
  for index in range { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
  guard let value = Float(text), value.isFinite else { return nil }
  return value
}

private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]
