import Randomness
import RealModule

/// A log-normal latency, given by two points that people can measure: the median and the 99th percentile.
package struct LatencyDistribution: Sendable, Equatable {
  package let medianMilliseconds: Double
  package let p99Milliseconds: Double
  private let mu: Double
  private let sigma: Double
  /// Latencies at equal steps of probability: reading between two of them is four times as fast as the formula.
  private let steps: [Double]

  private static let stepCount = 1024
  /// Steps at either end that go by the formula, for the curve bends there.
  private static let tailSteps = 16

  /// - Parameters:
  ///   - medianMilliseconds: positive.
  ///   - p99Milliseconds: at least the median; equal to it, the latency is constant.
  package init(medianMilliseconds: Double, p99Milliseconds: Double) {
    precondition(medianMilliseconds > 0 && p99Milliseconds >= medianMilliseconds && p99Milliseconds.isFinite)
    self.medianMilliseconds = medianMilliseconds
    self.p99Milliseconds = p99Milliseconds
    let mu = Double.log(medianMilliseconds)
    let sigma = Double.log(p99Milliseconds / medianMilliseconds) / NormalDistribution.quantile(0.99)
    (self.mu, self.sigma) = (mu, sigma)
    steps = (0...LatencyDistribution.stepCount).map { step in
      // The ends are zero and infinite; they are never read.
      guard step > 0, step < LatencyDistribution.stepCount else { return 0 }
      return Double.exp(mu + sigma * NormalDistribution.quantile(Double(step) / Double(LatencyDistribution.stepCount)))
    }
  }

  /// The latency in milliseconds at a uniform draw in (0, 1), by inversion: linear between 1,024 points, which is exact to
  /// 0.1 % for a p99 of up to a hundred medians, and by the formula in the outer 1.6 % at either end.
  package func milliseconds(at uniform: Double) -> Double {
    let position = uniform * Double(LatencyDistribution.stepCount)
    let step = Int(position)
    guard step >= LatencyDistribution.tailSteps, step < LatencyDistribution.stepCount - LatencyDistribution.tailSteps
    else { return Double.exp(mu + sigma * NormalDistribution.quantile(uniform)) }
    return steps[step] + (position - Double(step)) * (steps[step + 1] - steps[step])
  }
}
