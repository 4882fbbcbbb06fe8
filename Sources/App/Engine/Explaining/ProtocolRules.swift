import Reports

/// Numbers of recommenders under a protocol, as `recast evaluate protocol --json` prints them.
enum ProtocolRules {
  private static let plan = "folds/*/recommenders/*/"

  static let all: [ExplainRule] =
    settingRules + foldRules + metricRules(plan + "metrics/*") + metricRules(plan + "slices/*/metrics/*") + planRules
    + userRules(plan + "users/*/") + EvaluationRules.leakageRules

  private static let settingRules: [ExplainRule] = [
    ("protocol", "The way in which the log is divided."),
    ("timeHonest", "Whether no model was fitted to anything at or after a request that it answers."),
    ("task", "What lists are asked for."), ("question", "What a mean is a mean of."),
    ("notes", "What is to be known: nothing."), ("notes/*", "What is to be known of the protocol and the task."),
    ("caveat", "What every number here must be read with."), ("candidates", "Which items a list may be made of."),
    ("repeats", "Whether items that a user took before may be listed and be answers."),
    ("estimand", "What a mean is over."), ("interval", "How intervals were made."),
    ("dialect", "Whose exact definitions of the metrics these are."), ("filter", "The filter as of each request."),
    ("resamples", "Resamples of an interval."), ("seed", "The seed of resamples and draws."),
  ].map { ExplainRule($0, .none, $1) }

  private static let foldRules: [ExplainRule] = [
    ExplainRule("folds/*/name", .none, "The part of the log that is asked."),
    ExplainRule("folds/*/from", .none, "The first second of the questions."),
    ExplainRule("folds/*/to", .none, "The end of the questions, exclusive."),
    ExplainRule("folds/*/trainingEvents", .word("events"), "Events that were learned from."),
    ExplainRule("folds/*/requests", .word("requests"), "Requests that the means are over."),
    ExplainRule("folds/*/requestsFound", .word("requests"), "Requests before they were thinned evenly in time."),
    ExplainRule(
      "folds/*/laterTrainingRequests", .word("requests"),
      "Requests at or after which something in the training happened: nobody could have known it."),
    ExplainRule("folds/*/hiddenRequests", .word("requests"), "Requests all of whose answers the filter hides."),
    ExplainRule("folds/*/leftOut", .none, "Requests that the task cannot ask: none."),
    ExplainRule("folds/*/leftOut/*/requests", .word("requests"), "Requests that the task cannot ask."),
    ExplainRule("folds/*/leftOut/*/reason", .none, "Why the task cannot ask them."),
  ]

  /// The numbers of a metric, with what they rest on.
  private static func metricRules(_ place: String) -> [ExplainRule] {
    [
      ExplainRule(
        place, .ratio, "One number of {1} over the requests of {0}.",
        range: "95 % percentile bootstrap over users", inputs: ["\(place)/name", "\(place)/k", "\(place)/users"],
        detail: mean),
      ExplainRule("\(place)/name", .none, "The name of the metric."),
      ExplainRule("\(place)/k", .word("items"), "How many items of a list are looked at; 0 for all."),
      ExplainRule("\(place)/users", .word("users"), "Users that the number is over."),
      ExplainRule("\(place)/noInterval", .none, "Why there is no interval."),
      ExplainRule("\(place)/denominator", .word("items"), "Items of the catalogue: those of the training."),
    ]
  }

