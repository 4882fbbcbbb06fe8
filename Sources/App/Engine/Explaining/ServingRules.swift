import Measures
import Reports

/// What the simulated replications of a plan gave: latencies, counts, ages, capacity.
enum ServingRules {
  private static let latencies = [
    "plans.{0}.*atency.*", "plans.{0}.*network.*", "plans.{0}.*connections", "plans.{0}.*attempts",
    "plans.{0}.*backoff",
    "plans.{0}.*deadline", "plans.{0}.*axLatency", "plans.{0}.routing.*",
  ]
  private static let capacity = [
    "plans.{0}.*minProvisionedTPS", "plans.{0}.*maximumTPS", "plans.{0}.*targetUtilisation", "plans.{0}.*scal*Lag",
    "plans.{0}.*burst",
  ]
  private static let cache = ["plans.{0}.cache.*", "pages.*"]
  private static let jobs = [
    "plans.{0}.*failures", "plans.{0}.*retries", "plans.{0}.*retryAfter", "plans.{0}.*overlap",
  ]
  private static let users = ["demand.anonymous", "demand.newUsers", "plans.{0}.*users", "plans.{0}.routing.*"]

  static let all: [ExplainRule] =
    latency + counts + ages + [
      ExplainRule(
        "plans/*/jobs", .word("jobs"), "Batch jobs of plan {0} whose snapshot lies in the horizon.",
        inputs: ["scenario/months"], assumptions: ["plans.{0}.*every", "plans.{0}.*timeOfDay", "horizon.*"]),
      ExplainRule(
        "plans/*/jobRuns/failedAttempts", .word("attempts"),
        "Attempts of jobs of {0} in the horizon that failed, in the first replication.", assumptions: jobs),
      ExplainRule(
        "plans/*/jobRuns/givenUp", .word("jobs"),
        "Jobs of {0} that were given up after their last attempt; the older lists stayed.",
        inputs: ["plans/*/jobRuns/failedAttempts"], assumptions: jobs),
      ExplainRule(
        "plans/*/jobRuns/skipped", .word("jobs"),
        "Jobs of {0} left out because one was still running when they were due.",
        inputs: ["plans/*/jobs"], assumptions: jobs),
      ExplainRule(
        "plans/*/peakProvisionedTPS", .word("TPS"),
        "The highest capacity that the campaign of {0} reached; 0 without one.",
        formula: "the maximum over the replications of the capacity that follows load with a lag",
        inputs: ["scenario/peakRequestsPerSecond", "scenario/replications"], assumptions: capacity, isRounded: true),
    ]

  private static func quantile(_ member: String, _ words: String) -> ExplainRule {
    ExplainRule(
      "plans/*/latencyMilliseconds/\(member)", .milliseconds,
      "\(words) of latency of plan {0}, from the intended start of a request to its answer, retries and fallbacks included.",
      range: "95 % t interval over the replications",
      formula:
        "mean over the replications of each one's quantile, from a mergeable histogram (buckets below 0.8 % wide)",
      inputs: ["scenario/replications", "plans/*/requests/arrivals"],
      assumptions: latencies + capacity, isRounded: true, detail: middle)
  }

  private static let latency: [ExplainRule] = [
    quantile("p50", "The median"), quantile("p99", "The 99th percentile"), quantile("p99.9", "The 99.9th percentile"),
    ExplainRule(
      "plans/*/latencyByRoute/*/p50", .milliseconds,
      "The median latency of the answers of {0} that came by the route {1}, all replications together.",
      formula: "the quantile of a mergeable histogram (to 0.4 %)", assumptions: latencies + cache, isRounded: true),
    ExplainRule(
      "plans/*/latencyByRoute/*/p99", .milliseconds,
      "The 99th percentile of latency of the answers of {0} that came by the route {1}, all replications together.",
      formula: "the quantile of a mergeable histogram (to 0.4 %)", assumptions: latencies + cache, isRounded: true),
    ExplainRule(
      "plans/*/latencyByRoute/*", .none,
      "Latencies of the answers of {0} by the route {1}; null where no answer came by it."),
    ExplainRule(
      "plans/*/latencyMilliseconds/mean", .milliseconds, "The mean latency of plan {0} over all replications together.",
      formula: "Σ latencies / requests answered", inputs: ["plans/*/requests/arrivals", "plans/*/requests/inFlight"],
      assumptions: latencies, isRounded: true),
  ]

  private static func count(_ member: String, _ words: String, assumptions: [String]) -> ExplainRule {
    ExplainRule(
      "plans/*/requests/\(member)", .word("requests"), "\(words), all replications together.",
      inputs: ["scenario/replications"], assumptions: assumptions, detail: allAccounted)
  }

