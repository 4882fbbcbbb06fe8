import Randomness
import RealModule
import Statistics

/// A distribution fitted to measured latencies.
package struct LatencyFit: Sendable, Equatable {
  /// Its family with the likeliest parameters.
  package enum Shape: Sendable, Equatable {
    /// exp(mu + sigma·Z) milliseconds.
    case logNormal(mu: Double, sigma: Double)
    /// In milliseconds.
    case gamma(GammaDistribution)
  }
  package let shape: Shape
  /// Largest distance between the data's distribution and the fitted one (Kolmogorov–Smirnov), 0 to 1.
  package let distance: Double

  private init(_ shape: Shape, sorted: [Double]) {
    self.shape = shape
    let n = Double(sorted.count)
    distance = sorted.enumerated().reduce(0) { widest, element in
      let share = LatencyFit.share(shape, atOrBelow: element.element)
      return max(widest, share - Double(element.offset) / n, Double(element.offset + 1) / n - share)
    }
  }

  /// The likeliest log-normal and gamma distributions of at least two different positive latencies in milliseconds.
  package static func fits(to milliseconds: [Double]) -> [LatencyFit] {
    let sorted = milliseconds.sorted()
    guard let gamma = GammaDistribution(fitting: sorted) else { return [] }
    let logs = Summary(sorted.map { Double.log($0) })
    // The likeliest variance has n in the denominator.
    let sigma = (logs.variance * Double(logs.count - 1) / Double(logs.count)).squareRoot()
    return [
      LatencyFit(.logNormal(mu: logs.mean, sigma: sigma), sorted: sorted), LatencyFit(.gamma(gamma), sorted: sorted),
    ]
  }

  /// The latency in milliseconds below which a share `p` in (0, 1) lies.
  package func quantile(_ p: Double) -> Double {
    switch shape {
    case .logNormal(let mu, let sigma): Double.exp(mu + sigma * NormalDistribution.quantile(p))
    case .gamma(let gamma): gamma.quantile(p)
    }
  }

  private static func share(_ shape: Shape, atOrBelow value: Double) -> Double {
    switch shape {
    case .logNormal(let mu, let sigma):
      0.5 * Double.erfc((mu - Double.log(value)) / (sigma * 2.0.squareRoot()))
    case .gamma(let gamma): gamma.share(atOrBelow: value)
    }
  }
}
