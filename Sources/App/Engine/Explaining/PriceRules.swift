import Measures
import Pricing
import Reports

/// The rows of the rate card and of the assumption ledger: the end of every question.
enum PriceRules {
  static let all: [ExplainRule] = [
    ExplainRule("rateCard/name", .none, "The rate card that the bills were priced with.", assumptions: ["rateCard"]),
    ExplainRule("rateCard/region", .none, "The region that the card's prices are for.", assumptions: ["rateCard"]),
    ExplainRule("rateCard/dateRead", .none, "The day the card's prices were read."),
    ExplainRule("rateCard/prices/*/id", .none, "The name of a row of the rate card, by which bills refer to it."),
    ExplainRule("rateCard/prices/*/meter", .none, "What the price {0} is for.", detail: meter),
    ExplainRule(
      "rateCard/prices/*/candidates/*/price", .none,
      "One reading of the price {0}: the prices of its bands, and where they end. The first reading is the expected one.",
      inputs: ["rateCard/prices/*/candidates/*/source", "rateCard/prices/*/confidence"], detail: meter),
    ExplainRule("rateCard/prices/*/candidates/*/source", .none, "Who says that {0} costs this.", detail: meter),
    ExplainRule(
      "rateCard/prices/*/confidence", .none,
      "How far the price {0} may be trusted: seen in its source, inferred from what was seen, unverified, or conflicting."
    ),
    ExplainRule(
      "rateCard/prices/*/standsInFrom", .none,
      "The region whose price stands in where none was seen for this one; null where the price is the region's own."),
    ExplainRule("rateCard/prices/*/note", .none, "A remark on the price {0}."),
    ExplainRule(
      "rateCard/prices/*/windows", .none, "The billing windows considered for {0}: none, for it has no floor."),
    ExplainRule(
      "rateCard/prices/*/windows/*", .none,
      "A time over which the floor of {0} is compared with its traffic; the first is expected, all make the range."),
    ExplainRule("assumptions/*/key", .none, "The key in the scenario that a value belongs to."),
    ExplainRule("assumptions/*/value", .none, "A value that the result rests on: {0}.", detail: assumption),
    ExplainRule("assumptions/*/origin", .none, "How the value of {0} is known.", detail: assumption),
    ExplainRule("assumptions/*/source", .none, "Where the value of {0} comes from; empty where the scenario gives it."),
  ]

  private static let meter: @Sendable (Fact) -> ExplainDetail = { fact in
    guard let meter = fact["rateCard/prices/*/meter"]?.asText.flatMap({ Meter(rawValue: $0) }) else {
      return ExplainDetail()
    }
    return ExplainDetail(notes: [LineDetail.meterNote(meter)])
  }

  private static let assumption: @Sendable (Fact) -> ExplainDetail = { fact in
    let source = fact["assumptions/*/source"]?.asText ?? ""
    let sentence =
      switch fact["assumptions/*/origin"]?.asText {
      case "given": "The scenario gives it."
      case "fact": "A default with a published source"
      case "assumption": "An assumption that nobody has published, so put a measurement in its place"
      case "measured": "Measured on the log"
      default: ""
      }
    return ExplainDetail(notes: [source.isEmpty ? sentence : "\(sentence): \(source)."])
  }
}

extension ExplainedBasis {
  /// The row of the rate card with that id, where the file holds the card.
  init?(price id: String, in document: ResultDocument) {
    let rows = document.root[member: "rateCard"]?[member: "prices"]?.asElements ?? []
    guard let index = rows.firstIndex(where: { $0[member: "id"]?.asText == id }) else { return nil }
    let row = rows[index]
    let candidates = row[member: "candidates"]?.asElements ?? []
    func texts(_ member: String) -> [String] { candidates.compactMap { $0[member: member]?.asText } }
    var text = texts("price").joined(separator: " or ")
    if let region = row[member: "standsInFrom"]?.asText { text += ", a price of \(region)" }
    let windows = row[member: "windows"]?.asElements?.compactMap(\.asText) ?? []
    if !windows.isEmpty { text += ", windows of \(windows.joined(separator: " or "))" }
    let path = FactPath(steps: [.member("rateCard"), .member("prices"), .index(index)])
    let note = row[member: "note"]?.asText ?? ""
    self.init(
      path: document.root.text(of: path), text: text, origin: row[member: "confidence"]?.asText ?? "",
      source: texts("source").joined(separator: " | ") + (note.isEmpty ? "" : " (\(note))"))
  }
}

extension ResultDocument {
  /// The rows of the rate card that lines of a bill were priced with, in the card's order; none where the file holds no card.
  func prices(ofLines path: FactPath) -> [ExplainedBasis] {
    let used = Set((root[path]?.asElements ?? []).compactMap { $0[member: "price"]?.asText })
    let rows = root[member: "rateCard"]?[member: "prices"]?.asElements ?? []
    return rows.compactMap { $0[member: "id"]?.asText }.filter(used.contains).compactMap {
      ExplainedBasis(price: $0, in: self)
    }
  }

  /// The currency of the rate card, in which the prices of a bill stand even where its amounts were exchanged.
  var cardCurrency: String { root[member: "exchangeRate"]?[member: "from"]?.asText ?? currency?.code ?? "" }
}
