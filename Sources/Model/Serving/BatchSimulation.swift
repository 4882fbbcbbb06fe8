import Demand
import Measures
import Randomness
import Statistics

/// A batch plan being played: jobs that fill a store, and reads of it through a pool of connections.
struct BatchSimulation {
  let timeline: BatchTimeline
  /// Users with a rank below this get a list.
  private let chosenUsers: Int32
  private let settings: BatchSettings
  private var cursor: JobCursor
  private var pool: ServerPool
  private let startMicroseconds: Int64
  /// Reads of the store on each day of the horizon.
  private(set) var reads: DailyCounts

  init(
    _ settings: BatchSettings, users: Int, start: Instant, end: Instant, utcOffset: Timespan, seed: UInt64,
    replication: Int
  ) {
    self.settings = settings
    let chosen = settings.chosenUsers(of: users)
    chosenUsers = Int32(chosen)
    timeline = BatchTimeline(
      settings, from: start, to: end, users: chosen, utcOffset: utcOffset, seed: seed, replication: replication)
    cursor = JobCursor(jobs: timeline.jobs)
    pool = ServerPool(servers: settings.storeConnections)
    startMicroseconds = start.microseconds
    reads = DailyCounts(from: start, to: end)
  }

  var users: Int { Int(chosenUsers) }

  /// Whether the job served now has a list for the user who asks.
  mutating func knows(_ arrival: Arrival) -> Bool {
    guard arrival.user >= 0, arrival.user < chosenUsers else { return false }
    let sinceSnapshot = arrival.microseconds - cursor.job(at: arrival.microseconds).snapshot.microseconds
    return arrival.knownForMicroseconds > sinceSnapshot
  }

  /// Answers a request from the store, or with the fallback list where the job has none for the user.
  mutating func play(_ request: Request, isKnown: Bool, into outcome: inout ServingOutcome) {
    let arrival = request.arrival
    outcome.counts.arrivals += 1
    // A user without identity has no key to read; the fallback list lies in the program's memory.
    var latency = BatchSimulation.memoryMilliseconds
    if arrival.user >= 0 {
      let service = settings.storeTime.milliseconds(at: request.storeDraw)
      latency = service + pool.wait(arrival: Double(arrival.microseconds - startMicroseconds) / 1e3, service: service)
      reads.count(at: arrival.microseconds)
    }
    outcome.latencyMilliseconds.add(latency)
    if isKnown { outcome.counts.servedFromStore += 1 } else { outcome.counts.fallbackUnknownUser += 1 }
    let job = cursor.job(at: arrival.microseconds)
    let profileAge = Double(arrival.microseconds - job.snapshot.microseconds) / 3.6e9
    let modelAge = Double(arrival.microseconds - job.modelCut.microseconds) / 3.6e9
    outcome.ages.modelHours.add(modelAge)
    // The fallback list is made from no profile.
    if isKnown { outcome.ages.profileHours.add(profileAge) }
    // New items enter a batch with a training only: the two-hourly update is for deployed campaigns.
    outcome.ages.catalogueHours.add(modelAge)
  }

  /// Latency of a list in the program's own memory. Assumption: a look-up, no network.
  static let memoryMilliseconds = 0.05
}
