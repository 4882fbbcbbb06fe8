import Reports

/// Numbers about lists, as `recast evaluate --json` prints them.
enum EvaluationRules {
  private static let passport = [
    "metrics/*/name", "metrics/*/k", "metrics/*/users", "metrics/*/dialect", "metrics/*/counted",
    "metrics/*/denominator",
    "metrics/*/ties", "metrics/*/interval/method", "metrics/*/interval/level", "metrics/*/seed",
  ]

  static let all: [ExplainRule] =
    metricRules + userRules + comparisonRules + [
      ExplainRule("dialect", .none, "Whose exact definitions of the metrics these are."),
      ExplainRule("caveat", .none, "What every number here must be read with."),
      ExplainRule("clauses/*", .none, "A part of the dialect's definition."),
      ExplainRule("notes", .none, "What is to be known of the files: nothing."),
      ExplainRule("lorenz", .none, "Lorenz curves: none in this dialect."),
      ExplainRule("notes/*", .none, "What is to be known of the files."),
      ExplainRule("lorenz/*/k", .word("items"), "How many items of a list are looked at."),
      ExplainRule(
        "lorenz/*/shares/*", .share,
        "The share of recommendations that the least recommended items have, at elevenths from none to all of them."),
      ExplainRule("seconds/train", .word("s"), "Wall-clock seconds of fitting the model."),
      ExplainRule("seconds/recommend", .word("s"), "Wall-clock seconds of making all lists."),
    ] + leakageRules

  /// The X-ray of two files.
  static let leakageRules: [ExplainRule] = [
    ExplainRule("leakage/testEvents", .word("events"), "Events to be found again."),
    ExplainRule("leakage/trainEvents", .word("events"), "Events that were learnt from."),
    ExplainRule("leakage/hasTimes", .none, "Whether both files have times."),
    ExplainRule("leakage/leaks/*/leak", .none, "A way in which training and test touch."),
    ExplainRule("leakage/leaks/*/events", .word("events"), "Test events that the training touches in this way."),
    ExplainRule("leakage/leaks/*/examples", .none, "Test events that the training touches in this way: none."),
    ExplainRule("leakage/leaks/*/examples/*", .none, "A test event that the training touches in this way."),
    ExplainRule("leakage/rowsFrom", .none, "How rows are counted."),
    ExplainRule("leakage/leaks/*/rows", .none, "Rows of the test file: none are known, or none leaks."),
    ExplainRule("leakage/leaks/*/rows/*", .none, "A row of the test file that the training touches in this way."),
    ExplainRule("leakage/leaks/*/trainEvents", .word("events"), "Training events that touch the test in this way."),
    ExplainRule("leakage/leaks/*/trainRows", .none, "Rows of the training file: none are known, or none leaks."),
    ExplainRule("leakage/leaks/*/trainRows/*", .none, "A row of the training file that touches the test in this way."),
  ]

  private static let metricRules: [ExplainRule] = [
    ExplainRule(
      "metrics/*", .ratio, "One number about all lists; its passport stands beside it.",
      range: "the interval that `interval` names", inputs: passport, detail: mean),
    ExplainRule("metrics/*/interval", .none, "No interval."),
    ExplainRule("metrics/*/name", .none, "The name of the metric."),
    ExplainRule("metrics/*/k", .word("items"), "How many items of a list are looked at; 0 for all."),
    ExplainRule("metrics/*/users", .word("users"), "Users that the number is over."),
    ExplainRule("metrics/*/dialect", .none, "Whose exact definition it is."),
    ExplainRule("metrics/*/ties", .none, "How lists are put in order, equal scores above all."),
    ExplainRule("metrics/*/counted", .none, "Which users count."),
    ExplainRule("metrics/*/denominator", .none, "What one user's sum is divided by."),
    ExplainRule("metrics/*/interval/method", .none, "How the interval was made."),
    ExplainRule("metrics/*/interval/level", .share, "The share of resamples that the interval holds."),
    ExplainRule("metrics/*/seed", .none, "The seed of the resamples."),
  ]

