import Demand
import Evaluation
import Interactions
import Measures
import Randomness
import Recommenders
import Scenarios
import Serving

/// Quality of all plans on the same held-out requests of the log.
package struct ReplayResult: Sendable {
  package let comparison: QualityComparison
  /// Catalogue coverage by plan.
  package let coverage: [CatalogueCoverage]
  /// First instant held out, seconds since the epoch.
  package let cutSeconds: Int64
  /// Requests held out, before sampling.
  package let heldOutRequests: Int
  /// Requests evaluated.
  package let requests: Int
  /// Models fitted for the replay.
  package let fits: Int
}

/// Plays the held-out part of the log: at each request, the list each plan would have served at that moment.
enum Replay {
  static let slices = (known: "users the nightly batch knew", unknown: "users the nightly batch did not know")

  /// Below these, an interval over users says nothing.
  private static let fewestRequests = 50
  private static let fewestUsers = 10

  /// The requests that a scenario holds out of a log, all of them, and the instant from which on.
  /// - Throws: where there are too few to say anything.
  static func heldOut(
    _ scenario: Scenario, of log: InteractionLog
  ) throws(RunError) -> (cut: Int64, requests: HeldOutRequests) {
    guard let cut = TimeSplit.cut(of: log, heldOutShare: scenario.evaluation.heldOutShare) else {
      throw RunError(
        .logUnsuitable,
        "The log cannot be split by time: it needs events at two instants at least, and more to say anything.")
    }
    let rule = TruthRule(allowsRepeats: scenario.evaluation.allowsRepeats)
    let allRequests = HeldOutRequests(of: rule.answers(log), from: cut)
    let askingUsers = Set(allRequests.users).count
    guard allRequests.count >= fewestRequests, askingUsers >= fewestUsers else {
      throw RunError(
        .logUnsuitable,
        "The held-out part of the log has \(allRequests.count) requests by \(askingUsers) users; quality with an interval "
          + "needs at least \(fewestRequests) requests by \(fewestUsers) users. Give a longer log, or hold out more.")
    }
    return (cut, allRequests)
  }

  static func run(
    _ input: RunInput, log: InteractionLog,
    progress: @escaping @Sendable (RunProgress) -> Void
  ) async throws(RunError) -> ReplayResult {
    let scenario = input.scenario
    let (cut, allRequests) = try heldOut(scenario, of: log)
    let requests = allRequests.sampled(atMost: scenario.evaluation.requests)
    let histories = UserHistories(of: log)
    let logged = loggedRequests(requests, log: log, histories: histories, cut: cut)

    let schedules = try await schedules(scenario, log: log, logged: logged, progress: progress)
    let pieces = pieces(of: schedules)
    let model = specification(scenario.recommender.model)
    let exclusion: Exclusion = scenario.evaluation.allowsRepeats ? .none : .seen
    let answered = await inParallel(
      pieces.count, progress: { progress(RunProgress(stage: .replay, share: $0)) }
    ) { index -> [[Int32]] in
      let piece = pieces[index]
      let specification = piece.isPopular ? .decayedPopular() : model
      let fitted = specification.fit(log: log, before: piece.cutSeconds)
      var scratch = ScoringScratch()
      return piece.requests.map { plan, request in
        let answer = schedules[plan].answers[request]
        return fitted.recommend(
          to: piece.isPopular
            ? .unknown
            : histories.profile(
              of: requests.users[request], before: min(answer.profileCutSeconds, requests.instants[request])),
          at: requests.instants[request], count: scenario.evaluation.k, exclusion: exclusion, scratch: &scratch)
      }
    }

    var lists = [[[Int32]]](
      repeating: [[Int32]](repeating: [], count: requests.count), count: scenario.plans.count)
    for (piece, results) in zip(pieces, answered) {
      for ((plan, request), list) in zip(piece.requests, results) { lists[plan][request] = list }
    }
    progress(RunProgress(stage: .intervals, share: 0))
    return try compared(
      lists.map(RankedLists.init), requests: requests, known: schedules.first?.isKnownToBatch ?? [], input: input,
      log: log, cut: cut, heldOut: allRequests.count, fits: pieces.count)
  }

  /// What each plan would have answered each request from. The scenario's demand is played over the log's own time, and the
  /// requests are asked about in it: at a moment when the campaign throttles, a request of the log is throttled too.
  private static func schedules(
    _ scenario: Scenario, log: InteractionLog, logged: [LoggedRequest],
    progress: @escaping @Sendable (RunProgress) -> Void
  ) async throws(RunError) -> [AnswerSchedule] {
    let resolved = try demand(of: scenario, log: log, logged: logged, plays: scenario.plans.count)
    return await inParallel(scenario.plans.count) { index in
      Simulator(
        plan: scenario.plans[index], demand: resolved.demand, data: resolved.data, pages: scenario.pages,
        utcOffset: scenario.utcOffset, seed: scenario.seed
      ).answers(to: logged, reference: scenario.referenceBatch)
    }
  }

