import Measures
import Serving

/// Reads the plans of a scenario.
struct PlanReading {
  let training: TrainingReading
  let pages: PageMix
  /// Users of the scenario, for what a simulation would need of memory.
  let users: Int

  static let kinds = ["batch", "campaign", "hybrid", "recommender", "own", "popular"]

  func plans(_ reader: MappingReader) -> [Plan] {
    let names = reader.keys
    if names.isEmpty {
      reader.report(
        "missing-key", nil, "holds no plan.", remedy: "Add at least one, such as `campaign: {kind: campaign}`.")
    }
    return names.compactMap { name in
      if !ScenarioReading.isFileSafe(name) {
        reader.report("wrong-value", name, "is no plan's name.", remedy: "Use letters, digits, `-` and `_`.")
      }
      return plan(name, reader.reader(name))
    }
  }

  private func plan(_ name: String, _ reader: MappingReader) -> Plan? {
    defer { reader.refuseUnknownKeys() }
    let kinds = PlanReading.kinds
    guard let word = reader.requiredText("kind", example: kinds.contains(name) ? name : "batch") else { return nil }
    guard let kind = kind(word, reader) else {
      let hint = MeasuredText.suggestion(for: word, among: kinds).map { " Did you mean `\($0)`?" } ?? ""
      reader.report(
        "unknown-word", "kind", "is `\(word)`.", remedy: "Use one of: \(kinds.joined(separator: ", ")).\(hint)")
      return nil
    }
    let plan = Plan(name: name, kind: kind)
    guard !plan.live.isEmpty else {
      reader.refuse("cache", belongsTo: "plans that answer at the request: campaign, hybrid, recommender")
      return plan
    }
    return Plan(name: name, kind: kind, cache: cache(reader))
  }

  private func kind(_ word: String, _ reader: MappingReader) -> Plan.Kind? {
    switch word {
    case "batch": return .batch(batch(reader))
    case "campaign":
      if reader.has("campaigns") { return .campaigns(campaigns(reader)) }
      return .campaign(campaign(reader))
    case "hybrid":
      let batchReader = reader.reader("batch")
      let campaignReader = reader.reader("campaign")
      defer {
        batchReader.refuseUnknownKeys()
        campaignReader.refuseUnknownKeys()
      }
      return .hybrid(batch(batchReader), campaign(campaignReader), routing(reader.reader("routing")))
    case "recommender": return .recommender(recommender(reader))
    case "own": return .own(own(reader))
    case "popular":
      return .popular(
        PopularSettings(
          every: reader.period("every", Defaults.popularEvery, atLeast: .minutes(5)),
          timeOfDay: reader.timeOfDay("timeOfDay", Defaults.batchTime)))
    default: return nil
    }
  }

  /// A batch with every default; its values are not part of the scenario and stay out of its ledger.
  func standardBatch() -> BatchSettings {
    batch(MappingReader(nil, path: "reference", notes: ReadingNotes(source: "defaults")))
  }

  private func routing(_ reader: MappingReader) -> HybridRouting {
    defer { reader.refuseUnknownKeys() }
    return HybridRouting(
      mostActiveShare: reader.share("mostActive", Defaults.mostActive),
      sendsUnknownUsers: reader.choice(
        "unknownUsers", Defaults.unknownUsers, among: [("campaign", true), ("fallback", false)]),
      pages: Set(pagePositions(reader)))
  }

  /// The pages named under `pages`, as positions in the scenario's; empty where absent.
  func pagePositions(_ reader: MappingReader) -> [Int] {
    guard let names = reader.texts("pages") else { return [] }
    reader.notes.ledger.append(
      LedgerEntry(key: reader.key("pages"), value: names.joined(separator: ", "), origin: .given, source: ""))
    return names.compactMap { name in
      if let position = pages.names.firstIndex(of: name) { return position }
      let known = pages.names.filter { !$0.isEmpty }
      reader.report(
        "unknown-word", "pages", "names `\(name)`.",
        remedy: known.isEmpty
          ? "State the pages of the scenario first, such as `pages: {home: 70 %, cart: 30 %}`."
          : "Use pages of the scenario: \(known.joined(separator: ", ")).")
      return nil
    }
  }
}

extension ScenarioReading {
  private static let mostPages = 16

  /// `pages: {home: 70 %, cart: 30 %}`; without it all requests come from one page.
  static func readPages(_ root: MappingReader) -> PageMix {
    guard root.has("pages") else { return .single }
    let reader = root.reader("pages")
    let names = reader.keys
    let shares = names.map { reader.share($0, Default(assumption: "0 %", "")) }
    for name in names where !isFileSafe(name) {
      reader.report("wrong-value", name, "is no page's name.", remedy: "Use letters, digits, `-` and `_`.")
    }
    guard !names.isEmpty, names.count <= mostPages else {
      root.report(
        "out-of-range", "pages", "holds \(names.count) pages.", remedy: "It must hold 1 to \(mostPages) pages.")
      return .single
    }
    let total = shares.reduce(0, +)
    if abs(total - 1) > 0.001 {
      root.report(
        "contradiction", "pages", "sums to \((total * 1000).rounded() / 10) %.", remedy: "The shares must sum to 100 %."
      )
    }
    return PageMix(names: names, shares: shares)
  }
}
