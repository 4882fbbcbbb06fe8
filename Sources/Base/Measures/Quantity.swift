/// An exact amount of a meter's unit: a whole number of 1/(3600·10^9) of the unit.
///
/// The divisor holds both kinds of fraction that occur: nine decimals (gigabytes from bytes), and seconds of an hour
/// (a 5-minute window of n requests is exactly n/3600 TPS-hours). So sums over windows are exact in any order.
package struct Quantity: Hashable, Comparable, Sendable {
  /// Amount in 1/3,600,000,000,000 of the unit.
  package var parts: Int128

  package init(parts: Int128) { self.parts = parts }

  /// A whole number of units.
  package init(_ whole: Int) { parts = Int128(whole) * Quantity.scale }

  /// `numerator / denominator` units, rounded half to even where the scale does not hold it exactly.
  package init(_ numerator: Int, over denominator: Int) {
    precondition(denominator > 0)
    parts = FixedPoint.roundedQuotient(Int128(numerator) * Quantity.scale, Int128(denominator))
  }

  /// A quantity from decimal text; nil when it is no number or needs more than the scale holds.
  package init?(decimal text: String) {
    guard let parts = FixedPoint.scaled(text, by: Quantity.scale) else { return nil }
    self.parts = parts
  }

  /// A measured or simulated number of units, whole units exactly and fractions to nine decimals; nil when it is not
  /// finite or beyond 10^15.
  package init?(measured units: Double) {
    guard units.isFinite, abs(units) <= 1e15 else { return nil }
    let whole = units.rounded(.towardZero)
    let billionths = Int128(((units - whole) * 1e9).rounded())
    parts = Int128(whole) * Quantity.scale + billionths * (Quantity.scale / 1_000_000_000)
  }

  package static let scale: Int128 = 3_600_000_000_000
  package static let zero = Quantity(parts: 0)

  package static func < (a: Quantity, b: Quantity) -> Bool { a.parts < b.parts }
  package static func + (a: Quantity, b: Quantity) -> Quantity { Quantity(parts: a.parts + b.parts) }
  package static func - (a: Quantity, b: Quantity) -> Quantity { Quantity(parts: a.parts - b.parts) }
  package static func += (a: inout Quantity, b: Quantity) { a.parts += b.parts }

  /// The amount as a floating-point number of units, for pictures and ratios.
  package var approximate: Double { Double(parts) / 3.6e12 }

  /// Decimal text with at most `places` decimals, trailing zeros dropped.
  package func text(places: Int = 9) -> String {
    var text = FixedPoint.text(parts, scale: Quantity.scale, places: places)
    guard text.contains(".") else { return text }
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}
