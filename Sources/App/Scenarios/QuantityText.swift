import Measures
import Pricing

/// Quantities of meters as written in scenarios and rate cards, read exactly.
enum QuantityText {
  /// `15,000 TPS-hours` as a quantity of that meter; nil where number or unit is another, or it is negative.
  static func quantity(_ text: String, of meter: Meter) -> Quantity? {
    guard let blank = text.firstIndex(of: " ") else { return nil }
    let unit = text[blank...].drop { $0 == " " }
    guard let quantity = Quantity(decimal: String(text[..<blank])), quantity >= .zero,
      meter.definition.accepts(unit: String(unit))
    else { return nil }
    return quantity
  }
}
