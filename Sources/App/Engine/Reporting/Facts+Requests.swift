import Reports
import Serving
import Statistics

/// What became of a plan's requests, as JSON.
extension Facts {
  static func requests(_ counts: RequestCounts) -> JSONValue {
    [
      "arrivals": .integer(counts.arrivals), "cacheHits": .integer(counts.cacheHits),
      "servedByCampaign": .integer(counts.servedByCampaign), "servedFromStore": .integer(counts.servedFromStore),
      "fallbackUnknownUser": .integer(counts.fallbackUnknownUser),
      "fallbackThrottled": .integer(counts.fallbackThrottled), "fallbackLate": .integer(counts.fallbackLate),
      "fallbackStopped": .integer(counts.fallbackStopped), "failed": .integer(counts.failed),
      "inFlight": .integer(counts.inFlight), "throttledAttempts": .integer(counts.throttledAttempts),
      "lateAnswers": .integer(counts.lateAnswers), "storeReads": .integer(counts.storeReads),
    ]
  }

  /// Median and 99th percentile of each route that was taken, in milliseconds.
  static func routes(_ latencies: RouteLatencies) -> JSONValue {
    func quantiles(_ histogram: Histogram) -> JSONValue {
      guard let p50 = histogram.quantile(0.5), let p99 = histogram.quantile(0.99) else { return .null }
      return ["p50": number(p50), "p99": number(p99)]
    }
    return [
      "cache": quantiles(latencies.cache), "live": quantiles(latencies.live), "store": quantiles(latencies.store),
      "fallback": quantiles(latencies.fallback),
    ]
  }
}