  private static let counts: [ExplainRule] = [
    count(
      "arrivals", "Requests to plan {0}, drawn as a Poisson process with the stated rate; the same for every plan",
      assumptions: ["demand.*"]),
    count("cacheHits", "Requests that the cache before the live answers of {0} answered", assumptions: cache),
    count(
      "servedByCampaign", "Requests that a campaign of {0}, or its recommender, answered",
      assumptions: capacity + users + cache),
    count(
      "servedFromStore", "Requests answered from the store of {0}, or with the list of the plan `popular`",
      assumptions: users),
    count(
      "fallbackUnknownUser",
      "Requests of {0} answered with the fallback list, for the last job knew no list for the user",
      assumptions: users),
    count(
      "fallbackThrottled",
      "Requests of {0} answered with the fallback list, for the campaign throttled them to the end",
      assumptions: capacity + ["plans.{0}.*attempts", "plans.{0}.*deadline"]),
    count(
      "fallbackLate", "Requests of {0} answered with the fallback list, for the answer came after the deadline",
      assumptions: latencies),
    count(
      "fallbackStopped", "Requests of {0} answered with the fallback list, for the recommender was stopped",
      assumptions: ["plans.{0}.runs*", "plans.{0}.startTime"]),
    count(
      "failed", "Requests of {0} without an answer: the client gave up and had no fallback list",
      assumptions: capacity + ["plans.{0}.*fallback"]),
    ExplainRule(
      "plans/*/requests/lateAnswers", .word("answers"),
      "Answers of campaigns of {0} that came after the client had given up; they are billed, and part of other counts.",
      inputs: ["plans/*/requests/fallbackLate"], assumptions: latencies),
    ExplainRule(
      "plans/*/requests/storeReads", .word("reads"),
      "Reads of the store of {0}, all replications together: one for each request with an identity that is sent there.",
      inputs: ["plans/*/requests/servedFromStore", "plans/*/requests/fallbackUnknownUser"], assumptions: users),
    count("inFlight", "Requests of {0} that waited for a retry when the horizon ended", assumptions: []),
    ExplainRule(
      "plans/*/requests/throttledAttempts", .word("attempts"),
      "Attempts that the campaign of {0} refused, all replications together; a request may add several.",
      inputs: ["plans/*/requests/fallbackThrottled"],
      assumptions: capacity + ["plans.{0}.*attempts", "plans.{0}.*backoff"]),
  ]

  private static let ages: [ExplainRule] = [
    (
      "model", "since the cut of the model's training data",
      ["training.*", "plans.{0}.*modelUpdate", "plans.{0}.*every"]
    ),
    (
      "profile", "since the newest event of the user that the answer could know; answers from no profile have none",
      ["plans.{0}.*every", "plans.{0}.*fixedOverhead", "plans.{0}.*throughput", "plans.{0}.*eventDelay"]
    ),
    (
      "catalogue", "since the newest item that the answer could contain",
      ["plans.{0}.*catalogueUpdate", "training.every", "plans.{0}.*every"]
    ),
  ].flatMap { name, since, assumptions in
    [("p50", "The median"), ("p99", "The 99th percentile")].map { member, words in
      ExplainRule(
        "plans/*/ageHours/\(name)/\(member)", .hours, "\(words) of the \(name) age of what {0} served: \(since).",
        formula: "the quantile of all replications' requests together, from a mergeable histogram (to 0.4 %)",
        inputs: ["plans/*/requests/arrivals"], assumptions: assumptions, isRounded: true)
    }
  }

  /// A t interval has its mean in the middle.
  private static let middle: @Sendable (Fact) -> ExplainDetail = { fact in
    guard let value = fact.document.root[fact.anchor], value != .null else {
      return ExplainDetail(notes: ["Fewer than ten replications had a request, so there is no interval and no value."])
    }
    func end(_ name: String) -> Double? { value[member: name]?.asNumber }
    guard fact.end == .point, let low = end("low"), let high = end("high") else { return ExplainDetail() }
    let check = Recomputation.number("(low + high) / 2", (low + high) / 2, stored: end("value"), relativeTo: high)
    return ExplainDetail(checks: [check].compactMap { $0 })
  }

  /// Every request is in exactly one count.
  private static let allAccounted: @Sendable (Fact) -> ExplainDetail = { fact in
    let parts = [
      "cacheHits", "servedByCampaign", "servedFromStore", "fallbackUnknownUser", "fallbackThrottled", "fallbackLate",
      "fallbackStopped", "failed", "inFlight",
    ]
    let counts = parts.compactMap { fact["plans/*/requests/\($0)"]?.asInteger }
    var detail = ExplainDetail(
      formula: "arrivals = " + parts.joined(separator: " + "),
      inputs: (parts + ["arrivals"]).compactMap { fact.input("plans/*/requests/\($0)") }
    )
    guard counts.count == parts.count, let arrivals = fact["plans/*/requests/arrivals"]?.asInteger else {
      return detail
    }
    let sum = counts.reduce(into: Int128(0)) { $0 += Int128($1) }
    detail.checks = [.same(counts.map { "\($0)" }.joined(separator: " + "), "\(sum)", stored: "\(arrivals)")]
    return detail
  }
}
