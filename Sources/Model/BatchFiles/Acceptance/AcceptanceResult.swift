import Statistics

/// What an acceptance test found.
package struct AcceptanceResult: Sendable {
  package let tally: AcceptanceTally
  /// Lists in the table that is served now; nil where there is none.
  package let previousLists: Int?
  /// One a rule, in order of declaration.
  package let checks: [AcceptanceCheck]
  /// Gini coefficient of places an item: 0 when all items are shown alike, towards 1 when one is shown everywhere.
  package let itemGini: Double
  /// Share of places held by the most shown 1 % of the items shown.
  package let topPercentShare: Double

  /// - Parameter limits: shares that take the place of the rules' own.
  package init(_ tally: AcceptanceTally, previousLists: Int?, limits: [AcceptanceRule: Double] = [:]) {
    self.tally = tally
    self.previousLists = previousLists
    checks = AcceptanceRule.allCases.map { rule in
      let measured = AcceptanceResult.measure(rule, tally, previousLists)
      return AcceptanceCheck(
        rule: rule, value: measured.value, counted: measured.counted, limit: limits[rule] ?? rule.defaultLimit)
    }
    let counts = tally.itemCounts.sorted()
    itemGini = giniCoefficient(ofAscending: counts)
    topPercentShare = headShare(ofAscending: counts, head: (counts.count + 99) / 100)
  }

  /// Items that are in some list.
  package var shownItems: Int { tally.itemCounts.count }

  /// Whether the lists may take the place of the ones served now. Without any list they may not.
  package var isAccepted: Bool { tally.places > 0 && checks.allSatisfy(\.isHeld) }

  /// Mean rank-biased overlap (persistence 0.9) of lists that have a predecessor; nil where none has.
  package var meanRankBiasedOverlap: Double? {
    tally.compared > 0 ? tally.rankBiasedSum / Double(tally.compared) : nil
  }

  /// Share of lists with a predecessor whose first places changed; nil where none has.
  package var changedShare: Double? { tally.compared > 0 ? Double(tally.changed) / Double(tally.compared) : nil }

  private static func measure(
    _ rule: AcceptanceRule, _ tally: AcceptanceTally, _ previousLists: Int?
  ) -> (value: Double?, counted: AcceptanceCheck.Counted?) {
    func share(_ part: Int, of whole: Int) -> (Double?, AcceptanceCheck.Counted?) {
      whole > 0 ? (Double(part) / Double(whole), .init(part: part, whole: whole)) : (nil, nil)
    }
    switch rule {
    case .coverage: return tally.reference.expectedKeys.map { share(tally.covered, of: $0.count) } ?? (nil, nil)
    case .errorLines: return share(tally.failed + tally.broken.reduce(0, +), of: tally.lines)
    case .repeatedKeys: return share(tally.repeatedKeys, of: tally.lines)
    case .emptyLists: return share(tally.emptyLists, of: tally.lists)
    case .duplicates: return share(tally.duplicateLists, of: tally.lists)
    case .unknownItems:
      return tally.reference.knownItems == nil ? (nil, nil) : share(tally.unknownPlaces, of: tally.places)
    case .shortLists: return tally.reference.listLength == nil ? (nil, nil) : share(tally.shortLists, of: tally.lists)
    // Among a handful, two alike say nothing.
    case .sameList: return tally.lists < 20 ? (nil, nil) : share(tally.commonestList, of: tally.lists)
    case .kept: return previousLists.map { share(tally.compared, of: $0) } ?? (nil, nil)
    case .overlap: return (tally.compared > 0 ? tally.overlapSum / Double(tally.compared) : nil, nil)
    }
  }
}
