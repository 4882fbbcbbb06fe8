/// Exact reading and writing of decimal numbers as scaled integers, for prices and quantities.
package enum FixedPoint {
  /// The number written in `text` times `scale`, if that is a whole number below 10^30.
  ///
  /// Accepts an optional sign, digits, a point and digits, and an exponent of at most ±40; thousands separators `,` and
  /// `_` between digits. `nan`, `inf` and hexadecimal are refused.
  package static func scaled(_ text: String, by scale: Int128) -> Int128? {
    var digits: Int128 = 0
    var exponent = 0
    var sawDigit = false
    var sawPoint = false
    var isNegative = false
    var bytes = Array(text.utf8)[...]
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      bytes.removeFirst()
    }
    while let byte = bytes.first {
      switch byte {
      case 48...57:
        guard digits < limit / 10 else { return nil }
        digits = digits * 10 + Int128(byte - 48)
        sawDigit = true
        if sawPoint { exponent -= 1 }
      case UInt8(ascii: ".") where !sawPoint: sawPoint = true
      case UInt8(ascii: ",") where sawDigit && !sawPoint, UInt8(ascii: "_") where sawDigit: break
      case UInt8(ascii: "e") where sawDigit, UInt8(ascii: "E") where sawDigit:
        guard let written = Int(String(decoding: bytes.dropFirst(), as: UTF8.self)), abs(written) <= 40 else {
          return nil
        }
        exponent += written
        bytes = []
        continue
      default: return nil
      }
      bytes.removeFirst()
    }
    guard sawDigit else { return nil }
    guard digits != 0 else { return 0 }
    var value = digits
    while exponent < 0, value % 10 == 0 {
      value /= 10
      exponent += 1
    }
    guard exponent >= -30 else { return nil }
    var divisor: Int128 = 1
    for _ in 0..<max(0, -exponent) { divisor *= 10 }
    for _ in 0..<max(0, exponent) {
      guard value < limit / 10 else { return nil }
      value *= 10
    }
    let (product, overflow) = value.multipliedReportingOverflow(by: scale)
    guard !overflow, product % divisor == 0, product / divisor < limit else { return nil }
    return isNegative ? -(product / divisor) : product / divisor
  }

  private static let limit: Int128 = 1_000_000_000_000_000_000_000_000_000_000

  /// `value / scale` with exactly `places` decimals, rounded half to even, e.g. `-12.50`.
  package static func text(_ value: Int128, scale: Int128, places: Int) -> String {
    precondition(places >= 0 && places <= 18 && scale > 0)
    var unit: Int128 = 1
    for _ in 0..<places { unit *= 10 }
    let rounded = roundedQuotient(value.magnitudeAsSigned * unit, scale)
    let whole = rounded / unit
    var text = "\(whole)"
    if places > 0 {
      let fraction = "\(rounded % unit)"
      text += "." + String(repeating: "0", count: places - fraction.count) + fraction
    }
    return value < 0 && rounded != 0 ? "-" + text : text
  }

  /// `a / b` rounded half to even; `b` is positive.
  package static func roundedQuotient(_ a: Int128, _ b: Int128) -> Int128 {
    let quotient = a / b
    let remainder = a % b
    let twice = remainder.magnitudeAsSigned * 2
    let roundsAway = twice > b || (twice == b && quotient % 2 != 0)
    return roundsAway ? quotient + (a < 0 ? -1 : 1) : quotient
  }
}

extension Int128 {
  fileprivate var magnitudeAsSigned: Int128 { self < 0 ? -self : self }
}
