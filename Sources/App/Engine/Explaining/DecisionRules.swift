import Measures
import Reports

/// Which plan to buy, what would change that, and how each plan stands to the limits.
enum DecisionRules {
  private static let limits = ["limits.*"]

  static let all: [ExplainRule] =
    [
      ExplainRule("decision/rule", .none, "The rule by which the plan to buy is chosen."),
      ExplainRule(
        "decision/winner", .none, "The plan to buy; null where none holds every limit.", inputs: ["decision/rule"],
        assumptions: limits
      ) { DecisionDetail.chosen($0, position: 0) },
      ExplainRule(
        "decision/runnerUp", .none, "The next cheapest plan that holds every limit; null where there is none.",
        inputs: ["decision/rule"], assumptions: limits
      ) { DecisionDetail.chosen($0, position: 1) },
      ExplainRule(
        "decision/bestQuality", .none, "The plan with the highest NDCG.", assumptions: ["evaluation.*", "recommender"],
        detail: DecisionDetail.best),
      ExplainRule(
        "decision/frontier", .none, "Plans that no other beats in both cost and NDCG: none has a whole price."),
      ExplainRule(
        "decision/frontier/*", .none, "A plan that no other beats in both cost and NDCG, in order of cost.",
        formula: "plans by rising cost, each that has a higher NDCG than all cheaper ones",
        detail: DecisionDetail.frontier),
      ExplainRule("plans/*/limits", .none, "How {0} stands to the limits: the scenario sets none."),
      ExplainRule("plans/*/limits/*/limit", .none, "Which of the scenario's limits it is.", assumptions: limits),
      ExplainRule(
        "plans/*/limits/*/value", .none, "The value of {0} that the limit {1} is for, as the report prints it.",
        detail: LimitDetail.value),
      ExplainRule(
        "plans/*/limits/*/bound", .none, "The limit {1}, as the report prints it.", assumptions: ["limits.*"]),
      ExplainRule(
        "plans/*/limits/*/isHeld", .none, "Whether the value of {0} holds the limit {1}.",
        inputs: ["plans/*/limits/*/value", "plans/*/limits/*/bound"], detail: LimitDetail.isHeld),
      ExplainRule(
        "plans/*/limits/*/isCertain", .none,
        "Whether the whole interval of the value of {0} is on one side of the limit {1}; true where it has none.",
        inputs: ["plans/*/limits/*/value", "plans/*/limits/*/bound"], detail: LimitDetail.isCertain),
      ExplainRule("plans/*/effort", .none, "What {0} asks of those who run it: nothing is stated for its kind."),
    ]
    + effort + breakEven

  private static let effort: [ExplainRule] = [
    ("stars", "stars", "How much {0} asks of those who run it, of five"),
    ("movingParts", "parts", "Parts of {0} that can break"),
    ("deploySteps", "steps", "Steps to set {0} up"),
    ("waits", "waits", "Times that one has to wait for the service when {0} is set up"),
  ].map { member, unit, words in
    ExplainRule(
      "plans/*/effort/\(member)", .word(unit), "\(words): assumed, and to be replaced by what you know.",
      inputs: ["plans/*/kind"], detail: { DecisionDetail.effort($0, member) })
  }

  private static let breakEven: [ExplainRule] =
    [
      ExplainRule(
        "breakEven", .none,
        "Where batch and campaign cost the same: not known, for one of them is not among the plans or lacks a price."),
      ExplainRule("breakEven/batch", .none, "The batch plan that is compared."),
      ExplainRule("breakEven/campaign", .none, "The campaign that is compared."),
    ]
    + [
      ("users", "users", "Users", "today's requests"),
      ("requestsPerDay", "requests a day", "Requests a day", "today's users"),
      (
        "factorOnUsersAndRequests", "times today's size", "The factor on users and requests together",
        "all else as it is"
      ),
    ].flatMap { member, unit, words, fixed in
      let formula =
        "both plans' usage is priced again with \(member == "factorOnUsersAndRequests" ? "users and requests" : words.lowercased()) "
        + "scaled from a thousandth to a thousand times, then halved 20 times around the change of sign"
      let basis = member == "requestsPerDay" ? ["demand.requestsPerDay"] : ["demand.users", "demand.requestsPerDay"]
      return [
        ExplainRule(
          "breakEven/\(member)/at", .word(unit), "\(words) at which batch and campaign cost the same, with \(fixed).",
          formula: formula, assumptions: basis, isRounded: true
        ) { DecisionDetail.crossing($0, member) },
        ExplainRule(
          "breakEven/\(member)/cheaperAbove", .none, "The plan that is cheaper above that point.", assumptions: basis
        ) { DecisionDetail.crossing($0, member) },
        ExplainRule(
          "breakEven/\(member)", .none, "\(words) at which batch and campaign cost the same: there is no such number.",
          formula: formula, assumptions: basis
        ) { DecisionDetail.crossing($0, member) },
      ]
    }
}