  /// The scenario's demand over the time of some requests of the log.
  /// - Parameter plays: how often it will be played.
  static func demand(
    of scenario: Scenario, log: InteractionLog, logged: [LoggedRequest], plays: Int
  ) throws(RunError) -> ResolvedDemand {
    let slot = DemandModel.slotLength.microseconds
    func slots(_ seconds: Int64) -> Int64 { floorDivide(seconds * 1_000_000, slot) }
    let first = slots(logged.first?.seconds ?? 0)
    let end = slots(logged.last?.seconds ?? 0) + 1
    let period = Instant(microseconds: first * slot)..<Instant(microseconds: end * slot)
    let days = (period.upperBound - period.lowerBound).hours / 24
    try Run.refuseEndlessWork(days * scenario.demand.requestsPerDay, plans: plays, runs: 1)
    return ResolvedDemand(scenario, log: log, period: period)
  }

  /// All answers that come from one fit: a model cut, and whether the list is popularity's or the model's.
  private struct Piece {
    let cutSeconds: Int64
    let isPopular: Bool
    var requests: [(plan: Int, request: Int)] = []
  }

  private static func pieces(of schedules: [AnswerSchedule]) -> [Piece] {
    struct Key: Hashable {
      let cut: Int64
      let isPopular: Bool
    }
    var slots: [Key: Int] = [:]
    var pieces: [Piece] = []
    for (plan, schedule) in schedules.enumerated() {
      // A missing list scores zero.
      for (request, answer) in schedule.answers.enumerated() where answer.source != .nothing {
        let key = Key(cut: answer.modelCutSeconds, isPopular: answer.source == .popularList)
        let slot =
          slots[key]
          ?? {
            slots[key] = pieces.count
            pieces.append(Piece(cutSeconds: key.cut, isPopular: key.isPopular))
            return pieces.count - 1
          }()
        pieces[slot].requests.append((plan, request))
      }
    }
    return pieces
  }

  static func specification(_ model: RecommenderChoice.Model) -> RecommenderSpecification {
    switch model {
    case .popular: .popular
    case .decayedPopular: .decayedPopular()
    case .itemKNN: .itemKNN()
    }
  }

  /// What a route depends on, request by request: when the user was first seen, and how active before the cut.
  static func loggedRequests(
    _ requests: HeldOutRequests, log: InteractionLog, histories: UserHistories, cut: Int64
  ) -> [LoggedRequest] {
    var events = [Int](repeating: 0, count: log.users.count)
    for index in 0..<log.firstIndex(atOrAfter: cut) { events[Int(log.userIDs[index])] += 1 }
    let known = events.indices.filter { events[$0] > 0 }.sorted { (events[$1], $0) < (events[$0], $1) }
    var rank = [Double](repeating: 1, count: log.users.count)
    for (position, user) in known.enumerated() { rank[user] = Double(position) / Double(known.count) }
    return (0..<requests.count).map { request in
      let user = requests.users[request]
      return LoggedRequest(
        seconds: requests.instants[request],
        firstSeenSeconds: histories.firstSeen(user) ?? requests.instants[request], activityRank: rank[Int(user)])
    }
  }

  private static func compared(
    _ lists: [RankedLists], requests: HeldOutRequests, known: [Bool], input: RunInput, log: InteractionLog, cut: Int64,
    heldOut: Int, fits: Int
  ) throws(RunError) -> ReplayResult {
    let evaluation = input.scenario.evaluation
    let comparison = QualityComparison(
      plans: zip(input.scenario.plans, lists).map {
        ($0.name, RequestScores(lists: $1, requests: requests, k: evaluation.k))
      },
      slices: [
        RequestSlice(name: slices.known, isMember: known),
        RequestSlice(name: slices.unknown, isMember: known.map { !$0 }),
      ],
      resamples: evaluation.resamples, stream: RandomStream(seed: input.scenario.seed, name: "evaluation/bootstrap"))
    guard let comparison else {
      throw RunError(.logUnsuitable, "The held-out part of the log has no request to evaluate.")
    }
    let catalogue = CatalogueCoverage.catalogue(of: log, before: .max)
    return ReplayResult(
      comparison: comparison,
      coverage: lists.map { CatalogueCoverage(of: $0, k: evaluation.k, catalogue: catalogue) }, cutSeconds: cut,
      heldOutRequests: heldOut, requests: requests.count, fits: fits)
  }
}

extension HeldOutRequests {
  /// At most so many requests, evenly spread over all in order of time.
  func sampled(atMost limit: Int) -> HeldOutRequests {
    guard count > limit else { return self }
    return selecting((0..<limit).map { $0 * count / limit })
  }
}
