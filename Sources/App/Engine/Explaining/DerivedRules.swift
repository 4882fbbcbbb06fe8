import Reports

/// Figures that the report prints and facts.json does not hold; they are made from it where a question is asked.
enum DerivedRules {
  private static let remark = "facts.json does not hold this figure; it is made here as the report makes it."

  static let all: [ExplainRule] = rules.map { rule in
    var rule = rule
    rule.isSecondary = true
    return rule
  }

  private static let rules: [ExplainRule] =
    [
      ExplainRule("derived/*/*/plan", .none, "The plan that the figures are of."),
      ExplainRule("derived/costs/*/lines", .none, "The lines of the cost table of {0}: none, for nothing is billed."),
      ExplainRule("derived/costs/*/months", .none, "The months in which {0} costs anything: none."),
      ExplainRule("derived/costs/*/lines/*/name", .none, "A line of the report's cost table."),
      ExplainRule(
        "derived/costs/*/lines/*/monthly", .monthlyMoney,
        "What {1} costs plan {0} in a month, the mean over the horizon.",
        formula: "Σ of the bill's lines of {1} / scenario.months, rounded half to even at 10^-12",
        inputs: ["scenario/months"]
      ) { lines($0, group: 1, month: nil) },
      ExplainRule("derived/costs/*/months/*/name", .none, "A calendar month (UTC)."),
      ExplainRule(
        "derived/costs/*/months/*/total", .money, "What plan {0} costs in {1}, at the stated demand.",
        formula: "Σ of the bill's lines of {1}"
      ) { lines($0, group: nil, month: 1) },
      ExplainRule("derived/costs/*/months/*/lines/*/name", .none, "A line of the report's cost table."),
      ExplainRule(
        "derived/costs/*/months/*/lines/*/amount", .money, "What {2} costs plan {0} in {1}, at the stated demand.",
        formula: "Σ of the bill's lines of {2} in {1}"
      ) { lines($0, group: 2, month: 1) },
      ExplainRule("derived/costAgainstWinner/*/winner", .none, "The plan to buy.", inputs: ["decision/winner"]),
      ExplainRule(
        "derived/costAgainstWinner/*/difference", .monthlyMoney, "What plan {0} costs in a month more than the winner.",
        formula: "monthlyCost.expected of {0} − that of the winner", isDifference: true, detail: difference),
      ExplainRule(
        "derived/withVAT/*/monthly", .settledMoney, "What plan {0} costs in a month with value-added tax.",
        formula: "monthly + vat", detail: withVAT),
    ]
    + DerivedFigures.shares.map { member in
      ExplainRule(
        "derived/requestShares/*/\(member)", .share, "The share of {0}'s requests that ended as \(member).",
        formula: "\(member) / arrivals", isRounded: true
      ) { share($0, member) }
    }

  /// The bill's lines of a group, of a month, or of both; positions are those of their `*`.
  private static func lines(_ fact: Fact, group: Int?, month: Int?) -> ExplainDetail {
    let document = fact.document
    guard let plan = document.plan(named: fact.label(0)) else { return ExplainDetail() }
    let base = FactPath(steps: [.member("plans"), .index(plan), .member("bill"), .member("lines")])
    let lines = document.root[base]?.asElements ?? []
    let chosen = lines.indices.filter { index in
      (group.map { DerivedFigures.group(of: lines[index]) == fact.label($0) } ?? true)
        && (month.map { lines[index][member: "month"]?.asText == fact.label($0) } ?? true)
    }
    return ExplainDetail(
      inputs: chosen.compactMap { index in
        let words = ["meter", "month"].compactMap { lines[index][member: $0]?.asText }.joined(separator: ", ")
        return document.input(base.appending(.index(index)), as: words)
      }, notes: [remark])
  }

  private static let difference: @Sendable (Fact) -> ExplainDetail = { fact in
    let document = fact.document
    let names = [fact.label(0), fact["derived/costAgainstWinner/*/winner"]?.asText ?? ""]
    let inputs = names.compactMap { document.plan(named: $0) }.compactMap { plan in
      document.input(FactPath(steps: [.member("plans"), .index(plan), .member("monthlyCost")]))
    }
    return ExplainDetail(inputs: inputs, notes: [remark])
  }

  private static let withVAT: @Sendable (Fact) -> ExplainDetail = { fact in
    let plans = fact["settlement/plans"]?.asElements ?? []
    guard let plan = plans.firstIndex(where: { $0[member: "plan"]?.asText == fact.label(0) }) else {
      return ExplainDetail()
    }
    let inputs = ["monthly", "vat"].compactMap { fact.input("settlement/plans/\(plan)/\($0)") }
    return ExplainDetail(inputs: inputs, notes: [remark])
  }

  private static func share(_ fact: Fact, _ member: String) -> ExplainDetail {
    let document = fact.document
    guard let plan = document.plan(named: fact.label(0)) else { return ExplainDetail() }
    let inputs = [member, "arrivals"].compactMap { name in
      document.input(
        FactPath(steps: [.member("plans"), .index(plan), .member("requests"), .member(name)]))
    }
    return ExplainDetail(inputs: inputs, notes: [remark])
  }
}