  private static let userRules: [ExplainRule] = [
    ExplainRule("users/*/user", .none, "The user whose sums are shown."),
    ExplainRule("users/*/relevant", .word("items"), "Items of the truth that are relevant in this dialect."),
    ExplainRule("users/*/listed", .word("items"), "Items of the user's list."),
    ExplainRule("users/*/hits", .none, "Hits: none."),
    ExplainRule("users/*/hits/*/rank", .none, "The rank of a hit, from 1."),
    ExplainRule("users/*/hits/*/item", .none, "The item of a hit."),
    ExplainRule("users/*/hits/*/gain", .ratio, "What a hit is worth."),
    ExplainRule("users/*/sums/*/name", .none, "The name of the metric."),
    ExplainRule("users/*/sums/*/k", .word("items"), "How many items of the list are looked at."),
    ExplainRule("users/*/sums/*/terms", .none, "Terms: none."),
    ExplainRule("users/*/sums/*/terms/*", .ratio, "A term above the line: a hit's part.", isSecondary: true),
    ExplainRule("users/*/sums/*/divisors", .none, "Divisors: none."),
    ExplainRule("users/*/sums/*/divisors/*", .ratio, "A term below the line.", isSecondary: true),
    ExplainRule(
      "users/*/sums/*/value", .ratio, "One user's value of a metric.", formula: "Σ terms / Σ divisors",
      inputs: ["users/*/sums/*/name", "users/*/sums/*/k"], detail: sum),
  ]

  private static let comparisonRules: [ExplainRule] =
    [
      ExplainRule("comparisons/*/other", .none, "The file that is compared with."),
      ExplainRule("comparisons/*/name", .none, "The name of the metric."),
      ExplainRule("comparisons/*/k", .word("items"), "How many items of a list are looked at."),
      ExplainRule("comparisons/*/users", .word("users"), "Users whom both means count."),
      ExplainRule(
        "comparisons/*/difference", .ratio, "The mean over users of the first file's value less the other's.",
        inputs: ["comparisons/*/low", "comparisons/*/high", "comparisons/*/users"], isDifference: true),
      ExplainRule("comparisons/*/low", .ratio, "The low end of the difference's interval.", isDifference: true),
      ExplainRule("comparisons/*/high", .ratio, "The high end of the difference's interval.", isDifference: true),
      ExplainRule(
        "comparisons/*/effectSize", .ratio, "The difference over the standard deviation of the users' differences."),
      ExplainRule("comparisons/*/t", .ratio, "Student's t of the users' differences."),
      ExplainRule("comparisons/*/tPValue", .ratio, "How often luck alone gives a t as far from 0."),
      ExplainRule(
        "comparisons/*/permutationPValue", .ratio, "The share of sign flips with a difference as far from 0."),
      ExplainRule("comparisons/*/permutations", .none, "Sign flips that were tried."),
      ExplainRule("comparisons/*/tPValueHolm", .ratio, "The p value of t, corrected for the number of files (Holm)."),
      ExplainRule(
        "comparisons/*/permutationPValueHolm", .ratio,
        "The p value of the sign flips, corrected for the number of files (Holm)."),
      ExplainRule("comparisons/*/dialect", .none, "Whose exact definition it is."),
      ExplainRule("comparisons/*/interval/method", .none, "How the interval was made."),
      ExplainRule("comparisons/*/interval/level", .share, "The share of resamples that the interval holds."),
      ExplainRule("comparisons/*/seed", .none, "The seed of the resamples."),
    ]

  private static func mean(_ fact: Fact) -> ExplainDetail {
    let name = fact["metrics/*/name"]?.asText ?? ""
    let denominator = fact["metrics/*/denominator"]?.asText ?? ""
    var detail = ExplainDetail(notes: [fact["caveat"]?.asText ?? ""].filter { !$0.isEmpty })
    detail.formula = denominator.isEmpty ? "" : "a user's sum over \(denominator); then the mean over users"
    detail.notes.append("One user's \(name) term by term: recast evaluate … --explain USER.")
    return detail
  }

  private static func sum(_ fact: Fact) -> ExplainDetail { sum(fact, below: "users/*/sums/*") }

  /// A value made again from the terms and divisors that stand beside it.
  static func sum(_ fact: Fact, below place: String) -> ExplainDetail {
    func total(_ place: String) -> Double? { fact[place]?.asElements.map { $0.compactMap(\.asNumber).reduce(0, +) } }
    let (above, below) = (total(place + "/terms"), total(place + "/divisors"))
    let computed = above.flatMap { above in below.map { $0 > 0 ? above / $0 : 0 } }
    let check = Recomputation.number("Σ terms / Σ divisors", computed, stored: fact.value.asNumber)
    return ExplainDetail(checks: [check].compactMap { $0 })
  }
}
