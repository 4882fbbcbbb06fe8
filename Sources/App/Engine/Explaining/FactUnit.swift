import Measures
import Reports

/// What a fact is counted in.
enum FactUnit: Sendable, Equatable {
  /// Words, times and switches.
  case none
  /// A number without dimension, such as NDCG.
  case ratio
  /// A share in [0, 1] that reports print in percent.
  case share
  case milliseconds
  case hours
  /// The result's currency.
  case money
  case monthlyMoney
  /// A month in the currency that the reader pays in.
  case settledMoney
  /// Anything else, in words.
  case word(String)
  /// What the member of that name beside the fact says.
  case sibling(String)
  /// Money for what the member of that name beside the fact says.
  case price(per: String)

  /// Whether what is measured is a number, though it may stand in the file as decimal text.
  var isNumeric: Bool { self != .none }
}

/// How many of a printed unit one of the fact's own unit is.
struct UnitScale: Sendable {
  let name: String
  let times: Int128
  let over: Int128

  init(_ name: String, _ times: Int128 = 1, over: Int128 = 1) {
    (self.name, self.times, self.over) = (name, times, over)
  }

  /// The units that a report may print a fact in, its own first.
  static func all(of unit: FactUnit, named name: String) -> [UnitScale] {
    switch unit {
    case .milliseconds: [UnitScale("ms"), UnitScale("s", 1, over: 1000)]
    case .hours: [UnitScale("h"), UnitScale("s", 3600), UnitScale("min", 60), UnitScale("d", 1, over: 24)]
    case .share: [UnitScale(""), UnitScale("%", 100)]
    default: [UnitScale(name)]
    }
  }

  /// A number of the fact's own unit in this one; nil where it is too large.
  func applied(to value: Int128) -> Int128? { FixedPoint.product(value, times, over: over) }

  /// Whether this is the unit that a user wrote: any case, one or many, and `USD` for `USD a month`.
  func isWritten(_ written: String) -> Bool {
    func plain(_ text: String) -> String {
      let text = text.lowercased()
      return text.count > 2 && text.hasSuffix("s") ? String(text.dropLast()) : text
    }
    let (written, name) = (plain(written), plain(name))
    return written == name || name.split(separator: " ").first.map { plain(String($0)) == written } ?? false
      || (written == "$" && name.hasPrefix("usd"))
  }
}
