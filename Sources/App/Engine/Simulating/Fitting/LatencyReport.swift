import Measures
import Randomness
import Reports
import Serving
import Statistics

/// Measured latencies beside what is fitted to them.
package struct LatencyReport: Sendable {
  /// The column's name.
  package let column: String
  /// Ascending, in milliseconds.
  private let sorted: [Double]
  private let fit: LatencyFit?

  private static let shares = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999]

  /// At least one value.
  package init(_ column: LatencyColumn) {
    precondition(!column.milliseconds.isEmpty)
    self.column = column.name
    sorted = column.milliseconds.sorted()
    fit = LatencyFit(milliseconds: sorted)
  }

  /// Quantiles of the data beside those of each fit.
  package var table: (header: [String], rows: [[String]]) {
    let candidates = fit?.candidates ?? []
    let rows = LatencyReport.shares.map { p in
      [LatencyReport.name(p), text(quantile(ofSorted: sorted, p)), interval(p)]
        + candidates.map { text($0.distribution.milliseconds(at: p)) }
    }
    return (["ms", "data", "95 % of the data's"] + candidates.map(\.name), rows)
  }

  /// What was found, a line each.
  package var notes: [String] {
    let summary = Summary(sorted)
    var notes = [
      "\(Format.count(sorted.count)) latencies of column \(column): mean \(text(summary.mean)) ms, least \(text(sorted[0])), "
        + "greatest \(text(sorted[sorted.count - 1])) ms. Intervals are two values of the data itself (order statistics): "
        + "true of any distribution, if the values are independent."
    ]
    guard let fit else {
      return notes + ["Nothing is fitted: it takes \(LatencyFit.fewestValues) values that are not all the same."]
    }
    notes += fit.candidates.map { candidate in
      "\(candidate.name): \(candidate.distribution.parameterText), log-likelihood \(Format.fixed(candidate.logLikelihood, 1)), "
        + "largest distance to the data (Kolmogorov–Smirnov) \(Format.fixed(candidate.distance, 4))."
    }
    let accepted = Format.fixed(fit.acceptedDistance, 4)
    switch fit.choice {
    case .candidate(let index):
      notes.append("The \(fit.candidates[index].name) is near enough to the data (at most \(accepted)): take it.")
    case .empirical:
      notes.append("Neither is near enough to the data (at most \(accepted)): take the data's own quantiles.")
    }
    return notes
  }

  /// Lines to paste into a plan of a scenario, the one to take first.
  package var yaml: String {
    guard let fit else {
      let median = text(quantile(ofSorted: sorted, 0.5))
      return "latency: {median: \(median) ms, p99: \(text(quantile(ofSorted: sorted, 0.99))) ms}\n"
    }
    var forms = fit.candidates.map { candidate in
      let shape = candidate.name == "gamma" ? "shape: gamma, " : ""
      let distribution = candidate.distribution
      return "# \(candidate.name)\nlatency: {\(shape)median: \(text(distribution.medianMilliseconds)) ms, "
        + "p99: \(text(distribution.p99Milliseconds)) ms}\n"
    }
    let shares = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1]
    let points = shares.map { "\(LatencyReport.name($0)): \(text(quantile(ofSorted: sorted, $0))) ms" }
    let empirical = "# as measured\nlatency: {quantiles: {\(points.joined(separator: ", "))}}\n"
    switch fit.choice {
    case .candidate(let index): forms = [forms.remove(at: index)] + forms + [empirical]
    case .empirical: forms = [empirical] + forms
    }
    return forms.joined()
  }

  /// For machines.
  package var json: JSONValue {
    [
      "column": .string(column), "count": .integer(sorted.count), "unit": "ms",
      "mean": Facts.number(Summary(sorted).mean), "minimum": Facts.number(sorted[0]),
      "maximum": Facts.number(sorted[sorted.count - 1]), "level": .number(0.95),
      "quantiles": .array(
        LatencyReport.shares.map { p in
          let bounds = OrderStatisticInterval(ofSorted: sorted, p)
          return [
            "p": .number(p), "value": Facts.number(quantile(ofSorted: sorted, p)),
            "low": bounds.map { Facts.number($0.low) } ?? .null,
            "high": bounds?.high.map { Facts.number($0) } ?? .null,
          ]
        }),
      "fits": .array((fit?.candidates ?? []).map(candidate)), "choice": .string(choice), "yaml": .string(yaml),
    ]
  }

  private var choice: String {
    switch fit?.choice {
    case .candidate(let index)?: fit?.candidates[index].name ?? ""
    case .empirical?: "empirical"
    case nil: "none"
    }
  }

  private func candidate(_ candidate: LatencyFit.Candidate) -> JSONValue {
    [
      "name": .string(candidate.name),
      "parameters": .object(candidate.distribution.parameters.mapValues { Facts.number($0) }),
      "logLikelihood": Facts.number(candidate.logLikelihood), "kolmogorovSmirnov": Facts.number(candidate.distance),
      "quantiles": .array(
        LatencyReport.shares.map {
          ["p": .number($0), "value": Facts.number(candidate.distribution.milliseconds(at: $0))]
        }),
    ]
  }

  private func interval(_ p: Double) -> String {
    guard let bounds = OrderStatisticInterval(ofSorted: sorted, p) else { return "too few values" }
    return "\(text(bounds.low))–\(bounds.high.map(text) ?? "?")"
  }

  private func text(_ value: Double) -> String {
    // Scenario files take thousands without separators.
    Format.fixed(value, value < 1 ? 4 : value < 100 ? 2 : 1).filter { $0 != "," }
  }

  private static func name(_ p: Double) -> String { "p" + Format.fixed(p * 100, p > 0.99 && p < 1 ? 1 : 0) }
}

extension LatencyDistribution {
  /// Parameters by name; `scale` in milliseconds, `mu` of the logarithm of milliseconds.
  fileprivate var parameters: [String: Double] {
    switch shape {
    case .logNormal(let mu, let sigma): ["mu": mu, "sigma": sigma]
    case .gamma(let gamma): ["shape": gamma.shape, "scale": gamma.scale]
    case .empirical: [:]
    }
  }

  fileprivate var parameterText: String {
    switch shape {
    case .logNormal(let mu, let sigma): "mu \(Format.fixed(mu, 4)), sigma \(Format.fixed(sigma, 4))"
    case .gamma(let gamma): "shape \(Format.fixed(gamma.shape, 4)), scale \(Format.fixed(gamma.scale, 4)) ms"
    case .empirical: "as measured"
    }
  }
}
