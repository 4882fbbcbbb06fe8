import Measures
import Reports

/// What the scenario and the log say: values that are inputs of everything else.
enum ScenarioRules {
  private static let demand = [
    "demand.requestsPerDay", "demand.shape*", "demand.growth", "demand.bursts*", "demand.arrivals", "demand.trace*",
    "demand.record", "horizon.*",
  ]

  static let all: [ExplainRule] = [
    ExplainRule(
      "formatVersion", .none, "The format of facts.json, raised when a member changes its meaning or goes away."),
    ExplainRule("caveats/*", .none, "What a reader must know before the numbers are used."),
    ExplainRule("scenario/name", .none, "The scenario's name, as written or after its file."),
    ExplainRule("scenario/title", .none, "The scenario's title, as written."),
    ExplainRule(
      "scenario/seed", .none,
      "The seed of every random stream: the same scenario and seed give the same numbers.", assumptions: ["seed"]),
    ExplainRule(
      "scenario/start", .none, "The first calendar month of the horizon (UTC).", assumptions: ["horizon.start"]),
    ExplainRule(
      "scenario/months", .word("months"), "Calendar months in the horizon.", assumptions: ["horizon.months"]),
    ExplainRule(
      "scenario/replications", .word("replications"),
      "Independent runs of the whole horizon, from which the intervals of latency come.", assumptions: ["replications"]),
    ExplainRule(
      "scenario/expectedRequests", .word("requests"), "Requests that are expected over the horizon.",
      formula: "the integral of the rate over the horizon: requests a day × hour of week × growth × bursts",
      inputs: ["plans/0/requests/arrivals", "scenario/replications"], assumptions: demand, isRounded: true,
      detail: expectedRequests),
    ExplainRule(
      "scenario/peakRequestsPerSecond", .word("req/s"), "The highest expected rate of requests in the horizon.",
      formula: "the maximum of requests a day × hour of week × growth × bursts", assumptions: demand, isRounded: true),
    ExplainRule("log/name", .none, "The log that was played: a file's name, or `synthetic`.", assumptions: ["log.*"]),
    ExplainRule(
      "log/isSynthetic", .none,
      "Whether the log was generated; what freshness is worth is then an input, not a finding.", assumptions: ["log.*"]),
    ExplainRule("log/isRatings", .none, "Whether the log holds ratings given in sittings, not visits."),
    ExplainRule("log/rowsSkipped", .word("rows"), "Broken rows of the log that were left out, as was asked."),
    ExplainRule(
      "log/events", .word("events"), "Events of the log, without those of excluded types.",
      assumptions: ["log.excludeEventTypes", "log.synthetic.events"]),
    ExplainRule(
      "log/users", .word("users"), "Distinct users of those events.", inputs: ["log/events"],
      assumptions: ["log.synthetic.users"]),
    ExplainRule(
      "log/items", .word("items"), "Distinct items of those events.", inputs: ["log/events"],
      assumptions: ["log.synthetic.items"]),
    ExplainRule("log/firstEvent", .none, "The time of the log's first event (UTC)."),
    ExplainRule("log/lastEvent", .none, "The time of the log's last event (UTC)."),
  ]

  private static let expectedRequests: @Sendable (Fact) -> ExplainDetail = { fact in
    var detail = ExplainDetail()
    if let arrivals = fact["plans/0/requests/arrivals"]?.asInteger,
      let replications = fact["scenario/replications"]?.asInteger, replications > 0
    {
      let mean = Format.fixed(Double(arrivals) / Double(replications), 1)
      detail.notes.append("Arrivals are drawn at that rate: \(mean) a replication came.")
    }
    return detail
  }
}
