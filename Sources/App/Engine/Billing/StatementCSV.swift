import DelimitedText
import Measures
import Pricing

/// A statement as CSV: a row a line, amounts as decimal text, an empty amount where a price is missing.
package enum StatementCSV {
  private static let header = [
    "plan", "month", "service", "resource", "meter", "quantity", "unit", "amount", "low", "high", "currency", "price",
    "confidence", "source", "formula",
  ]

  /// The rows with their header.
  package static func bytes(_ statement: Statement) -> [UInt8] {
    var writer = DelimitedWriter()
    writer.append(header)
    for entry in statement.bills {
      for line in entry.shown.lines {
        let price = statement.card.prices.first { $0.id == line.priceID }
        writer.append([
          entry.plan ?? "", "\(line.month)", line.meter.service.rawValue, line.resource.name, line.meter.rawValue,
          line.quantity.text(), line.meter.unit, line.amount?.expected.text(places: 12) ?? "",
          line.amount?.low.text(places: 12) ?? "", line.amount?.high.text(places: 12) ?? "", statement.currency.code,
          line.priceID ?? "", price?.confidence.rawValue ?? "", price?.candidates[0].source ?? "", line.formula,
        ])
      }
    }
    return writer.bytes
  }
}
