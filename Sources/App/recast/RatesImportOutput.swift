import Engine
import Measures
import PriceLists
import Pricing
import Reports

/// What an import says: in the card's head, on the terminal, as JSON.
struct RatesImportOutput {
  let files: [PriceListFiles.Named]
  let made: CardImport
  let base: RateCard?

  /// The first words of every card that an import makes.
  static let mark = "Made by `recast rates import`"
  /// More unknown usage types than these fill a screen; JSON has all that were kept.
  private static let mostShown = 40

  /// The head of the card.
  var comment: [String] {
    var lines = ["\(RatesImportOutput.mark); change its base card, not this file.", "From:"]
    lines += files.map { "  " + heading($0.offer) }
    if let base {
      lines.append("On top of: \(base.name), read on \(base.dateRead), which \(made.kept.count) rows are kept from.")
    }
    return lines
  }

  private func heading(_ offer: OfferFile) -> String {
    "\(offer.offerCode), version \(offer.version)" + (offer.publicationDate.map { ", published \($0.utcDate)" } ?? "")
  }

  func write(json: Bool, path: String?) throws {
    if json { return try Terminal.write(value(path: path)) }
    for (_, offer) in files {
      var counts = ["\(made.rows.count { $0.offerCode == offer.offerCode }) prices"]
      if offer.unknownProductCount > 0 { counts.append("\(offer.unknownProductCount) products of unknown usage types") }
      if offer.passedOverCount > 0 { counts.append("\(offer.passedOverCount) of other regions or varieties") }
      Terminal.write("\(heading(offer)): \(counts.joined(separator: ", "))\n")
    }
    if !made.rows.isEmpty {
      let rows = made.rows.map {
        [$0.price.meter.rawValue, RatesImportOutput.text($0.price), before($0), $0.usageType]
      }
      Terminal.write("\n" + TextTable.text(header: ["meter", "price", "before", "usage type"], rows: rows))
    }
    writeUnknown()
    if let base, !made.kept.isEmpty {
      let meters = made.kept.map(\.meter.rawValue).joined(separator: ", ")
      Terminal.write("\nKept from \(base.name), read on \(base.dateRead): \(meters)\n")
    }
    if let path { Terminal.write("\nWritten to \(path)\n") }
  }

  private func writeUnknown() {
    let all = files.flatMap { file in file.offer.unknown.map { (file.offer.offerCode, $0) } }
    guard !all.isEmpty else { return }
    let rows = all.prefix(RatesImportOutput.mostShown).map { [$0, $1.usageType, RatesImportOutput.text($1)] }
    Terminal.write(
      "\nUnknown usage types, not in the card; with --map USAGETYPE=METER they are:\n"
        + TextTable.text(header: ["service", "usage type", "price"], rows: Array(rows)))
    let isCut = files.contains(where: \.offer.isUnknownCut)
    if all.count > rows.count || isCut {
      let more = all.count - rows.count
      Terminal.write(
        "… and \(isCut ? "more than \(more)" : "\(more)") others; --json lists \(isCut ? "more" : "all") of them\n")
    }
  }

  private func before(_ row: CardImport.Row) -> String {
    guard let before = row.before else { return "none" }
    return row.isChanged ? RatesImportOutput.text(before) : "the same"
  }

  private static func text(_ price: Price) -> String {
    price.candidates.map { PriceText.ladder($0.tiers, price) }.joined(separator: " | or ")
  }

  /// The ladder as the file has it.
  private static func text(_ product: OfferProduct) -> String {
    guard let bands = product.terms.last?.bands, let first = bands.first else { return "no price" }
    let prices = bands.map { $0.prices.map { "\($0)" }.joined(separator: " or ") }.joined(separator: " / ")
    let bounds = bands.compactMap { $0.upTo?.text() }
    return "\(prices) per \(first.unit)" + (bounds.isEmpty ? "" : ", up to \(bounds.joined(separator: " / "))")
  }

  private func value(path: String?) -> JSONValue {
    [
      "card": path.map { .string($0) } ?? .null, "region": made.card.map { .string($0.region) } ?? .null,
      "currency": made.card.map { .string($0.currency.code) } ?? .null,
      "dateRead": made.card.map { .string("\($0.dateRead)") } ?? .null,
      "base": base.map { .string($0.name) } ?? .null,
      "files": .array(
        files.map { _, offer in
          [
            "offerCode": .string(offer.offerCode), "version": .string(offer.version),
            "published": offer.publicationDate.map { .string("\($0)") } ?? .null,
            "unknownProducts": .integer(offer.unknownProductCount), "passedOver": .integer(offer.passedOverCount),
            "unknownUsageTypesCut": .boolean(offer.isUnknownCut),
            "unknownUsageTypes": .array(
              offer.unknown.map {
                [
                  "usageType": .string($0.usageType), "sku": .string($0.sku),
                  "price": .string(RatesImportOutput.text($0)),
                ]
              }),
          ]
        }),
      "rows": .array(
        made.rows.map { row in
          [
            "meter": .string(row.price.meter.rawValue), "usageType": .string(row.usageType),
            "price": .string(RatesImportOutput.text(row.price)),
            "before": row.before.map { .string(RatesImportOutput.text($0)) } ?? .null,
            "changed": .boolean(row.isChanged), "validFrom": row.price.validFrom.map { .string("\($0)") } ?? .null,
          ]
        }),
      "kept": .array(made.kept.map { .string($0.meter.rawValue) }),
      "warnings": .array(made.findings.map { .string("\($0)") }),
    ]
  }
}
