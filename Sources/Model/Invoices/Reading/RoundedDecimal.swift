/// A decimal number from the bytes of a field, as a whole number of a scale's parts.
struct RoundedDecimal {
  let value: Int128
  /// Whether the field has more decimals than the scale holds, so that the value was rounded half to even.
  let isRounded: Bool

  /// Nil where the bytes are not a decimal number, or its magnitude is above 10^15.
  ///
  /// Accepts an optional sign, digits with at most one point, and an exponent of at most ±99. Billing exports write no
  /// groups of digits; `nan`, `inf` and hexadecimal are refused.
  init?(_ bytes: Span<UInt8>, scale: Int64) {
    var digits: Int128 = 0
    var exponent = 0
    // Digits beyond what a product with the scale can hold: only whether any is not 0 counts.
    var hasRest = false
    var isNegative = false
    var sawDigit = false
    var sawPoint = false
    var at = 0
    if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
      isNegative = bytes[at] == UInt8(ascii: "-")
      at += 1
    }
    scan: while at < bytes.count {
      let byte = bytes[at]
      at += 1
      switch byte {
      case 48...57:
        sawDigit = true
        if digits < RoundedDecimal.mostDigits {
          digits = digits * 10 + Int128(byte - 48)
          if sawPoint { exponent -= 1 }
        } else {
          hasRest = hasRest || byte != 48
          if !sawPoint { exponent += 1 }
        }
      case UInt8(ascii: ".") where !sawPoint: sawPoint = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        guard let written = RoundedDecimal.exponent(bytes, from: at) else { return nil }
        exponent += written
        break scan
      default: return nil
      }
    }
    guard sawDigit else { return nil }
    guard digits != 0 else {
      value = 0
      isRounded = false
      return
    }
    while exponent > 0 {
      guard digits < RoundedDecimal.limit else { return nil }
      digits *= 10
      exponent -= 1
    }
    // Decimals that the scale holds cancel, without a division of a long number.
    var factor = scale
    while exponent < 0, factor % 10 == 0 {
      factor /= 10
      exponent += 1
    }
    var product = digits * Int128(factor)
    // What is cut off before the last digit is kept as a sign of more, for digit by digit would round twice.
    while exponent < -1 {
      hasRest = hasRest || product % 10 != 0
      product /= 10
      exponent += 1
    }
    if exponent == -1 {
      let last = product % 10
      product /= 10
      if last > 5 || (last == 5 && (hasRest || product % 2 != 0)) { product += 1 }
      hasRest = hasRest || last != 0
    }
    guard product <= RoundedDecimal.limit * Int128(scale) else { return nil }
    value = isNegative ? -product : product
    isRounded = hasRest
  }

  /// 25 digits times a scale below 10^13 stay below 2^127.
  private static let mostDigits: Int128 = 1_000_000_000_000_000_000_000_000
  private static let limit: Int128 = 1_000_000_000_000_000

  private static func exponent(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    var at = start
    let isNegative = at < bytes.count && bytes[at] == UInt8(ascii: "-")
    if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") { at += 1 }
    guard (1...2).contains(bytes.count - at) else { return nil }
    var value = 0
    while at < bytes.count {
      guard bytes[at] >= 48, bytes[at] <= 57 else { return nil }
      value = value * 10 + Int(bytes[at] - 48)
      at += 1
    }
    return isNegative ? -value : value
  }
}
