import Measures
import Pricing
import Scenarios
import Serving
import Statistics

/// A quantity that every plan of a simulation has one value of a replication of.
package enum SimulatedQuantity: String, Sendable, CaseIterable {
  case monthlyCost, meanLatencyMilliseconds, fallbackShare
  /// Requests that a campaign throttled until the client gave up, with a fallback list or without.
  case throttledShare
  /// Requests that the cache answered.
  case hitRatio

  /// Whether values are shares of requests.
  package var isShare: Bool { self == .fallbackShare || self == .throttledShare || self == .hitRatio }

  /// For a table.
  package var title: String {
    switch self {
    case .monthlyCost: "cost a month"
    case .meanLatencyMilliseconds: "mean latency"
    case .fallbackShare: "fallback share"
    case .throttledShare: "throttled share"
    case .hitRatio: "hit ratio"
    }
  }
}

/// One plan's replications, put together.
package struct SimulatedPlan: Sendable {
  package let name: String
  package let kind: String
  /// Of all replications together.
  package let counts: RequestCounts
  package let latencyMilliseconds: Histogram
  package let ages: Ages
  let records: [ReplicationRecord]
  /// Meters without a price: the cost is a lower bound.
  package let gaps: [Meter]
  let level: Double

  /// One value a replication; shares are ratios of sums over requests.
  package func values(_ quantity: SimulatedQuantity) -> ReplicatedValues {
    let arrivals = records.map { Double($0.counts.arrivals) }
    switch quantity {
    case .monthlyCost: return ReplicatedValues(records.map(\.monthlyCost))
    case .meanLatencyMilliseconds:
      return ReplicatedValues(ratioOf: zip(records, arrivals).map { $0.meanLatencyMilliseconds * $1 }, to: arrivals)
    case .fallbackShare: return ReplicatedValues(ratioOf: records.map { Double($0.counts.fallbacks) }, to: arrivals)
    case .throttledShare:
      return ReplicatedValues(
        ratioOf: records.map { Double($0.counts.fallbackThrottled + $0.counts.failed) }, to: arrivals)
    case .hitRatio: return ReplicatedValues(ratioOf: records.map { Double($0.counts.cacheHits) }, to: arrivals)
    }
  }

  /// The mean over replications with its t interval; nil for a single replication.
  package func interval(_ quantity: SimulatedQuantity) -> Interval? { values(quantity).interval(level: level) }

  /// A quantile of all replications' latencies together, with its interval; nil without two replications or any answer.
  package func latency(_ p: Double) -> PooledQuantile? {
    PooledQuantile(p, merged: latencyMilliseconds, replications: records.map(\.latency), level: level)
  }

  /// Half the widest side of the p99's interval over its value, as sequential stopping sees it.
  package var relativeHalfWidthOfP99: Double? {
    latency(0.99).map { ($0.interval.high - $0.interval.low) / 2 / max($0.interval.value, .leastNonzeroMagnitude) }
  }

  package var tpsHours: Interval? { ReplicatedValues(records.map(\.tpsHours)).interval(level: level) }
  package var peakProvisionedTPS: Double { records.map(\.peakProvisionedTPS).max() ?? 0 }
  /// Jobs in a horizon, of the first replication.
  package var jobs: Int { records.first?.jobs ?? 0 }
}

/// Two plans on the same requests and the same luck.
package struct PlanDifference: Sendable {
  package let first: String
  package let second: String
  /// First less second; nil for fewer than two replications.
  package let comparisons: [(quantity: SimulatedQuantity, paired: PairedComparison?)]
}

/// All that a simulation found out.
package struct SimulationResult: Sendable {
  package let scenario: Scenario
  package let currency: Currency
  package let plans: [SimulatedPlan]
  package let replications: Int
  package let length: SimulationSettings.Length
  /// Whether the precision asked for was reached; nil where none was.
  package let reachedPrecision: Bool?
  package let level: Double
  package let start: Instant
  package let end: Instant
  package let expectedRequests: Double
  package let dispersion: CountDispersion
  /// Checks that failed, with the replication and the two numbers; empty unless the program is wrong.
  package let failures: [(check: SimulationCheck, plan: String, replication: Int, detail: String)]
  /// Where demand came from, in words.
  package let demandSource: String
  package let memory: MemoryEstimate

  /// Every pair of plans, in their order.
  package var differences: [PlanDifference] {
    plans.indices.flatMap { second in
      plans.indices.filter { $0 > second }.map { first in
        PlanDifference(
          first: plans[first].name, second: plans[second].name,
          comparisons: SimulatedQuantity.allCases.map {
            ($0, PairedComparison(plans[first].values($0), minus: plans[second].values($0), level: level))
          })
      }
    }
  }
}
