import Evaluation
import Measures
import Reports

/// How good the lists of the plans are, by the replay of the log.
enum QualityRules {
  private static let settings = [
    "quality/estimand", "quality/dialect", "quality/intervals", "quality/level", "quality/recommender", "quality/cut",
  ]
  private static let evaluation = ["evaluation.*", "recommender"]

  static let all: [ExplainRule] =
    protocolRules + slice("quality/all/", "all requests", plan: 0)
    + slice("quality/slices/*/", "the requests of {0}", plan: 1)
    + [
      ExplainRule(
        "quality/catalogueCoverage/*/share", .share,
        "The share of the catalogue that {0} showed at least once in the first K of any list.",
        formula: "recommendedItems / catalogueItems",
        inputs: [
          "quality/catalogueCoverage/*/recommendedItems", "quality/catalogueCoverage/*/catalogueItems", "quality/k",
          "quality/evaluatedRequests",
        ], assumptions: evaluation, isRounded: true, detail: coverage),
      ExplainRule(
        "quality/catalogueCoverage/*/recommendedItems", .word("items"),
        "Distinct items that {0} showed in the first K of any list; more lists show more.",
        inputs: ["quality/evaluatedRequests"], assumptions: evaluation),
      ExplainRule(
        "quality/catalogueCoverage/*/catalogueItems", .word("items"), "Items of the log: the catalogue.",
        inputs: ["log/items"]),
      ExplainRule("quality/catalogueCoverage/*/plan", .none, "The plan whose coverage it is."),
      ExplainRule("quality/differencesToBest/*/plan", .none, "The plan that is compared with the best."),
      ExplainRule(
        "quality/differencesToBest/*/best", .none, "The plan with the highest NDCG.", inputs: ["decision/bestQuality"]),
      ExplainRule(
        "quality/differencesToBest/*/ndcg@*", .ratio, "NDCG of {0} minus that of the best plan, on the same requests.",
        range: "95 % interval of the difference: percentile bootstrap over users, both plans on the same resamples",
        formula: "mean of {0} − mean of the best plan", inputs: settings, assumptions: evaluation, isRounded: true,
        isDifference: true, detail: QualityDetail.difference),
    ]

  private static let protocolRules: [ExplainRule] = [
    ExplainRule("quality/estimand", .none, "What a mean of quality is over: request-weighted means over requests."),
    ExplainRule(
      "quality/intervals", .none, "How the intervals of quality are made.", assumptions: ["evaluation.resamples"]),
    ExplainRule("quality/level", .share, "The share of resamples that an interval of quality holds."),
    ExplainRule(
      "quality/dialect", .none, "Whose exact definition of the metrics it is; their formulas stand with them."),
    ExplainRule("quality/k", .word("items"), "How many items of a list are looked at.", assumptions: ["evaluation.k"]),
    ExplainRule(
      "quality/recommender", .none, "The local stand-in for the service's model.", assumptions: ["recommender"]),
    ExplainRule(
      "quality/cut", .none, "The instant at which the log is cut: what comes later is held out, for all users at once.",
      inputs: ["log/firstEvent", "log/lastEvent"], assumptions: ["evaluation.heldOut"]),
    ExplainRule(
      "quality/heldOutRequests", .word("requests"), "Requests behind the cut; a request is one user at one instant.",
      inputs: ["quality/cut"], assumptions: ["evaluation.heldOut"]),
    ExplainRule(
      "quality/evaluatedRequests", .word("requests"), "Held-out requests that were evaluated: an even sample of them.",
      inputs: ["quality/heldOutRequests"], assumptions: ["evaluation.requests"]),
    ExplainRule(
      "quality/modelFits", .word("fits"),
      "Models fitted for the replay: one for each cut that some plan answered from.",
      assumptions: ["training.every", "plans.*every"]),
  ]

  /// - Parameter plan: position of the plan's `*` in the paths of the slice.
  private static func slice(_ place: String, _ requests: String, plan: Int) -> [ExplainRule] {
    [
      ExplainRule("\(place)name", .none, "The name of a part of the requests."),
      ExplainRule(
        "\(place)requests", .word("requests"), "Number of \(requests) that have a truth.",
        inputs: ["quality/evaluatedRequests"]),
      ExplainRule("\(place)users", .word("users"), "Distinct users who asked \(requests)."),
      ExplainRule("\(place)plans/*/plan", .none, "The plan whose metrics they are."),
      ExplainRule(
        "\(place)plans/*/metrics/userWeightedNDCG@*", .ratio,
        "The mean over users of each user's own mean NDCG, of {\(plan)} on \(requests): every user counts alike.",
        formula: Metric.ndcg.formula, inputs: ["\(place)requests", "\(place)users"] + settings.dropFirst(),
        assumptions: evaluation, isRounded: true
      ) { QualityDetail.userWeighted($0, isAll: plan == 0, plan: plan) },
      ExplainRule(
        "\(place)plans/*/metrics/*", .ratio, "The mean {\(plan + 1)} of {\(plan)} on \(requests), in [0, 1].",
        range: "95 % interval: percentile bootstrap over users, the same resamples for all plans",
        inputs: ["\(place)requests", "\(place)users"] + settings,
        assumptions: evaluation + ["plans.{\(plan)}.*every", "plans.{\(plan)}.*eventDelay"], isRounded: true
      ) { QualityDetail.metric($0, isAll: plan == 0, plan: plan) },
    ]
  }

  private static let coverage: @Sendable (Fact) -> ExplainDetail = { fact in
    func items(_ member: String) -> Int? { fact["quality/catalogueCoverage/*/\(member)"]?.asInteger }
    guard let shown = items("recommendedItems"), let all = items("catalogueItems"), all > 0 else {
      return ExplainDetail()
    }
    let check = Recomputation.number("\(shown) / \(all)", Double(shown) / Double(all), stored: fact.value.asNumber)
    return ExplainDetail(checks: [check].compactMap { $0 })
  }
}
