import Measures
import Pricing
import Reports

extension JSONValue {
  /// A report's facts and, as `derived`, the figures that the report prints and facts.json does not hold: costs by line and
  /// month, shares of requests, what a plan costs more than the winner, and with tax. All are made from the facts.
  var withDerivedFigures: JSONValue {
    guard case .object(var members) = self, members["derived"] == nil, let plans = members["plans"]?.asElements else {
      return self
    }
    let months = members["scenario"]?[member: "months"]?.asInteger ?? 0
    let winner = members["decision"]?[member: "winner"]?.asText
    let reference = plans.first { $0[member: "name"]?.asText == winner }
    var derived: [String: JSONValue] = [
      "costs": .array(plans.compactMap { DerivedFigures.costs($0, months: months) }),
      "requestShares": .array(plans.compactMap(DerivedFigures.requestShares)),
      "costAgainstWinner": .array(
        plans.compactMap { plan in reference.flatMap { DerivedFigures.cost(plan, minus: $0) } }),
    ]
    let withVAT = DerivedFigures.withVAT(members["settlement"])
    if !withVAT.isEmpty { derived["withVAT"] = .array(withVAT) }
    members["derived"] = .object(derived)
    return .object(members)
  }
}

/// What the report computes from the facts when it is printed.
enum DerivedFigures {
  /// The members of `requests` that the report prints as shares of the arrivals.
  static let shares = ["servedByCampaign", "servedFromStore", "fallbackUnknownUser", "fallbackThrottled", "inFlight"]

  /// The group of the report's cost table that a line of a bill belongs to.
  static func group(of line: JSONValue) -> String? {
    (line[member: "meter"]?.asText).flatMap { Meter(rawValue: $0) }.map {
      Phrasebook(language: .english)(CostGroup(of: $0).name)
    }
  }

  fileprivate static func costs(_ plan: JSONValue, months: Int) -> JSONValue? {
    guard let name = plan[member: "name"], let lines = plan[member: "bill"]?[member: "lines"]?.asElements, months > 0,
      let currency = (plan[member: "monthlyCost"]?[member: "currency"]?.asText).flatMap({ Currency(code: $0) })
    else { return nil }
    func sum(where isChosen: (JSONValue) -> Bool) -> Money {
      lines.filter(isChosen).compactMap { $0[member: "amount"]?.asText }
        .compactMap { Money(decimal: $0, currency: currency) }.reduce(.zero(currency), +)
    }
    let groups = CostGroup.allCases.map { Phrasebook(language: .english)($0.name) }.filter { group in
      lines.contains { DerivedFigures.group(of: $0) == group }
    }
    let labels = Set(lines.compactMap { $0[member: "month"]?.asText }).sorted()
    return [
      "plan": name,
      "lines": .array(
        groups.map { group in
          let total = sum { DerivedFigures.group(of: $0) == group }
          let mean = Money(picos: FixedPoint.roundedQuotient(total.picos, Int128(months)), currency: currency)
          return ["name": .string(group), "monthly": .string(mean.text(places: 12))]
        }),
      "months": .array(
        labels.map { month in
          [
            "name": .string(month), "total": .string(sum { $0[member: "month"]?.asText == month }.text(places: 12)),
            "lines": .array(
              groups.map { group in
                let total = sum { $0[member: "month"]?.asText == month && DerivedFigures.group(of: $0) == group }
                return ["name": .string(group), "amount": .string(total.text(places: 12))]
              }),
          ]
        }),
    ]
  }

  fileprivate static func withVAT(_ settlement: JSONValue?) -> [JSONValue] {
    let currency = (settlement?[member: "currency"]?.asText).flatMap { Currency(code: $0) }
    return (settlement?[member: "plans"]?.asElements ?? []).compactMap { plan in
      guard let currency, let name = plan[member: "plan"],
        let monthly = plan[member: "monthly"]?.asText.flatMap({ Money(decimal: $0, currency: currency) }),
        let vat = plan[member: "vat"]?.asText.flatMap({ Money(decimal: $0, currency: currency) })
      else { return nil }
      return ["plan": name, "monthly": .string((monthly + vat).text(places: 12))]
    }
  }

  fileprivate static func requestShares(_ plan: JSONValue) -> JSONValue? {
    guard let name = plan[member: "name"], let requests = plan[member: "requests"],
      let arrivals = requests[member: "arrivals"]?.asInteger, arrivals > 0
    else { return nil }
    var members = ["plan": name]
    for share in shares {
      guard let count = requests[member: share]?.asInteger else { continue }
      members[share] = .number(Format.sixDigits(Double(count) / Double(arrivals)))
    }
    return .object(members)
  }

  fileprivate static func cost(_ plan: JSONValue, minus winner: JSONValue) -> JSONValue? {
    func cost(_ plan: JSONValue) -> Money? {
      guard let cost = plan[member: "monthlyCost"], let code = cost[member: "currency"]?.asText else { return nil }
      return Currency(code: code).flatMap { currency in
        (cost[member: "expected"]?.asText).flatMap { Money(decimal: $0, currency: currency) }
      }
    }
    guard let name = plan[member: "name"], let reference = winner[member: "name"], let own = cost(plan),
      let other = cost(winner), own.currency == other.currency
    else { return nil }
    return ["plan": name, "winner": reference, "difference": .string((own - other).text(places: 12))]
  }
}
