import Measures
import Pricing

/// The unit of a price as AWS spells it, taken apart: `1K Requests` is 1,000 of `requests`.
struct OfferUnit: Hashable {
  /// How many of the unit the price is for, at least 1.
  let count: Int
  /// Lower-case words without abbreviations: `gb month`, `hour`, `tps hour`.
  let name: String

  init(_ text: String) {
    var words = text.lowercased().split { $0 == " " || $0 == "-" || $0 == "_" }.map(String.init)
    if words.first == "per" { words.removeFirst() }
    var count = 1
    while let first = words.first, let factor = OfferUnit.factor(first), count * factor <= 1_000_000 {
      count *= factor
      words.removeFirst()
    }
    // AWSLambda's unit is "Lambda-GB-Second", AmazonApiGateway's may be "API Requests".
    if words.count > 1, ["lambda", "api"].contains(words[0]) { words.removeFirst() }
    self.count = count
    name = words.map { OfferUnit.full[$0] ?? $0 }.joined(separator: " ")
  }

  /// Whether the unit is what a meter counts.
  func counts(_ meter: Meter) -> Bool {
    meter.definition.accepts(unit: name) || (OfferUnit.more[meter] ?? []).contains(name)
  }

  private static let full = [
    "hr": "hour", "hrs": "hour", "hours": "hour", "mo": "month", "months": "month", "gigabyte": "gb",
    "gigabytes": "gb", "sec": "second", "secs": "second",
  ]

  /// Units that say less than the usage type beside them does.
  private static let more: [Meter: [String]] = [.tpsHours: ["hour"]]

  /// `1,000`, `1k`, `1m`, `thousand` or `million`; nil for a word that is no number.
  private static func factor(_ word: String) -> Int? {
    switch word {
    case "thousand": return 1000
    case "million": return 1_000_000
    default:
      let digits = word.prefix { $0.isNumber || $0 == "," }
      let scale = ["": 1, "k": 1000, "m": 1_000_000][word.dropFirst(digits.count)]
      guard let scale, let number = Int(digits.filter { $0 != "," }), (1...1_000_000).contains(number) else {
        return nil
      }
      return number * scale
    }
  }
}
