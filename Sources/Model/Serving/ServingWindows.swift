import Measures

/// What a campaign did in each five minutes of a horizon.
package struct CampaignWindows: Sendable, Equatable {
  /// Its name within the plan; empty where the plan has but one.
  package let name: String
  /// What its answers are billed on.
  package let resource: Resource
  /// The floor in force, in requests a second.
  package let floors: [Int32]
  /// Requests answered: what the bill is made of.
  package internal(set) var answered: [Int32] = []
  /// Attempts refused.
  package internal(set) var throttled: [Int32] = []

  init(name: String, resource: Resource, floors: [Int32]) {
    self.name = name
    self.resource = resource
    self.floors = floors
  }

  /// TPS-hours that the windows amount to: in each the larger of the floor and the mean rate.
  package var tpsHours: Quantity {
    zip(floors, answered).reduce(into: Quantity.zero) { sum, window in
      sum += Quantity(max(Int(window.0) * 300, Int(window.1)), over: 3600)
    }
  }
}

/// Counts of each five minutes of a horizon, in order; all sums of them are the replication's counts.
package struct ServingWindows: Sendable, Equatable {
  package private(set) var start = Instant(seconds: 0)
  package private(set) var arrivals: [Int32] = []
  package private(set) var cacheHits: [Int32] = []
  package private(set) var servedFromStore: [Int32] = []
  /// Requests that ended with the fallback list, and those that failed.
  package private(set) var fallbacks: [Int32] = []
  package private(set) var failed: [Int32] = []
  /// One entry a campaign or recommender of the plan, in its order.
  package internal(set) var campaigns: [CampaignWindows] = []
  private var before = RequestCounts()
  private var end = Int64.max

  package init() {}

  init(from start: Instant) {
    self.start = start
    end = start.microseconds + CampaignTraffic.slotMicroseconds
  }

  /// Ends the windows before an instant, where nothing but requests happens.
  @inline(__always)
  mutating func close(before microseconds: Int64, _ counts: RequestCounts) {
    while microseconds >= end { close(counts) }
  }

  /// Ends a window with the counts so far.
  mutating func close(_ counts: RequestCounts) {
    func since(_ count: KeyPath<RequestCounts, Int>) -> Int32 {
      Int32(clamping: counts[keyPath: count] - before[keyPath: count])
    }
    arrivals.append(since(\.arrivals))
    cacheHits.append(since(\.cacheHits))
    servedFromStore.append(since(\.servedFromStore))
    fallbacks.append(since(\.fallbacks))
    failed.append(since(\.failed))
    before = counts
    end += CampaignTraffic.slotMicroseconds
  }
}
