import Measures
import Reports

/// The lines of a bill, the same in facts.json and in `recast bill --json`.
enum LineRules {
  /// - Parameter place: where the bill stands, empty or ending with `/`.
  static func all(below place: String) -> [ExplainRule] {
    let line = "\(place)lines/*/"
    // The line's own `*` comes behind those of the place.
    let own = place.count { $0 == "*" }
    let name = "line {\(own)}"
    return [
      ExplainRule("\(place)lines", .none, "The lines of the bill: none, for nothing is billed."),
      ExplainRule(
        "\(place)lines/*", .money, "One meter of one resource in one calendar month, priced.",
        range: "from conflicting prices and billing windows that AWS does not state",
        inputs: ["\(line)quantity", "\(line)resource", "\(line)month"], assumptions: CostRules.account
      ) { LineDetail.amount($0, place) },
      ExplainRule(
        "\(line)quantity", .sibling("unit"), "The quantity that is billed in \(name), under the expected window."
      ) { LineDetail.quantity($0, place) },
      ExplainRule("\(line)unit", .none, "The unit that the quantity of \(name) is counted in."),
      ExplainRule("\(line)meter", .none, "What \(name) counts.") { LineDetail.meter($0, place) },
      ExplainRule("\(line)resource", .none, "The resource in the cloud that \(name) is for."),
      ExplainRule("\(line)service", .none, "The AWS service that bills \(name).", inputs: ["\(line)meter"]),
      ExplainRule("\(line)month", .none, "The calendar month (UTC) that \(name) is billed in."),
      ExplainRule("\(line)formula", .none, "How the quantity of \(name) came about, or why it has no price."),
      ExplainRule("\(line)price", .none, "The row of the rate card that prices \(name); null for a gap.") {
        LineDetail.price($0, place)
      },
      ExplainRule("\(line)priceSource", .none, "Who says what the expected price of \(name) is.") {
        LineDetail.price($0, place)
      },
      ExplainRule(
        "\(line)confidence", .none,
        "How far the price of \(name) may be trusted: seen, inferred, unverified or conflicting."
      ) { LineDetail.price($0, place) },
      ExplainRule(
        "\(line)priceStandsInFrom", .none,
        "The region whose price stands in for an unknown one in \(name); null where the price is the region's own."
      ) { LineDetail.price($0, place) },
      ExplainRule("\(line)windows", .none, "Billing windows of the price of \(name): none, for it has no floor."),
      ExplainRule(
        "\(line)windows/*", .none,
        "A billing window over which the floor of \(name) is compared; the first is expected."
      ) { LineDetail.price($0, place) },
      ExplainRule("\(line)windowConfidence", .none, "How far the billing window of \(name) may be trusted."),
      ExplainRule("\(line)inputs", .none, "What the quantity of \(name) was made of beside itself: nothing."),
      ExplainRule("\(line)inputs/*/name", .none, "What an input of \(name) is."),
      ExplainRule(
        "\(line)inputs/*/quantity", .sibling("unit"), "{\(own + 1)}: an input of \(name).", inputs: ["\(line)formula"]),
      ExplainRule("\(line)inputs/*/unit", .none, "The unit of an input of \(name)."),
      ExplainRule("\(line)tiers", .none, "The bands of the price that \(name) fell into: none."),
      ExplainRule(
        "\(line)tiers/*/amount", .money, "What the part of \(name) in band {\(own + 1)} of its price costs.",
        formula: "quantity × price / units that the price is for; the last band takes what rounding leaves",
        inputs: ["\(line)tiers/*/quantity", "\(line)tiers/*/price"]
      ) { LineDetail.band($0, place) },
      ExplainRule(
        "\(line)tiers/*/quantity", .ratio, "The part of \(name) that fell into band {\(own + 1)} of its price.",
        inputs: ["\(line)quantity", "\(line)tiers/*/upTo"]),
      ExplainRule(
        "\(line)tiers/*/price", .price(per: "per"),
        "The price in band {\(own + 1)} that \(name) fell into, in the rate card's currency."
      ) { LineDetail.price($0, place) },
      ExplainRule("\(line)tiers/*/per", .none, "What the price of a band is for."),
      ExplainRule(
        "\(line)tiers/*/upTo", .ratio,
        "Where the band ends, counted from the month's start over all resources of the account; null for the last."),
    ]
  }
}
