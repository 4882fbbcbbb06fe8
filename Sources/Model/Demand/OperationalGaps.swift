import Randomness
import RealModule

/// Gaps of mean 1 between requests in operational time.
struct OperationalGaps: Sendable {
  private let kind: Kind
  private var stream: RandomStream
  private var isFirst = true

  private enum Kind {
    case exponential
    case constant
    case gamma(shape: Double)
    /// Two exponentials: the first of them with a probability, each with its mean.
    case hyperexponential(first: Double, means: (Double, Double))
  }

  init(_ process: ArrivalProcess, stream: RandomStream) {
    self.stream = stream
    switch process {
    case .deterministic: kind = .constant
    case .renewal(let dispersion, .gamma): kind = dispersion > 0 ? .gamma(shape: 1 / dispersion) : .constant
    case .renewal(let dispersion, .hyperexponential):
      // Balanced means: each branch brings half of the time. W. Whitt, Operations Research 30(1), 1982, (3.3).
      let first = 0.5 * (1 + ((dispersion - 1) / (dispersion + 1)).squareRoot())
      kind =
        dispersion > 1 ? .hyperexponential(first: first, means: (0.5 / first, 0.5 / (1 - first))) : .exponential
    case .poisson, .countsOfTrace, .timesOfLog: kind = .exponential
    }
  }

  mutating func fill(_ gaps: inout [Double]) {
    switch kind {
    case .exponential: gaps.withUnsafeMutableBufferPointer { stream.fillExponential($0, mean: 1) }
    case .constant:
      for index in gaps.indices { gaps[index] = 1 }
      // The first falls anywhere in its unit, so that no replication is like another.
      if isFirst { gaps[0] = stream.uniform() }
    case .gamma(let shape): for index in gaps.indices { gaps[index] = stream.gamma(shape: shape) / shape }
    case .hyperexponential(let first, let means):
      for index in gaps.indices {
        let isFirstBranch = stream.uniform() < first
        gaps[index] = stream.exponential(mean: isFirstBranch ? means.0 : means.1)
      }
    }
    isFirst = false
  }
}

extension RandomStream {
  /// A gamma variate of scale 1, by rejection: the number of draws varies, so nothing else may use the stream.
  /// Source: G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000.
  fileprivate mutating func gamma(shape: Double) -> Double {
    // Below 1 a variate of shape + 1 is shrunk by a power of a uniform one; the least is no denormal number.
    let boost = shape < 1 ? Double.exp(max(-700, Logarithm.log(uniform()) / shape)) : 1
    let d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
      guard v > 0 else { continue }
      if Logarithm.log(uniform()) < 0.5 * x * x + d - d * v + d * Logarithm.log(v) { return d * v * boost }
    }
  }
}
