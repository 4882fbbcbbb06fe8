import Randomness
import RealModule

/// How long something takes: log-normal or gamma, or as it was measured.
package struct LatencyDistribution: Sendable, Equatable {
  /// The form of the distribution, in milliseconds.
  package enum Shape: Sendable, Equatable {
    case logNormal(mu: Double, sigma: Double)
    case gamma(GammaDistribution)
    /// Quantiles with straight lines between them; both lists ascend, the shares from 0 to 1.
    case empirical(shares: [Double], milliseconds: [Double])
  }
  package let shape: Shape
  package let medianMilliseconds: Double
  package let p99Milliseconds: Double

  /// Latencies at equal steps of probability: reading between two of them is four times as fast as the formula.
  private let steps: [Double]
  /// The same for the outer 1/64 at either end in steps of 2^-16, from the end inwards.
  private let lower: [Double]
  private let upper: [Double]

  private static let stepCount = 1024
  /// Steps at either end that go by the next table or the formula, for the curve bends there.
  private static let tailSteps = 16
  private static let tailStep = 0x1.0p-16

  /// A log-normal latency, given by two points that people can measure.
  ///
  /// - Parameters:
  ///   - medianMilliseconds: positive.
  ///   - p99Milliseconds: at least the median; equal to it, the latency is constant.
  package init(medianMilliseconds: Double, p99Milliseconds: Double) {
    precondition(medianMilliseconds > 0 && p99Milliseconds >= medianMilliseconds && p99Milliseconds.isFinite)
    let sigma = Double.log(p99Milliseconds / medianMilliseconds) / NormalDistribution.quantile(0.99)
    self.init(
      .logNormal(mu: Double.log(medianMilliseconds), sigma: sigma), median: medianMilliseconds, p99: p99Milliseconds)
  }

  /// A gamma latency with a median and a 99th percentile. Below a ratio of 1.024 of the two the shape stays at 10,000, and
  /// the 99th percentile is a little later than asked for.
  package init(gammaMedianMilliseconds median: Double, p99Milliseconds p99: Double) {
    precondition(median > 0 && p99 >= median && p99.isFinite)
    // The ratio falls as the shape grows.
    var (low, high) = (Double.log(0.02), Double.log(10_000.0))
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      let unit = GammaDistribution(shape: Double.exp(middle), scale: 1)
      if unit.quantile(0.99) / unit.quantile(0.5) > p99 / median { low = middle } else { high = middle }
    }
    let shape = Double.exp(high)
    let scale = median / GammaDistribution(shape: shape, scale: 1).quantile(0.5)
    self.init(GammaDistribution(shape: shape, scale: scale))
  }

  /// A gamma latency in milliseconds.
  package init(_ gamma: GammaDistribution) {
    self.init(.gamma(gamma), median: gamma.quantile(0.5), p99: gamma.quantile(0.99))
  }

  /// A latency with the given quantiles and straight lines between them.
  ///
  /// - Parameter quantiles: shares from 0 to 1 and milliseconds, both ascending, the milliseconds positive.
  package init(quantiles: [(share: Double, milliseconds: Double)]) {
    precondition(quantiles.count >= 2 && quantiles.first?.share == 0 && quantiles.last?.share == 1)
    precondition(quantiles.allSatisfy { $0.milliseconds > 0 && $0.milliseconds.isFinite })
    precondition(
      zip(quantiles, quantiles.dropFirst()).allSatisfy { $0.share < $1.share && $0.milliseconds <= $1.milliseconds })
    let shape = Shape.empirical(shares: quantiles.map(\.share), milliseconds: quantiles.map(\.milliseconds))
    self.init(
      shape, median: LatencyDistribution.quantile(of: shape, 0.5), p99: LatencyDistribution.quantile(of: shape, 0.99))
  }

  private init(_ shape: Shape, median: Double, p99: Double) {
    self.shape = shape
    medianMilliseconds = median
    p99Milliseconds = p99
    let count = LatencyDistribution.stepCount
    let isEmpirical = if case .empirical = shape { true } else { false }
    /// The formulas have no finite value at the ends, and nobody reads it there.
    func value(_ p: Double) -> Double {
      (p > 0 && p < 1) || isEmpirical ? LatencyDistribution.quantile(of: shape, p) : 0
    }
    steps = (0...count).map { value(Double($0) / Double(count)) }
    lower = (0...count).map { value(Double($0) * LatencyDistribution.tailStep) }
    upper = (0...count).map { value(1 - Double($0) * LatencyDistribution.tailStep) }
  }

  /// The latency in milliseconds at a uniform draw in (0, 1), by inversion: linear between points of probability, which is
  /// exact to 0.1 % for a p99 of up to a hundred medians, and by the formula in the outermost 2.4 in ten thousand.
  @inline(__always)
  package func milliseconds(at uniform: Double) -> Double {
    let position = uniform * Double(LatencyDistribution.stepCount)
    let step = Int(position)
    guard step >= LatencyDistribution.tailSteps, step < LatencyDistribution.stepCount - LatencyDistribution.tailSteps
    else { return tailMilliseconds(at: uniform) }
    return steps[step] + (position - Double(step)) * (steps[step + 1] - steps[step])
  }

  @inline(never)
  private func tailMilliseconds(at uniform: Double) -> Double {
    let isLower = uniform < 0.5
    let position = (isLower ? uniform : 1 - uniform) / LatencyDistribution.tailStep
    let step = min(Int(position), LatencyDistribution.stepCount - 1)
    guard step >= LatencyDistribution.tailSteps else { return LatencyDistribution.quantile(of: shape, uniform) }
    let table = isLower ? lower : upper
    return table[step] + (position - Double(step)) * (table[step + 1] - table[step])
  }

  private static func quantile(of shape: Shape, _ p: Double) -> Double {
    switch shape {
    case .logNormal(let mu, let sigma): return Double.exp(mu + sigma * NormalDistribution.quantile(p))
    case .gamma(let gamma): return gamma.quantile(p)
    case .empirical(let shares, let milliseconds):
      var (low, high) = (0, shares.count - 1)
      while high - low > 1 {
        let middle = (low + high) / 2
        if shares[middle] <= p { low = middle } else { high = middle }
      }
      let weight = (p - shares[low]) / (shares[high] - shares[low])
      return milliseconds[low] + weight * (milliseconds[high] - milliseconds[low])
    }
  }
}
