import RealModule

/// How numbers are written on charts: the same on every machine and in every language setting.
///
/// Thousands are separated by commas ("12,000"). A minus sign stands before the prefix ("−$5"). Not a number is
/// a dash, which every language reads.
package struct NumberFormat: Sendable, Hashable {
  package var prefix: String
  package var suffix: String
  /// Digits after the point; nil means as many as three significant digits need.
  package var decimals: Int?

  package init(prefix: String = "", suffix: String = "", decimals: Int? = nil) {
    self.prefix = prefix
    self.suffix = suffix
    self.decimals = decimals
  }

  package static let plain = NumberFormat()

  /// The number as text. `decimals` overrides the format's own, as axes need for equal digits on all ticks.
  package func string(_ value: Double, decimals override: Int? = nil) -> String {
    if value.isNaN { return "–" }
    if value.isInfinite { return (value < 0 ? "−" : "") + prefix + "∞" + suffix }
    let magnitude = value.magnitude
    let digits = max(0, min(12, override ?? decimals ?? Self.decimalsForThreeDigits(magnitude)))
    let body =
      magnitude >= 1e15 || (magnitude > 0 && magnitude < 1e-6)
      ? Self.scientific(magnitude) : Self.fixed(magnitude, decimals: digits)
    let isZero = !body.contains { ("1"..."9").contains($0) }
    return (value < 0 && !isZero ? "−" : "") + prefix + body + suffix
  }

  /// Digits after the point with which a magnitude shows three significant digits.
  static func decimalsForThreeDigits(_ magnitude: Double) -> Int {
    guard magnitude > 0, magnitude < 100 else { return 0 }
    return 2 - Int(Double.log10(magnitude).rounded(.down))
  }

  /// Rounds half away from zero in binary: 0.125 → "0.13", 2.675 (stored as 2.67499…) may go either way.
  private static func fixed(_ magnitude: Double, decimals: Int) -> String {
    // Beyond 2^63 / scale there are no digits left to show anyway.
    var decimals = decimals
    while decimals > 0, magnitude * power(decimals) >= 9e18 { decimals -= 1 }
    let scaled = Int64((magnitude * power(decimals)).rounded(.toNearestOrAwayFromZero))
    var digits = String(scaled)
    if digits.count <= decimals { digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits }
    let split = digits.index(digits.endIndex, offsetBy: -decimals)
    let whole = grouped(String(digits[..<split]))
    return decimals == 0 ? whole : whole + "." + digits[split...]
  }

  private static func grouped(_ digits: String) -> String {
    var result = ""
    for (position, digit) in digits.enumerated() {
      if position > 0, (digits.count - position) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }

  private static func scientific(_ magnitude: Double) -> String {
    var exponent = Int(Double.log10(magnitude).rounded(.down))
    // Two steps, because ten to the power of 310 is no number.
    var mantissa = magnitude / Double.pow(10, exponent / 2) / Double.pow(10, exponent - exponent / 2)
    if mantissa >= 9.95 {
      mantissa /= 10
      exponent += 1
    }
    var text = fixed(mantissa, decimals: 1)
    if text.hasSuffix(".0") { text.removeLast(2) }
    return text + "e\(exponent)"
  }

  private static func power(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1.0) { product, _ in product * 10 }
  }
}
