import Randomness
import RealModule

/// A log-normal latency, given by two points that people can measure: the median and the 99th percentile.
package struct LatencyDistribution: Sendable, Equatable {
  package let medianMilliseconds: Double
  package let p99Milliseconds: Double
  private let mu: Double
  private let sigma: Double

  /// - Parameters:
  ///   - medianMilliseconds: positive.
  ///   - p99Milliseconds: at least the median; equal to it, the latency is constant.
  package init(medianMilliseconds: Double, p99Milliseconds: Double) {
    precondition(medianMilliseconds > 0 && p99Milliseconds >= medianMilliseconds && p99Milliseconds.isFinite)
    self.medianMilliseconds = medianMilliseconds
    self.p99Milliseconds = p99Milliseconds
    mu = Double.log(medianMilliseconds)
    sigma = Double.log(p99Milliseconds / medianMilliseconds) / NormalDistribution.quantile(0.99)
  }

  /// The latency in milliseconds at a uniform draw in (0, 1), by inversion.
  func milliseconds(at uniform: Double) -> Double {
    Double.exp(mu + sigma * NormalDistribution.quantile(uniform))
  }
}
