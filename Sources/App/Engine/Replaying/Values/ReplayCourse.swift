import Interactions
import Measures
import Scenarios
import Serving

/// A plan, or a variant of one, with what it would have answered some requests from.
struct ReplayCourse: Sendable {
  let name: String
  /// Positions of its requests among all replayed, ascending.
  let positions: [Int]
  let answers: [Answer]
  /// Whether the job in service had seen the user.
  let isKnownToJob: [Bool]
  /// Places of its questions; −1 for no list.
  var places: [Int32] = []
}

/// The requests of a replay and what plans would have answered them from.
struct ReplayGround: Sendable {
  let scenario: Scenario
  let log: InteractionLog
  let histories: UserHistories
  let catalogue: CatalogueTimeline
  let requests: HeldOutRequests
  let cut: Int64
  let heldOutRequests: Int
  private let logged: [LoggedRequest]
  private let resolved: ResolvedDemand

  /// - Parameter plays: how many plans and variants will be played.
  init(_ scenario: Scenario, log: InteractionLog, atMost limit: Int?, plays: Int) throws(RunError) {
    let (cut, all) = try Replay.heldOut(scenario, of: log)
    self.scenario = scenario
    self.log = log
    self.cut = cut
    heldOutRequests = all.count
    requests = limit.map { all.sampled(atMost: $0) } ?? all
    histories = UserHistories(of: log)
    catalogue = CatalogueTimeline(of: log)
    logged = Replay.loggedRequests(requests, log: log, histories: histories, cut: cut)
    resolved = try Replay.demand(of: scenario, log: log, logged: logged, plays: plays)
  }

  /// Days between the first and the last request.
  var days: Double {
    Double((requests.instants.last ?? 0) - (requests.instants.first ?? 0)) / 86_400
  }

  /// At most so many positions, evenly over all.
  func sample(atMost limit: Int) -> [Int] {
    let count = requests.count
    return count <= limit ? Array(0..<count) : (0..<limit).map { $0 * count / limit }
  }

  /// What plans would have answered the requests at some positions from.
  func courses(_ plans: [Plan], at positions: [Int], isFrozen: Bool = false) async -> [ReplayCourse] {
    let asked = positions.count == logged.count ? logged : positions.map { logged[$0] }
    return await inParallel(plans.count) { index in
      let schedule = Simulator(
        plan: plans[index], demand: resolved.demand, data: resolved.data, pages: scenario.pages,
        utcOffset: scenario.utcOffset, seed: scenario.seed
      ).answers(to: asked, reference: scenario.referenceBatch)
      return ReplayCourse(
        name: plans[index].name, positions: positions,
        answers: isFrozen ? schedule.answers.map { $0.frozen(at: cut) } : schedule.answers,
        isKnownToJob: schedule.isKnownToBatch)
    }
  }
}
