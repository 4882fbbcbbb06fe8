import Demand
import Measures
import Randomness
import Statistics

/// A plan with stored lists being played: jobs that fill a store, and reads of it through a pool of connections.
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
  private var snapshot: Int64
  private var modelAges: AgeRamp
  private var catalogueAges: AgeRamp
  private var profileAges: AgeRamp

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
    let first = cursor.job(at: start.microseconds)
    snapshot = first.snapshot.microseconds
    modelAges = AgeRamp(from: first.modelCut.microseconds)
    catalogueAges = modelAges
    profileAges = AgeRamp(from: snapshot)
  }

  var users: Int { Int(chosenUsers) }

  /// Whether the job served now has a list for the user who asks.
  @inline(__always)
  mutating func knows(_ arrival: Arrival, into outcome: inout ServingOutcome) -> Bool {
    if arrival.microseconds >= cursor.nextChange { swap(at: arrival.microseconds, &outcome) }
    guard arrival.user >= 0, arrival.user < chosenUsers else { return false }
    return arrival.knownForMicroseconds > arrival.microseconds &- snapshot
  }

  /// Puts the next job's lists in the place of the last one's, for all readers at one instant.
  private mutating func swap(at microseconds: Int64, _ outcome: inout ServingOutcome) {
    let job = cursor.job(at: microseconds)
    snapshot = job.snapshot.microseconds
    // New items enter a batch with a training only, so the catalogue is as old as the model.
    modelAges.move(to: job.modelCut.microseconds, &outcome.ages.modelHours)
    catalogueAges.move(to: job.modelCut.microseconds, &outcome.ages.catalogueHours)
    profileAges.move(to: snapshot, &outcome.ages.profileHours)
  }

  /// Answers a request from the store, or with the fallback list where the job has none for the user.
  @inline(__always)
  mutating func play(_ request: Request, isKnown: Bool, into outcome: inout ServingOutcome) {
    let arrival = request.arrival
    outcome.counts.arrivals &+= 1
    // A user without identity has no key to read; the fallback list lies in the program's memory.
    var latency = BatchSimulation.memoryMilliseconds
    if arrival.user >= 0 {
      let service = settings.storeTime.milliseconds(at: request.storeDraw)
      latency = service + pool.wait(arrival: Double(arrival.microseconds - startMicroseconds) / 1e3, service: service)
      reads.count(at: arrival.microseconds)
      outcome.counts.storeReads &+= 1
    }
    modelAges.add(at: arrival.microseconds, to: &outcome.ages.modelHours)
    catalogueAges.add(at: arrival.microseconds, to: &outcome.ages.catalogueHours)
    if isKnown {
      outcome.counts.servedFromStore &+= 1
      outcome.latencies.store.add(latency)
      // The fallback list is made from no profile.
      profileAges.add(at: arrival.microseconds, to: &outcome.ages.profileHours)
    } else {
      outcome.counts.fallbackUnknownUser &+= 1
      outcome.latencies.fallback.add(latency)
    }
  }

  /// Puts what is still counted by itself into the outcome, and what became of the jobs of a horizon.
  mutating func finish(_ outcome: inout ServingOutcome, between start: Instant, and end: Instant) {
    modelAges.flush(to: &outcome.ages.modelHours)
    catalogueAges.flush(to: &outcome.ages.catalogueHours)
    profileAges.flush(to: &outcome.ages.profileHours)
    outcome.jobs = timeline.jobs.count { $0.snapshot >= start && $0.snapshot < end }
    outcome.failedJobAttempts = timeline.failures.count { $0 >= start && $0 < end }
    outcome.jobsGivenUp = timeline.givenUp.count { $0 >= start && $0 < end }
    outcome.jobsSkipped = timeline.skipped.count { $0 >= start && $0 < end }
  }

  /// Latency of a list in the program's own memory. Assumption: a look-up, no network.
  static let memoryMilliseconds = 0.05
}
