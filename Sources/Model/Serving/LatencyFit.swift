import Randomness
import RealModule

/// Distributions fitted to measured latencies, and which of them to take.
package struct LatencyFit: Sendable {
  /// One form with the parameters of greatest likelihood.
  package struct Candidate: Sendable {
    /// `log-normal` or `gamma`.
    package let name: String
    package let distribution: LatencyDistribution
    /// Natural logarithm of the likelihood of all values.
    package let logLikelihood: Double
    /// Kolmogorov and Smirnov's distance: the largest difference between the shares measured and fitted.
    package let distance: Double
  }
  /// The form to take.
  package enum Choice: Sendable, Equatable {
    /// Position of a candidate.
    case candidate(Int)
    /// None of the forms is near enough: the values' own quantiles.
    case empirical
  }
  package let count: Int
  package let candidates: [Candidate]
  /// The values' own distribution.
  package let empirical: LatencyDistribution
  package let choice: Choice
  /// The largest distance at which a form is taken: what chance makes of so many values in 95 % of cases were the form right
  /// (1.358/√n, parameters not counted), and a hundredth more.
  package let acceptedDistance: Double

  package static let fewestValues = 20

  /// Fits to positive finite milliseconds, in any order; nil for fewer than `fewestValues` or where any is not positive and
  /// finite, or all are the same.
  ///
  /// Log-normal: mean and deviation of the logarithms. Gamma: Newton's method on the shape (S. C. Choi, R. Wette,
  /// Technometrics 11(4), 1969). Taken is the form with the smaller distance if that is accepted.
  package init?(milliseconds: [Double]) {
    guard milliseconds.count >= LatencyFit.fewestValues, milliseconds.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      return nil
    }
    let sorted = milliseconds.sorted()
    guard let least = sorted.first, let greatest = sorted.last, least < greatest else { return nil }
    let n = Double(sorted.count)
    count = sorted.count
    let logs = sorted.map { Double.log($0) }
    let mu = logs.reduce(0, +) / n
    let sigma = (logs.reduce(0) { $0 + ($1 - mu) * ($1 - mu) } / n).squareRoot()
    let gamma = LatencyFit.gamma(mean: sorted.reduce(0, +) / n, meanLog: mu)
    guard sigma > 0, let gamma else { return nil }
    let z99 = NormalDistribution.quantile(0.99)
    candidates = [
      Candidate(
        name: "log-normal",
        distribution: LatencyDistribution(
          medianMilliseconds: Double.exp(mu), p99Milliseconds: Double.exp(mu + sigma * z99)),
        logLikelihood: -n * (mu + Double.log(sigma * (2 * Double.pi).squareRoot()) + 0.5),
        distance: LatencyFit.distance(sorted) {
          0.5 * Double.erfc(-(Double.log($0) - mu) / (sigma * Double.sqrt(2)))
        }),
      Candidate(
        name: "gamma", distribution: LatencyDistribution(gamma),
        logLikelihood: sorted.reduce(0) { $0 + gamma.logDensity($1) },
        distance: LatencyFit.distance(sorted) { gamma.cumulative($0) }),
    ]
    empirical = LatencyDistribution(quantiles: LatencyFit.quantiles(ofSorted: sorted))
    acceptedDistance = 1.358 / n.squareRoot() + 0.01
    let nearest = candidates[0].distance <= candidates[1].distance ? 0 : 1
    choice = candidates[nearest].distance <= acceptedDistance ? .candidate(nearest) : .empirical
  }

  /// The distribution to take.
  package var chosen: LatencyDistribution {
    if case .candidate(let index) = choice { candidates[index].distribution } else { empirical }
  }

  /// Fewer points than values: a thousand through the middle and a thousand through the outer 1/64 at either end.
  private static func quantiles(ofSorted sorted: [Double]) -> [(share: Double, milliseconds: Double)] {
    let last = Double(sorted.count - 1)
    let fine = (0...1024).map { Double($0) * 0x1.0p-16 }
    let shares =
      sorted.count <= 3000
      ? (0..<sorted.count).map { Double($0) / last }
      : fine + (17..<1008).map { Double($0) / 1024 } + fine.reversed().map { 1 - $0 }
    return shares.map { share in
      let position = share * last
      let below = min(Int(position), sorted.count - 2)
      return (share, sorted[below] + (position - Double(below)) * (sorted[below + 1] - sorted[below]))
    }
  }

  private static func distance(_ sorted: [Double], _ cumulative: (Double) -> Double) -> Double {
    let n = Double(sorted.count)
    var largest = 0.0
    for (index, value) in sorted.enumerated() {
      let fitted = cumulative(value)
      largest = max(largest, abs(fitted - Double(index) / n), abs(Double(index + 1) / n - fitted))
    }
    return largest
  }

  /// The gamma distribution of greatest likelihood; nil where the values hardly differ.
  private static func gamma(mean: Double, meanLog: Double) -> GammaDistribution? {
    let s = Double.log(mean) - meanLog
    guard s > 1e-9 else { return nil }
    var shape = (3 - s + ((s - 3) * (s - 3) + 24 * s).squareRoot()) / (12 * s)
    for _ in 0..<50 {
      let step = (Double.log(shape) - digamma(shape) - s) / (1 / shape - trigamma(shape))
      let next = max(shape - step, shape / 10)
      if abs(next - shape) <= 1e-12 * shape { break }
      shape = next
    }
    guard shape.isFinite, shape > 0 else { return nil }
    shape = min(shape, 10_000)
    return GammaDistribution(shape: shape, scale: mean / shape)
  }

  /// ψ(x) for positive x. Source: Abramowitz and Stegun 6.3.5 and 6.3.18.
  private static func digamma(_ x: Double) -> Double {
    var (x, sum) = (x, 0.0)
    while x < 10 {
      sum -= 1 / x
      x += 1
    }
    let r = 1 / (x * x)
    return sum + Double.log(x) - 0.5 / x
      - r * (1.0 / 12 - r * (1.0 / 120 - r * (1.0 / 252 - r * (1.0 / 240 - r * (1.0 / 132)))))
  }

  /// ψ′(x) for positive x. Source: Abramowitz and Stegun 6.4.6 and 6.4.12.
  private static func trigamma(_ x: Double) -> Double {
    var (x, sum) = (x, 0.0)
    while x < 10 {
      sum += 1 / (x * x)
      x += 1
    }
    let r = 1 / (x * x)
    let series = 1.0 / 6 - r * (1.0 / 30 - r * (1.0 / 42 - r * (1.0 / 30 - r * (5.0 / 66))))
    return sum + 1 / x + 0.5 * r + r / x * series
  }
}
