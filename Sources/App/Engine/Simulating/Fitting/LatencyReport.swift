import Measures
import Reports
import Serving
import Statistics

/// Measured latencies beside what is fitted to them.
package struct LatencyReport: Sendable {
  /// The column's name.
  package let column: String
  /// Ascending, in milliseconds.
  private let sorted: [Double]
  /// Log-normal and gamma; empty where all values are equal.
  package let fits: [LatencyFit]

  private static let shares = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999]
  private static let tails = [0.99, 0.999]

  /// At least one value.
  package init(_ column: LatencyColumn) {
    precondition(!column.milliseconds.isEmpty)
    self.column = column.name
    sorted = column.milliseconds.sorted()
    fits = LatencyFit.fits(to: sorted)
  }

  /// The fit nearest to the data.
  package var best: LatencyFit? { fits.min { $0.distance < $1.distance } }

  /// Quantiles of the data beside those of each fit.
  package var table: (header: [String], rows: [[String]]) {
    let rows = LatencyReport.shares.map { p in
      [LatencyReport.name(p), text(quantile(ofSorted: sorted, p)), interval(p)]
        + fits.map { text($0.quantile(p)) }
    }
    return (["ms", "data", "95 % of the data's"] + fits.map(\.name), rows)
  }

  /// What was found, a line each.
  package var notes: [String] {
    let summary = Summary(sorted)
    var notes = [
      "\(Format.count(sorted.count)) latencies of column \(column): mean \(text(summary.mean)) ms, least \(text(sorted[0])), "
        + "greatest \(text(sorted[sorted.count - 1])) ms. Intervals are two values of the data itself (order statistics): "
        + "true of any distribution, if the values are independent."
    ]
    if fits.isEmpty { notes.append("All values are equal: there is nothing to fit.") }
    for fit in fits {
      notes.append(
        "\(fit.name): \(fit.parameters), largest distance to the data (Kolmogorov–Smirnov) \(Format.fixed(fit.distance, 4))"
          + (fit == best && fits.count > 1 ? ", the nearer of the two" : "") + ".")
    }
    if let best, best.distance > 1.63 / Double(sorted.count).squareRoot() {
      notes.append(
        "Neither fits to the noise of the sample (1 % point of the distance: about "
          + "\(Format.fixed(1.63 / Double(sorted.count).squareRoot(), 4)) before fitting): take the empirical form.")
    }
    return notes
  }

  /// Lines to paste into a plan of a scenario.
  package var yaml: String {
    let (median, p99) = (quantile(ofSorted: sorted, 0.5), quantile(ofSorted: sorted, 0.99))
    guard let logNormal = fits.first else { return "latency: {median: \(text(median)) ms, p99: \(text(median)) ms}\n" }
    return """
      # the likeliest log-normal
      latency: {median: \(text(logNormal.quantile(0.5))) ms, p99: \(text(logNormal.quantile(0.99))) ms}
      # the log-normal through the data's own median and p99
      latency: {median: \(text(median)) ms, p99: \(text(max(median, p99))) ms}

      """
  }

  /// For machines.
  package var json: JSONValue {
    [
      "column": .string(column), "count": .integer(sorted.count), "unit": "ms",
      "mean": Facts.number(Summary(sorted).mean), "minimum": Facts.number(sorted[0]),
      "maximum": Facts.number(sorted[sorted.count - 1]),
      "quantiles": .array(
        LatencyReport.shares.map { p in
          let bounds = OrderStatisticInterval(ofSorted: sorted, p)
          return [
            "p": .number(p), "value": Facts.number(quantile(ofSorted: sorted, p)),
            "low": bounds.map { Facts.number($0.low) } ?? .null,
            "high": bounds?.high.map { Facts.number($0) } ?? .null,
          ]
        }),
      "fits": .array(
        fits.map { fit in
          [
            "name": .string(fit.name), "parameters": .object(fit.values.mapValues { Facts.number($0) }),
            "kolmogorovSmirnov": Facts.number(fit.distance),
            "quantiles": .array(
              LatencyReport.shares.map { ["p": .number($0), "value": Facts.number(fit.quantile($0))] }),
          ]
        }),
      "yaml": .string(yaml),
    ]
  }

  private func interval(_ p: Double) -> String {
    guard let bounds = OrderStatisticInterval(ofSorted: sorted, p) else { return "too few values" }
    return "\(text(bounds.low))–\(bounds.high.map(text) ?? "?")"
  }

  private func text(_ value: Double) -> String { Format.fixed(value, value < 1 ? 4 : value < 100 ? 2 : 1) }

  private static func name(_ p: Double) -> String { "p" + Format.fixed(p * 100, p > 0.99 ? 1 : 0) }
}

extension LatencyFit {
  /// The family's name.
  package var name: String {
    switch shape {
    case .logNormal: "log-normal"
    case .gamma: "gamma"
    }
  }

  /// Parameters by name; `scale` in milliseconds, `mu` of the logarithm of milliseconds.
  package var values: [String: Double] {
    switch shape {
    case .logNormal(let mu, let sigma): ["mu": mu, "sigma": sigma]
    case .gamma(let gamma): ["shape": gamma.shape, "scale": gamma.scale]
    }
  }

  fileprivate var parameters: String {
    switch shape {
    case .logNormal(let mu, let sigma): "mu \(Format.fixed(mu, 4)), sigma \(Format.fixed(sigma, 4))"
    case .gamma(let gamma): "shape \(Format.fixed(gamma.shape, 4)), scale \(Format.fixed(gamma.scale, 4)) ms"
    }
  }
}
