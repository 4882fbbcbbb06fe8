import Measures
import Statistics

/// What became of the requests of one replication. Every request is in exactly one count.
package struct RequestCounts: Sendable, Equatable {
  package var arrivals = 0
  /// Answered from the cache before the live answers.
  package var cacheHits = 0
  /// Answered by a campaign, or by a recommender.
  package var servedByCampaign = 0
  /// Answered from a store of lists, or with the list of the plan `popular`.
  package var servedFromStore = 0
  /// Answered with the fallback list because the batch knows no list for the user.
  package var fallbackUnknownUser = 0
  /// Answered with the fallback list because the campaign throttled until the client gave up.
  package var fallbackThrottled = 0
  /// Answered with the fallback list because the campaign's answer came after the deadline.
  package var fallbackLate = 0
  /// Answered with the fallback list because the recommender was stopped.
  package var fallbackStopped = 0
  /// Not answered: the client gave up and had no fallback list.
  package var failed = 0
  /// Waiting for a retry when the horizon ended.
  package var inFlight = 0

  // Not counts of requests.
  /// Attempts that a campaign refused; a request may add several.
  package var throttledAttempts = 0
  /// Answers of a campaign that came after the client had given up; billed, and of use to nobody.
  package var lateAnswers = 0
  /// Reads of the store of lists.
  package var storeReads = 0

  package init() {}

  /// The counts of requests: with those in flight they sum to the arrivals.
  package static let ends: [any KeyPath<RequestCounts, Int> & Sendable] = [
    \.cacheHits, \.servedByCampaign, \.servedFromStore, \.fallbackUnknownUser, \.fallbackThrottled, \.fallbackLate,
    \.fallbackStopped, \.failed, \.inFlight,
  ]

  /// Adds the counts of another replication.
  package mutating func merge(_ other: RequestCounts) {
    arrivals += other.arrivals
    cacheHits += other.cacheHits
    servedByCampaign += other.servedByCampaign
    servedFromStore += other.servedFromStore
    fallbackUnknownUser += other.fallbackUnknownUser
    fallbackThrottled += other.fallbackThrottled
    fallbackLate += other.fallbackLate
    fallbackStopped += other.fallbackStopped
    failed += other.failed
    inFlight += other.inFlight
    throttledAttempts += other.throttledAttempts
    lateAnswers += other.lateAnswers
    storeReads += other.storeReads
  }

  /// Requests that ended with the fallback list, whatever the reason.
  package var fallbacks: Int { fallbackUnknownUser + fallbackThrottled + fallbackLate + fallbackStopped }

  /// arrivals − everything that became of them: zero in every run.
  package var unaccounted: Int { RequestCounts.ends.reduce(arrivals) { $0 - self[keyPath: $1] } }

  /// Share of the requests that the cache answered; nil where none came.
  package var hitRatio: Double? { arrivals == 0 ? nil : Double(cacheHits) / Double(arrivals) }
}

/// How old what was served was, in hours, one value a request; requests that a campaign left to the fallback have none.
package struct Ages: Sendable, Equatable {
  /// Since the cut of the model's training data.
  package var modelHours = Histogram()
  /// Since the newest event of the user that the answer could know; only for answers made from a profile.
  package var profileHours = Histogram()
  /// Since the newest item that the answer could contain.
  package var catalogueHours = Histogram()

  package init() {}
  /// Adds the ages of another replication.
  package mutating func merge(_ other: Ages) {
    modelHours.merge(other.modelHours)
    profileHours.merge(other.profileHours)
    catalogueHours.merge(other.catalogueHours)
  }
}

/// Latencies in milliseconds by the way an answer took, from the request's intended start to the answer.
package struct RouteLatencies: Sendable, Equatable {
  /// Answers from the cache.
  package var cache = Histogram()
  /// Answers of campaigns and recommenders, retries included.
  package var live = Histogram()
  /// Lists from a store, or of the plan `popular`.
  package var store = Histogram()
  /// Fallback lists, with the time that was waited for something better.
  package var fallback = Histogram()

  package init() {}

  /// Adds the latencies of another replication.
  package mutating func merge(_ other: RouteLatencies) {
    cache.merge(other.cache)
    live.merge(other.live)
    store.merge(other.store)
    fallback.merge(other.fallback)
  }

  /// All answers together.
  package var all: Histogram {
    var all = cache
    for route in [live, store, fallback] where route.count > 0 { all.merge(route) }
    return all
  }
}

/// Everything one replication of a plan produced: the bill's usage, latencies, counts and ages of one event stream.
package struct ServingOutcome: Sendable {
  package var usage = Usage()
  package var latencies = RouteLatencies()
  package var counts = RequestCounts()
  package var ages = Ages()
  /// What happened in each five minutes.
  package var windows = ServingWindows()
  /// Jobs whose snapshot lies in the horizon and whose lists came into service.
  package var jobs = 0
  /// Attempts of jobs in the horizon that failed.
  package var failedJobAttempts = 0
  /// Jobs in the horizon that were given up, and those left out because one was still running.
  package var jobsGivenUp = 0
  package var jobsSkipped = 0
  /// Highest capacity a campaign reached, in requests a second; 0 without one.
  package var peakProvisionedTPS = 0.0

  /// From the request's intended start to its answer, in milliseconds, over all routes. Merged anew at each call.
  package var latencyMilliseconds: Histogram { latencies.all }

  /// Ends a request without the answer it asked for.
  ///
  /// - Parameters:
  ///   - count: the count it belongs to when there is a fallback list.
  ///   - milliseconds: since the request's start.
  mutating func giveUp(
    _ count: WritableKeyPath<RequestCounts, Int>, hasFallback: Bool, after milliseconds: Double
  ) {
    guard hasFallback else {
      counts.failed += 1
      return
    }
    counts[keyPath: count] += 1
    latencies.fallback.add(milliseconds)
  }
}
