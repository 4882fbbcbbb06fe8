import Evaluation
import Interactions
import Measures
import Pricing
import Randomness
import Recommenders
import Scenarios
import Statistics

/// Judges the lists that a service gave for a log's held-out requests, as those of local plans are judged, beside the local
/// model that stands in for the service.
package enum AnsweredReplay {
  /// The requests that a scenario holds out of a log.
  package struct Ground: Sendable {
    /// First instant held out, seconds since the epoch.
    package let cut: Int64
    package let requests: HeldOutRequests
    /// Requests held out, before `requests` were chosen.
    package let heldOut: Int

    /// - Parameter limit: most requests, evenly over all; nil for all.
    /// - Throws: `RunError` where the log has too few.
    package init(_ input: RunInput, atMost limit: Int?) throws(RunError) {
      let (cut, all) = try Replay.heldOut(input.scenario, of: input.log)
      self.cut = cut
      heldOut = all.count
      requests = limit.map { all.sampled(atMost: $0) } ?? all
    }
  }

  /// What a replay found, and a row for each request and plan.
  package struct Outcome: Sendable {
    package let result: LogReplayResult
    package let events: AnsweredEvents
  }

  /// Judges lists.
  ///
  /// - Parameters:
  ///   - standIn: whether the local model is asked the same; `settings.recommender` names another than the recipe's own.
  /// - Throws: `RunError` where there is no such model.
  package static func outcome(
    of input: RunInput, ground: Ground, answers: AnsweredRequests, settings: ReplaySettings, standIn isBeside: Bool,
    progress: @Sendable (String, Double) -> Void = { _, _ in }
  ) async throws -> Outcome {
    let scenario = input.scenario
    let (k, requests) = (scenario.evaluation.k, ground.requests)
    precondition(answers.lists.count == requests.count)
    var plans = [
      AnsweredPlan(name: answers.name, kind: "campaign", lists: answers.lists, requests: requests, k: k)
    ]
    var model = "\(answers.figures.recipe), asked as the campaign \(answers.name)"
    if isBeside {
      progress("training the stand-in", 0)
      let standIn = try StandIn(
        answers.figures, specification: settings.recommender, log: input.log, cut: ground.cut)
      progress("asking the stand-in", 0.5)
      let lists = try await standIn.lists(
        for: requests, cut: ground.cut, tells: answers.figures.tells, count: k, threads: settings.threads)
      plans.append(
        AnsweredPlan(name: "stand-in", kind: "own", lists: lists.map { $0 }, requests: requests, k: k))
      model += "; the stand-in is \(standIn.specification)"
    }
    progress("computing intervals", 0.9)
    let result = result(input, ground, answers.figures, settings, plans, model: model)
    return Outcome(
      result: result,
      events: AnsweredEvents(
        requests: requests, histories: UserHistories(of: input.log), plans: plans, cut: ground.cut,
        tells: answers.figures.tells, userNames: input.log.users))
  }

  private static func result(
    _ input: RunInput, _ ground: Ground, _ figures: ServiceFigures, _ settings: ReplaySettings, _ plans: [AnsweredPlan],
    model: String
  ) -> LogReplayResult {
    let scenario = input.scenario
    let requests = ground.requests
    func stream(_ use: String) -> RandomStream { RandomStream(seed: scenario.seed, name: "replay/bootstrap/\(use)") }
    let everything = Array(0..<requests.count)
    let metrics: [Metric] = [.ndcg, .hitRate, .recall, .reciprocalRank]
    let columns = plans.flatMap { plan in
      metrics.map { metric in
        everything.map {
          plan.scores[$0].value(metric, k: scenario.evaluation.k, truthCount: requests.truth($0).count)
        }
      }
    }
    let means = UserMeans(
      columns, requestUsers: requests.users, chosen: everything, resamples: scenario.evaluation.resamples,
      stream: stream("plans"))
    func mean(_ plan: Int, _ metric: Int) -> Interval {
      means?.mean(plan * metrics.count + metric) ?? Interval(value: .nan, low: .nan, high: .nan)
    }
    let ageHours =
      requests.instants.reduce(0.0) { $0 + Double($1 - ground.cut) } / Double(max(1, requests.count)) / 3600
    let judged = plans.indices.map { index in
      ReplayedPlan(
        name: plans[index].name, kind: plans[index].kind, ndcg: mean(index, 0), hitRate: mean(index, 1),
        recall: mean(index, 2), reciprocalRank: mean(index, 3), routes: plans[index].routes, modelAgeHours: ageHours,
        profileAgeHours: figures.tells ? 0 : ageHours, catalogueAgeHours: ageHours, monthlyCost: nil)
    }
    let ndcg = plans.map { $0.scores.map(\.ndcg) }
    func periods(_ days: Int?, _ use: String) -> [ReplayPeriod] {
      ReplayPeriod.periods(
        ndcg, lengthDays: days, requests: requests, resamples: min(200, scenario.evaluation.resamples),
        stream: stream(use))
    }
    var settings = settings
    settings.isFrozen = !figures.tells
    settings.plansOnly = true
    var result = LogReplayResult(
      scenario: scenario, origin: input.origin, settings: settings, recommender: model,
      currency: input.card.currency, cutSeconds: ground.cut, heldOutRequests: ground.heldOut,
      requests: requests.count, users: means?.users ?? 0, curveRequests: 0,
      sittings: RatingSittings(of: UserHistories(of: input.log)), plans: judged,
      differences: plans.count == 2 ? (means?.difference(0, minus: metrics.count)).map { [(0, 1, $0)] } ?? [] : [],
      byDay: periods(1, "day"), overTime: periods(nil, "time"), freshness: nil, losses: [], decision: nil, notes: [],
      states: plans.count - 1, questions: requests.count)
    result.service = figures
    return result
  }
}

/// The lists of one plan, judged.
struct AnsweredPlan: Sendable {
  let name: String
  let kind: String
  let scores: [ListScore]
  /// Whether there was a list, by request.
  let hasList: [Bool]

  init(name: String, kind: String, lists: [[Int32]?], requests: HeldOutRequests, k: Int) {
    self.name = name
    self.kind = kind
    hasList = lists.map { $0 != nil }
    scores = lists.indices.map { request in
      lists[request].map { ListScore($0, truth: requests.truth(request), k: k) } ?? .missing
    }
  }

  /// The way an answer took.
  func route(_ request: Int) -> ReplayRoute { hasList[request] ? .campaign : .nothing }

  /// Requests by route, in the order of `ReplayRoute`.
  var routes: [Int] {
    var routes = [Int](repeating: 0, count: ReplayRoute.allCases.count)
    for request in hasList.indices { routes[route(request).index] += 1 }
    return routes
  }
}
