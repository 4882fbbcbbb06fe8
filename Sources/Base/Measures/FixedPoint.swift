/// Exact reading and writing of decimal numbers as scaled integers, for prices and quantities.
package enum FixedPoint {
  /// The number written in `text` times `scale`, if that is a whole number below 10^30.
  ///
  /// Accepts an optional sign, digits, a point and digits, and an exponent of at most ±40. `_` may stand between digits,
  /// `,` before each group of three digits of the whole part; `1,5` is refused, for half the world reads it as 1.5.
  /// `nan`, `inf`, hexadecimal and more than 30 digits are refused.
  package static func scaled(_ text: String, by scale: Int128) -> Int128? {
    guard let (digits, exponent, isNegative) = decimal(Array(text.utf8)) else { return nil }
    guard digits != 0 else { return 0 }
    var value = digits
    var power = exponent
    while power < 0, value % 10 == 0 {
      value /= 10
      power += 1
    }
    guard power >= -30 else { return nil }
    // Decimals that the scale holds cancel, so that their product does not overflow.
    var divisor: Int128 = 1
    var scale = scale
    for _ in 0..<max(0, -power) { if scale % 10 == 0 { scale /= 10 } else { divisor *= 10 } }
    for _ in 0..<max(0, power) {
      guard value < limit / 10 else { return nil }
      value *= 10
    }
    let (product, overflow) = value.multipliedReportingOverflow(by: scale)
    guard !overflow, product % divisor == 0, product / divisor < limit else { return nil }
    return isNegative ? -(product / divisor) : product / divisor
  }

  /// The digits of a decimal number as one integer, and the power of ten that puts the point in its place.
  private static func decimal(_ bytes: [UInt8]) -> (digits: Int128, exponent: Int, isNegative: Bool)? {
    var digits: Int128 = 0
    var exponent = 0
    var sawDigit = false
    var sawPoint = false
    let isNegative = bytes.first == UInt8(ascii: "-")
    var position = isNegative || bytes.first == UInt8(ascii: "+") ? 1 : 0
    func isDigit(at index: Int) -> Bool { bytes.indices.contains(index) && (48...57).contains(bytes[index]) }
    scan: while position < bytes.count {
      switch bytes[position] {
      case 48...57:
        guard digits < limit / 10 else { return nil }
        digits = digits * 10 + Int128(bytes[position] - 48)
        sawDigit = true
        if sawPoint { exponent -= 1 }
      case UInt8(ascii: ".") where !sawPoint: sawPoint = true
      case UInt8(ascii: "_"):
        guard isDigit(at: position - 1), isDigit(at: position + 1) else { return nil }
      case UInt8(ascii: ","):
        let isGroup = (1...3).allSatisfy { isDigit(at: position + $0) } && !isDigit(at: position + 4)
        guard !sawPoint, isDigit(at: position - 1), isGroup else { return nil }
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        guard let written = Int(String(decoding: bytes[(position + 1)...], as: UTF8.self)),
          (-40...40).contains(written)
        else { return nil }
        exponent += written
        break scan
      default: return nil
      }
      position += 1
    }
    return sawDigit ? (digits, exponent, isNegative) : nil
  }

  private static let limit: Int128 = 1_000_000_000_000_000_000_000_000_000_000

  /// `value / scale` with exactly `places` decimals, rounded half to even, e.g. `-12.50`.
  package static func text(_ value: Int128, scale: Int128, places: Int) -> String {
    precondition(places >= 0 && places <= 18 && scale > 0)
    var unit: Int128 = 1
    for _ in 0..<places { unit *= 10 }
    let magnitude = value.magnitudeAsSigned
    // The fraction is rounded by itself, so that nothing as large as value × unit arises; its parity is the number's.
    let tail = places > 0 ? roundedQuotient(magnitude % scale * unit, scale) : 0
    let whole = places > 0 ? magnitude / scale + tail / unit : roundedQuotient(magnitude, scale)
    var text = "\(whole)"
    if places > 0 {
      let fraction = "\(tail % unit)"
      text += "." + String(repeating: "0", count: places - fraction.count) + fraction
    }
    return value < 0 && (whole != 0 || tail % unit != 0) ? "-" + text : text
  }

  /// The smallest whole number that is not below `a / b`; `b` is positive.
  package static func ceiling(_ a: Int128, _ b: Int128) -> Int128 { a / b + (a % b > 0 ? 1 : 0) }

  /// `a / b` rounded half to even; `b` is positive, below 2^126.
  package static func roundedQuotient(_ a: Int128, _ b: Int128) -> Int128 {
    let quotient = a / b
    let remainder = a % b
    let twice = remainder.magnitudeAsSigned * 2
    let roundsAway = twice > b || (twice == b && quotient % 2 != 0)
    return roundsAway ? quotient + (a < 0 ? -1 : 1) : quotient
  }

  /// `a × b / c` rounded half to even, the product taken at full width; nil when the result is beyond 10^30. `c` is positive.
  package static func product(_ a: Int128, _ b: Int128, over c: Int128) -> Int128? {
    let (high, low) = a.magnitude.multipliedFullWidth(by: b.magnitude)
    let divisor = c.magnitude
    guard high < divisor else { return nil }
    let (quotient, remainder) = divisor.dividingFullWidth((high, low))
    guard quotient < limit.magnitude else { return nil }
    let isBeyondHalf = remainder > divisor - remainder || (remainder == divisor - remainder && quotient % 2 == 1)
    let rounded = Int128(quotient) + (isBeyondHalf ? 1 : 0)
    return (a < 0) != (b < 0) ? -rounded : rounded
  }

  /// `value × numerator / denominator` rounded to the nearest integer, without the whole product.
  ///
  /// `numerator` lies in 0...denominator, and `denominator` below 10^18, as lengths of time in microseconds do.
  package static func share(_ value: Int128, _ numerator: Int128, of denominator: Int128) -> Int128 {
    value / denominator * numerator + roundedQuotient(value % denominator * numerator, denominator)
  }
}

extension Int128 {
  fileprivate var magnitudeAsSigned: Int128 { self < 0 ? -self : self }
}
