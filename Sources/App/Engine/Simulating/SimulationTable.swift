import Measures
import Scenarios
import Serving
import Statistics

/// A simulation as rows of text, for the command line.
package enum SimulationTable {
  /// A row a quantity, a column a plan.
  package static func plans(_ result: SimulationResult, _ plans: some Collection<SimulatedPlan>) -> (
    header: [String], rows: [[String]]
  ) {
    func row(_ name: String, _ cell: (SimulatedPlan) -> String) -> [String] { [name] + plans.map(cell) }
    func count(_ name: String, _ value: @escaping (RequestCounts) -> Int) -> [String] {
      row(name) { value($0.counts) == 0 ? "–" : Format.count(value($0.counts)) }
    }
    let rows =
      [
        row("requests") { Format.count($0.counts.arrivals) },
        count("  from the cache", \.cacheHits), count("  by the campaign", \.servedByCampaign),
        count("  from the store or list", \.servedFromStore), count("  fallback, unknown user", \.fallbackUnknownUser),
        count("  fallback, throttled", \.fallbackThrottled), count("  fallback, too late", \.fallbackLate),
        count("  fallback, stopped", \.fallbackStopped), count("  failed", \.failed),
        count("  in flight at the end", \.inFlight), count("throttled attempts", \.throttledAttempts),
        count("reads of the store", \.storeReads), row("hit ratio") { share($0.interval(.hitRatio)) },
        row("fallback share") { share($0.interval(.fallbackShare)) },
        row("throttled share") { share($0.interval(.throttledShare)) },
        row("latency, mean") { milliseconds($0.interval(.meanLatencyMilliseconds)) },
      ]
      + [(0.5, "p50"), (0.9, "p90"), (0.99, "p99"), (0.999, "p99.9")].map { p, name in
        row("latency, \(name)") { plan in
          let quantile = plan.latency(p)
          return milliseconds(quantile?.interval, isOpen: quantile?.isUpperEndOpen ?? false)
        }
      }
      + [
        row("model age, p50 / p99") { age($0.ages.modelHours) },
        row("profile age, p50 / p99") { age($0.ages.profileHours) },
        row("catalogue age, p50 / p99") { age($0.ages.catalogueHours) },
        row("peak capacity") { $0.peakProvisionedTPS > 0 ? "\(Format.count($0.peakProvisionedTPS)) TPS" : "–" },
        row("TPS-hours") { $0.tpsHours.map { $0.value > 0 ? interval($0, 1) : "–" } ?? "–" },
        row("\(result.currency) a month") {
          ($0.interval(.monthlyCost).map { interval($0, 2) } ?? "–") + ($0.gaps.isEmpty ? "" : " +?")
        },
      ]
      .filter { row in row[0] == "requests" || row.dropFirst().contains { $0 != "–" } }
    return (["all replications together"] + plans.map(\.name), rows)
  }

  /// Differences of every plan to the first one.
  package static func differences(_ result: SimulationResult) -> (header: [String], rows: [[String]]) {
    let rows = result.differences.filter { $0.second == result.plans.first?.name }.flatMap { difference in
      difference.comparisons.compactMap { quantity, paired -> [String]? in
        guard let paired, paired.difference.low != 0 || paired.difference.high != 0 else { return nil }
        let places = quantity == .monthlyCost ? 2 : 3
        let factor = quantity.isShare ? 100.0 : 1
        let value = paired.difference
        let unit =
          quantity.isShare ? "points" : quantity == .monthlyCost ? "\(result.currency) a month" : "ms"
        return [
          "\(difference.first) − \(difference.second)", quantity.title,
          "\(Format.signed(value.value * factor, places)) \(unit)",
          "\(Format.fixed(value.low * factor, places)) to \(Format.fixed(value.high * factor, places))",
          paired.varianceReduction.map { Format.fixed($0, $0 < 10 ? 1 : 0) + "×" } ?? "–",
        ]
      }
    }
    return (["difference", "of", "mean", percent(result.level), "replications saved"], rows)
  }

  /// What was done and how far it can be trusted, a line each.
  package static func notes(_ result: SimulationResult) -> [String] {
    var notes = [
      "Terminating simulation of \(result.start) to \(result.end): \(result.replications) independent replications, "
        + "seed \(result.scenario.seed), no warm-up (each starts with a running batch and an idle campaign at its floor).",
      "Demand: \(result.demandSource); \(Format.count(result.expectedRequests)) requests expected a replication.",
      "One named random stream a source: gaps, users, service, network and store times, event delays, backoff, scaling lag, "
        + "jobs, trainings; all plans meet the same.",
      "Latency counts from the intended start of a request. Intervals are \(percent(result.level)): Student's t over "
        + "replications; of percentiles, the merged histogram's with Woodruff's interval.",
      "Cost intervals hold chance alone; what demand and prices are uncertain of is in the report of recast run.",
    ]
    if case .precision(let rule) = result.length {
      notes.append(
        "Stopped at a relative precision of \(Format.percent(rule.relativePrecision)) for mean latency, p99 and cost of every "
          + "plan: \(result.reachedPrecision == true ? "reached" : "not reached, the maximum was made"). Stopping when the "
          + "spread looks small makes intervals a little too short (first-passage bias).")
    }
    if let between = result.dispersion.betweenReplications, let over = result.dispersion.overTime {
      notes.append(
        "Index of dispersion of arrivals in 5 min: \(Format.fixed(between, 2)) between replications (Poisson: 1), "
          + "\(Format.fixed(over, 1)) over time.")
    }
    return notes + [checks(result)]
  }

  /// Whether all that must hold did.
  package static func checks(_ result: SimulationResult) -> String {
    let runs = result.replications * result.plans.count
    guard let first = result.failures.first else {
      return "Checked in each of \(runs) runs, all hold: "
        + SimulationCheck.allCases.map(\.title).joined(separator: "; ") + "."
    }
    return
      "\(result.failures.count) checks failed in \(runs) runs, a mistake of recast: \(first.check.title): \(first.detail) "
      + "(plan \(first.plan), replication \(first.replication))."
  }

  private static func percent(_ level: Double) -> String { Format.fixed(level * 100, 0) + " %" }

  private static func interval(_ interval: Interval, _ places: Int) -> String {
    "\(Format.fixed(interval.value, places)) (\(Format.fixed(interval.low, places))–\(Format.fixed(interval.high, places)))"
  }

  private static func share(_ interval: Interval?) -> String {
    guard let interval, interval.value > 0 else { return "–" }
    let places = interval.value < 0.01 ? 3 : 2
    return "\(Format.percent(interval.value, places)) "
      + "(\(Format.fixed(max(0, interval.low) * 100, places))–\(Format.fixed(interval.high * 100, places)))"
  }

  private static func milliseconds(_ value: Interval?, isOpen: Bool = false) -> String {
    guard let value else { return "–" }
    let places = value.value < 1 ? 3 : value.value < 100 ? 2 : 1
    return "\(Format.fixed(value.value, places)) ms "
      + "(\(Format.fixed(value.low, places))–\(Format.fixed(value.high, places))\(isOpen ? "+" : ""))"
  }

  private static func age(_ histogram: Histogram) -> String {
    guard let median = histogram.quantile(0.5), let high = histogram.quantile(0.99) else { return "–" }
    return "\(Format.hours(median)) / \(Format.hours(high))"
  }
}
