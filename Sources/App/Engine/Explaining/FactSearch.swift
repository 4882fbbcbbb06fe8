import Reports

/// Finds facts by the number that a report prints of them.
struct FactSearch {
  private struct Entry {
    let fact: Fact
    let rule: ExplainRule
    /// The fact times 10^15; nil for words.
    let femto: Int128?
  }
  private let entries: [Entry]

  init(_ document: ResultDocument) {
    entries = document.leaves.compactMap { path in
      guard let (fact, rule) = document.fact(at: path) else { return nil }
      let isNumber = rule.unit.isNumeric && fact.end != .currency
      let number = isNumber ? PrintedNumber(fact.value.stored).flatMap { $0.unit.isEmpty ? $0.femto : nil } : nil
      return Entry(fact: fact, rule: rule, femto: number)
    }
  }

  /// The facts that print as the number, and what else holds it: prices, settings and limits in words.
  func paths(of number: PrintedNumber) -> (facts: [FactPath], mentions: [FactPath]) {
    let found = entries.filter { isPrint($0, of: number) }
    let all = Set(found.map(\.fact.path))
    let facts = found.filter {
      !FactSearch.isEndOfFound($0.fact.path, all) && !FactSearch.isBandOfFound($0.fact.path, all)
    }
    let mentions = entries.filter { entry in
      guard entry.femto == nil, let text = entry.fact.value.asText else { return false }
      return PrintedNumber.all(in: text).contains {
        $0.femto == number.femto && (number.unit.isEmpty || UnitScale($0.unit).isWritten(number.unit))
      }
    }.map(\.fact.path)
    // The same number again is asked for only where nothing else has it.
    let main = facts.filter { !$0.rule.isSecondary }.map(\.fact.path)
    guard !main.isEmpty else { return (facts.map(\.fact.path), mentions) }
    return (main, facts.filter(\.rule.isSecondary).map(\.fact.path) + mentions)
  }

  /// The facts whose numbers lie nearest, at most `count`.
  func nearest(to number: PrintedNumber, count: Int) -> [FactPath] {
    var distances: [(path: FactPath, distance: UInt128)] = []
    for entry in entries {
      guard let femto = entry.femto, entry.fact.end == .point else { continue }
      let scaled = scales(entry, for: number).compactMap { $0.applied(to: femto) }
      guard let distance = scaled.map({ ($0 - number.femto).magnitude }).min() else { continue }
      distances.append((entry.fact.path, distance))
    }
    let order = distances.indices.sorted { (distances[$0].distance, $0) < (distances[$1].distance, $1) }
    return order.prefix(count).map { distances[$0].path }
  }

  private func isPrint(_ entry: Entry, of number: PrintedNumber) -> Bool {
    guard let femto = entry.femto else { return false }
    let slack = entry.rule.isRounded ? PrintedNumber.sixDigitSlack(femto) : 0
    return scales(entry, for: number).contains { scale in
      number.isPrint(of: femto, slack: slack, in: scale)
        || (entry.rule.isDifference && number.isPrint(of: -femto, slack: slack, in: scale))
    }
  }

  /// The units in which the fact may have been printed: those that were written, else those that a report would choose.
  private func scales(_ entry: Entry, for number: PrintedNumber) -> [UnitScale] {
    let all = UnitScale.all(of: entry.rule.unit, named: entry.rule.unitText(entry.fact))
    guard number.unit.isEmpty else { return all.filter { $0.isWritten(number.unit) } }
    guard let value = entry.fact.value.asNumber, entry.rule.unit == .hours || entry.rule.unit == .milliseconds else {
      return all
    }
    let printed = entry.rule.unit == .hours ? Format.hours(value) : Format.milliseconds(value)
    let name = printed.split(separator: " ").last.map(String.init) ?? ""
    return all.enumerated().filter { $0.offset == 0 || $0.element.name == name }.map(\.element)
  }

  /// Whether the path is an end of a range whose value was found too.
  private static func isEndOfFound(_ path: FactPath, _ found: Set<FactPath>) -> Bool {
    guard ["low", "high"].contains(path.lastMember) else { return false }
    return ["expected", "value", "amount", "total"].contains { found.contains(path.parent.appending(.member($0))) }
  }

  /// Whether the path is a band of a line whose whole was found too.
  private static func isBandOfFound(_ path: FactPath, _ found: Set<FactPath>) -> Bool {
    guard let depth = path.steps.lastIndex(of: .member("tiers")), let name = path.lastMember else { return false }
    return found.contains(FactPath(steps: Array(path.steps[..<depth])).appending(.member(name)))
  }
}
