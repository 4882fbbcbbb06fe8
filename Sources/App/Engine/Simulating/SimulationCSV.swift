import Measures
import Serving
import Statistics

/// A simulation as CSV: a row a plan and quantity.
package enum SimulationCSV {
  /// Columns `plan,quantity,unit,value,low,high`; low and high are empty where there is no interval.
  package static func text(_ result: SimulationResult) -> String {
    var text = "plan,quantity,unit,value,low,high\n"
    for plan in result.plans {
      func row(_ quantity: String, _ unit: String, _ interval: Interval?) {
        guard let interval else { return }
        text += "\(plan.name),\(quantity),\(unit),\(number(interval.value)),\(number(interval.low)),"
        text += "\(number(interval.high))\n"
      }
      func count(_ quantity: String, _ value: Int) { text += "\(plan.name),\(quantity),requests,\(value),,\n" }
      count("arrivals", plan.counts.arrivals)
      count("cacheHits", plan.counts.cacheHits)
      count("servedByCampaign", plan.counts.servedByCampaign)
      count("servedFromStore", plan.counts.servedFromStore)
      count("fallbackUnknownUser", plan.counts.fallbackUnknownUser)
      count("fallbackThrottled", plan.counts.fallbackThrottled)
      count("fallbackLate", plan.counts.fallbackLate)
      count("fallbackStopped", plan.counts.fallbackStopped)
      count("failed", plan.counts.failed)
      count("inFlight", plan.counts.inFlight)
      count("throttledAttempts", plan.counts.throttledAttempts)
      count("storeReads", plan.counts.storeReads)
      row("hitRatio", "share", plan.interval(.hitRatio))
      row("fallbackShare", "share", plan.interval(.fallbackShare))
      row("throttledShare", "share", plan.interval(.throttledShare))
      row("meanLatency", "ms", plan.interval(.meanLatencyMilliseconds))
      for (p, name) in SimulationJSON.percentiles { row("latency-\(name)", "ms", plan.latency(p)?.interval) }
      row("tpsHours", "TPS-h", plan.tpsHours)
      row("monthlyCost", result.currency.code, plan.interval(.monthlyCost))
    }
    return text
  }

  private static func number(_ value: Double) -> String { "\(Format.sixDigits(value))" }
}