  private static let planRules: [ExplainRule] = [
    ExplainRule(plan + "recommender", .none, "The model."),
    ExplainRule(plan + "slices", .none, "Parts of the requests: none."),
    ExplainRule(plan + "slices/*/name", .none, "A part of the requests."),
    ExplainRule(plan + "slices/*/requests", .word("requests"), "Requests of the part."),
    ExplainRule(
      plan + "lessBest", .ratio, "The mean of {1} less that of the best, paired by user.",
      range: "95 % percentile bootstrap over users, the same resamples for both", isDifference: true),
    ExplainRule(plan + "lessBest/best", .none, "The model with the highest mean."),
    ExplainRule(plan + "lessBest/pHolm", .ratio, "The p value of the difference by users, after Holm's correction."),
    ExplainRule(plan + "notes", .none, "What fitting found out: nothing."),
    ExplainRule(plan + "notes/*", .none, "What fitting found out."),
    ExplainRule(plan + "users", .none, "Users whose sums are shown: none."),
    ExplainRule(plan + "seconds/train", .word("s"), "Wall-clock seconds of fitting the model."),
    ExplainRule(plan + "seconds/recommend", .word("s"), "Wall-clock seconds of making all lists."),
  ]

  private static func userRules(_ user: String) -> [ExplainRule] {
    let request = user + "requests/*/"
    let sum = request + "sums/*"
    return [
      ExplainRule(user + "user", .none, "The user whose sums are shown."),
      ExplainRule(user + "requestCount", .word("requests"), "The user's requests; the first are shown."),
      ExplainRule(user + "means/*/name", .none, "The name of the metric."),
      ExplainRule(user + "means/*/k", .word("items"), "How many items of a list are looked at."),
      ExplainRule(user + "means/*/value", .ratio, "The user's mean over all their requests.", detail: userMean),
      ExplainRule(request + "instant", .none, "When the user asked."),
      ExplainRule(request + "earlierEvents", .word("events"), "Events of the user that the answer knew of."),
      ExplainRule(request + "query", .none, "The item asked about."),
      ExplainRule(request + "truth/*", .none, "An item that the user took then."),
      ExplainRule(request + "list", .none, "The list: empty."),
      ExplainRule(request + "list/*", .none, "An item of the list, best first."),
      ExplainRule(request + "hits", .none, "Hits: none."),
      ExplainRule(request + "hits/*/rank", .none, "The rank of a hit, from 1."),
      ExplainRule(request + "hits/*/item", .none, "The item of a hit."),
      ExplainRule(sum + "/name", .none, "The name of the metric."),
      ExplainRule(sum + "/k", .word("items"), "How many items of the list are looked at."),
      ExplainRule(sum + "/terms", .none, "Terms: none."),
      ExplainRule(sum + "/terms/*", .ratio, "A term above the line: a hit's part.", isSecondary: true),
      ExplainRule(sum + "/divisors", .none, "Divisors: none."),
      ExplainRule(sum + "/divisors/*", .ratio, "A term below the line.", isSecondary: true),
      ExplainRule(
        sum + "/value", .ratio, "One request's value of a metric.", formula: "Σ terms / Σ divisors",
        inputs: [sum + "/name", sum + "/k"]
      ) { EvaluationRules.sum($0, below: sum) },
    ]
  }

  /// The mean of a user made again from their requests, where all of these are shown.
  private static func userMean(_ fact: Fact) -> ExplainDetail {
    let user = plan + "users/*/"
    guard let requests = fact[user + "requests"]?.asElements, !requests.isEmpty,
      fact[user + "requestCount"]?.asInteger == requests.count
    else { return ExplainDetail() }
    let (name, k) = (fact.sibling("name"), fact.sibling("k"))
    let values = requests.compactMap { request in
      request[member: "sums"]?.asElements?.first { $0[member: "name"] == name && $0[member: "k"] == k }?[
        member: "value"]?
        .asNumber
    }
    let mean = values.count == requests.count ? values.reduce(0, +) / Double(values.count) : nil
    let check = Recomputation.number("mean of the requests' values", mean, stored: fact.value.asNumber)
    return ExplainDetail(checks: [check].compactMap { $0 })
  }

  private static func mean(_ fact: Fact) -> ExplainDetail {
    ExplainDetail(notes: [fact["question"]?.asText ?? "", fact["caveat"]?.asText ?? ""].filter { !$0.isEmpty })
  }
}
