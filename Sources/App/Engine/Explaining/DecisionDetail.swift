import Measures
import Reports

/// The decision again, from the plans' costs, limits and quality.
enum DecisionDetail {
  /// The plan at a position among those that hold every limit, by cost.
  static func chosen(_ fact: Fact, position: Int) -> ExplainDetail {
    guard let plans = DecidedPlan.all(in: fact.document) else { return ExplainDetail() }
    var detail = ExplainDetail()
    detail.inputs = plans.sorted(by: DecidedPlan.isCheaper).map { plan in
      let words =
        plan.isPartial
        ? "a price is missing"
        : plan.failed.isEmpty ? "all limits hold" : "fails \(plan.failed.joined(separator: ", "))"
      return ExplainedInput(
        value: plan.cost.text(places: 12), unit: "\(plan.cost.currency) a month", words: words,
        path: fact.document.root.text(of: plan.path(to: "monthlyCost")))
    }
    let held = plans.filter { $0.failed.isEmpty && !$0.isPartial }.sorted(by: DecidedPlan.isCheaper)
    let computed = held.indices.contains(position) ? held[position].name : "null"
    let text = position == 0 ? "the cheapest that holds every limit" : "the next cheapest that holds every limit"
    detail.checks = [.same(text, computed, stored: fact.value.stored)]
    return detail
  }

  /// The plan of the highest NDCG.
  static let best: @Sendable (Fact) -> ExplainDetail = { fact in
    guard let plans = DecidedPlan.all(in: fact.document), let most = plans.map(\.ndcg).max() else {
      return ExplainDetail()
    }
    var detail = ExplainDetail()
    let k = fact["quality/k"]?.asInteger ?? 0
    detail.inputs = plans.compactMap {
      fact.document.input(FactPath(steps: fact.document.metricSteps(plan: $0.position, "ndcg@\(k)")))
    }
    // Plans that are equal to six digits cannot be told apart here.
    let names = plans.filter { $0.ndcg == most }.map(\.name)
    let stored = fact.value.stored
    detail.checks = [
      .same("the plan with the highest NDCG", names.contains(stored) ? stored : names[0], stored: stored)
    ]
    return detail
  }

  static let frontier: @Sendable (Fact) -> ExplainDetail = { fact in
    guard let plans = DecidedPlan.all(in: fact.document) else { return ExplainDetail() }
    var names: [String] = []
    var highest = -Double.infinity
    for plan in plans.filter({ !$0.isPartial }).sorted(by: DecidedPlan.isCheaper) where plan.ndcg > highest {
      names.append(plan.name)
      highest = plan.ndcg
    }
    var detail = ExplainDetail()
    let stored = fact["decision/frontier"]?.asElements?.map(\.stored) ?? []
    if let plan = plans.first(where: { $0.name == fact.value.stored }) {
      let k = fact["quality/k"]?.asInteger ?? 0
      detail.inputs = [
        fact.document.input(plan.path(to: "monthlyCost")),
        fact.document.input(FactPath(steps: fact.document.metricSteps(plan: plan.position, "ndcg@\(k)"))),
      ].compactMap { $0 }
    }
    detail.checks = [
      .same("the plans no other beats", names.joined(separator: ", "), stored: stored.joined(separator: ", "))
    ]
    return detail
  }

  /// A value of the effort, which is a row of the assumption ledger.
  static func effort(_ fact: Fact, _ member: String) -> ExplainDetail {
    let key = "effort.\(fact["plans/*/kind"]?.asText ?? "").\(member)"
    let rows = fact.document.assumptions(key)
    var detail = ExplainDetail(basis: rows.compactMap { ExplainedBasis(assumption: $0, in: fact.document) })
    if rows.count == 1, let text = fact.document.root[rows[0]]?[member: "value"]?.asText {
      let count = String(text.prefix { $0.isNumber })
      detail.checks = [.same("the number in \(key)", count, stored: fact.value.stored)]
    }
    return detail
  }

  /// Below and above a break-even: which plan is the cheaper one today must agree with it.
  static func crossing(_ fact: Fact, _ member: String) -> ExplainDetail {
    let document = fact.document
    guard let batch = fact["breakEven/batch"]?.asText, let campaign = fact["breakEven/campaign"]?.asText,
      let plans = DecidedPlan.all(in: document), let a = plans.first(where: { $0.name == batch }),
      let b = plans.first(where: { $0.name == campaign })
    else { return ExplainDetail() }
    var detail = ExplainDetail(
      inputs: [a, b].compactMap { document.input($0.path(to: "monthlyCost")) },
      notes: ["Throttling is not replayed: a campaign scaled far up would need a higher floor."])
    guard a.cost != b.cost else { return detail }
    let cheaper = a.cost < b.cost ? batch : campaign
    let crossing = fact["breakEven/\(member)"]
    if let at = crossing?[member: "at"]?.asNumber, let above = crossing?[member: "cheaperAbove"]?.asText,
      let today = today(member, document)
    {
      let expected = at > today ? (above == batch ? campaign : batch) : above
      let text = "the cheaper plan at today's \(Format.fixed(today, today < 10 ? 1 : 0)), by monthlyCost"
      detail.checks = [.same(text, cheaper, stored: expected)]
    } else if let words = crossing?.asText {
      let text = "the cheaper plan today, by monthlyCost"
      detail.checks = [.same(text, cheaper, stored: words.hasPrefix("batch") ? batch : campaign)]
    }
    return detail
  }

  private static func today(_ member: String, _ document: ResultDocument) -> Double? {
    guard member != "factorOnUsersAndRequests" else { return 1 }
    let rows = document.assumptions("demand.\(member)")
    guard let text = rows.first.flatMap({ document.root[$0]?[member: "value"]?.asText }),
      let printed = PrintedNumber(text)
    else { return nil }
    return Double(printed.femto) / Double(PrintedNumber.scale)
  }
}

/// A plan with what decisions look at.
struct DecidedPlan {
  let position: Int
  let name: String
  let cost: Money
  let ndcg: Double
  let isPartial: Bool
  /// Names of the limits that it fails.
  let failed: [String]

  /// Nil where the file lacks anything of it.
  static func all(in document: ResultDocument) -> [DecidedPlan]? {
    guard let plans = document.root[member: "plans"]?.asElements else { return nil }
    var decided: [DecidedPlan] = []
    for (position, plan) in plans.enumerated() {
      let base = FactPath(steps: [.member("plans"), .index(position), .member("monthlyCost"), .member("expected")])
      guard let name = plan[member: "name"]?.asText, let cost = document.money(base),
        let ndcg = document.ndcg(plan: position), let isPartial = plan[member: "bill"]?[member: "partial"]?.asFlag,
        let limits = plan[member: "limits"]?.asElements
      else { return nil }
      decided.append(
        DecidedPlan(
          position: position, name: name, cost: cost, ndcg: ndcg, isPartial: isPartial,
          failed: limits.filter { $0[member: "isHeld"]?.asFlag != true }.compactMap { $0[member: "limit"]?.asText }))
    }
    return decided
  }

  /// By cost; of equally cheap ones the better in NDCG, then the order of the scenario.
  static func isCheaper(_ a: DecidedPlan, _ b: DecidedPlan) -> Bool {
    guard a.cost == b.cost else { return a.cost < b.cost }
    return a.ndcg == b.ndcg ? a.position < b.position : a.ndcg > b.ndcg
  }

  func path(to member: String) -> FactPath {
    FactPath(steps: [.member("plans"), .index(position), .member(member)])
  }
}
