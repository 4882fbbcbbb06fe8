import Evaluation
import Interactions
import Measures
import Pricing
import Randomness
import Scenarios
import Serving
import Statistics

extension ReplayWork {
  /// What plans and variants cost a month, in the order of their courses.
  struct Costs: Sendable {
    let plans: [Double?]
    let periods: [Double?]
    let hour: Double?
    let retraining: [Double?]
    let hybrid: [Double?]
  }

  func costs(of plans: [Plan], input: RunInput) async throws(RunError) -> Costs {
    let pricing = try PlanPricing(input)
    let periods = FreshnessCurve.periodsHours.map(variants.batch(everyHours:)) + (variants.live.map { [$0] } ?? [])
    let retrained = retrainingDays.map(variants.retrained(everyDays:))
    let hybrids = HybridCurve.shares.compactMap {
      variants.hybrid(share: $0, sendsUnknownUsers: variants.routing?.sendsUnknownUsers ?? true)
    }
    let all = plans + periods + [variants.batch(atHour: 2)] + retrained + hybrids
    var rest = try await pricing.monthlyCosts(of: all)[...]
    func take(_ count: Int) -> [Double?] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    return Costs(
      plans: take(plans.count), periods: take(periods.count), hour: take(1)[0], retraining: take(retrained.count),
      hybrid: take(hybrids.count))
  }

  func result(
    input: RunInput, plans: [Plan], scores: ListScores, costs: Costs?, recommender: String
  ) -> LogReplayResult {
    let scenario = ground.scenario
    let requests = ground.requests
    let own = courses.map { scores.of($0.places) }
    let everything = Array(0..<requests.count)
    let metrics: [Metric] = [.ndcg, .hitRate, .recall, .reciprocalRank]
    let columns = own.flatMap { scores in
      metrics.map { metric in
        everything.map {
          scores[$0].value(metric, k: scenario.evaluation.k, truthCount: requests.truth($0).count)
        }
      }
    }
    let means = UserMeans(
      columns, requestUsers: requests.users, chosen: everything, resamples: scenario.evaluation.resamples,
      stream: stream("plans"))
    func mean(_ plan: Int, _ metric: Int) -> Interval {
      means?.mean(plan * metrics.count + metric) ?? Interval(value: .nan, low: .nan, high: .nan)
    }
    let replayed = plans.indices.map { plan in
      let ages = ReplayAges(courses[plan], requests: requests)
      return ReplayedPlan(
        name: plans[plan].name, kind: plans[plan].kindName, ndcg: mean(plan, 0), hitRate: mean(plan, 1),
        recall: mean(plan, 2), reciprocalRank: mean(plan, 3), routes: ages.routes, modelAgeHours: ages.model,
        profileAgeHours: ages.profile, catalogueAgeHours: ages.catalogue, monthlyCost: costs?.plans[plan])
    }
    var differences: [(first: Int, second: Int, ndcg: Interval)] = []
    for first in plans.indices {
      for second in plans.indices where second > first {
        guard let means else { continue }
        differences.append((first, second, means.difference(first * metrics.count, minus: second * metrics.count)))
      }
    }
    let ndcg = own.map { $0.map(\.ndcg) }
    func periods(_ days: Int?, _ use: String) -> [ReplayPeriod] {
      ReplayPeriod.periods(
        ndcg, lengthDays: days, requests: requests, resamples: min(200, scenario.evaluation.resamples),
        stream: stream(use))
    }
    let curves = costs.flatMap { self.curves(scores, costs: $0, replayed: replayed, differences: differences) }
    return LogReplayResult(
      scenario: scenario, origin: input.origin, settings: settings, recommender: recommender,
      currency: input.card.currency, cutSeconds: ground.cut, heldOutRequests: ground.heldOutRequests,
      requests: requests.count, users: means?.users ?? 0, curveRequests: sample.count,
      sittings: RatingSittings(of: ground.histories), plans: replayed, differences: differences,
      byDay: periods(1, "day"), overTime: periods(nil, "time"),
      freshness: curves?.freshness, losses: curves?.losses ?? [], decision: curves?.decision, notes: notes,
      states: table.states.count, questions: table.questions.count)
  }

  private func stream(_ use: String) -> RandomStream {
    RandomStream(seed: ground.scenario.seed, name: "replay/bootstrap/\(use)")
  }

  private func curves(
    _ scores: ListScores, costs: Costs, replayed: [ReplayedPlan],
    differences: [(first: Int, second: Int, ndcg: Interval)]
  ) -> (freshness: FreshnessCurve, losses: [LossSplit], decision: DecisionNumbers)? {
    guard !sample.isEmpty, let batch = batchCourse else { return nil }
    let scenario = ground.scenario
    let resamples = scenario.evaluation.resamples
    let segments = ReplaySegments(
      ground.requests, userCount: ground.log.users.count, isKnownToJob: batch.isKnownToJob)
    let users = sample.map { ground.requests.users[$0] }
    let names: [(name: String, periodHours: Double?)] =
      zip(periodCourses, FreshnessCurve.periodsHours).map { ($0.name, $1) }
      + (variants.live.map { [("real time (\($0.name))", nil)] } ?? [])
    let curve = FreshnessCurve(
      names: names, ndcg: periodCourses.map { scores.of($0.places).map(\.ndcg) }, positions: sample, users: users,
      segments: segments, resamples: resamples, stream: stream("freshness"))
    let losses = splits.map { plan, questions in
      LossSplit(
        plan: replayed[plan].name, questions, scores: scores, positions: sample, users: users, segments: segments,
        resamples: resamples, stream: stream("loss"))
    }
    func choice(_ courses: [ReplayCourse], _ settings: [Double], _ costs: [Double?]) -> DecisionNumbers.Choice {
      let values = courses.map { scores.of($0.places).map(\.ndcg) }
      guard
        let means = UserMeans(
          values, requestUsers: users, chosen: Array(sample.indices), resamples: resamples, stream: stream("choice"))
      else { return DecisionNumbers.Choice([], pointValue: nil, qualityOfBest: 1) }
      let best = courses.indices.max { (means.mean($0).value, -$0) < (means.mean($1).value, -$1) } ?? 0
      return DecisionNumbers.Choice(
        courses.indices.map {
          DecisionNumbers.Option(
            name: courses[$0].name, setting: settings[$0], monthlyCost: costs[$0], ndcg: means.mean($0),
            lossToBest: means.difference(best, minus: $0))
        }, pointValue: self.settings.pointValue, qualityOfBest: scenario.limits.qualityOfBest)
    }
    let periods = FreshnessCurve.periodsHours
    let decision = DecisionNumbers(
      steps: DecisionNumbers.steps(replayed, differences),
      periods: choice(Array(periodCourses.prefix(periods.count)), periods, Array(costs.periods.prefix(periods.count))),
      hours: choice(hourCourses, Self.hours.map { Double($0) }, Self.hours.map { _ in costs.hour }),
      retraining: choice(retrainingCourses, retrainingDays, costs.retraining), retrainingPlan: variants.retrainedName,
      hybrid: liveCourse.map {
        HybridCurve.points(
          batch: batch, live: $0, scores: scores, segments: segments, requests: ground.requests,
          sendsUnknownUsers: variants.routing?.sendsUnknownUsers ?? true, costs: costs.hybrid, resamples: resamples,
          stream: stream("hybrid"))
      } ?? [], sendsUnknownUsers: variants.routing?.sendsUnknownUsers ?? true)
    return (curve, losses, decision)
  }
}
