import Randomness
import RealModule
import Statistics

extension SelfTest {
  static let numberChecks: [Check] = [logarithms, normals, draws, ranks]

  #if arch(x86_64)
    /// The widest numbers of the machine, as the truth.
    private typealias Wide = Float80
  #else
    private typealias Wide = Double
  #endif

  /// Our logarithm and the C library's exponential, in units in the last place.
  private static let logarithms: Check = { seed in
    var stream = RandomStream(seed: seed, name: "selftest/logarithms")
    var (logarithm, exponential) = (0.0, 0.0)
    for _ in 0..<100_000 {
      let u = stream.uniform()
      let log = Wide.log(Wide(u))
      logarithm = max(logarithm, abs(Double((Wide(Logarithm.log(u)) - log) / Wide(Double(log).ulp))))
      let x = 60 * (stream.uniform() - 0.5)
      let exp = Wide.exp(Wide(x))
      exponential = max(exponential, abs(Double((Wide(Double.exp(x)) - exp) / Wide(Double(exp).ulp))))
    }
    return [
      Row("logarithm: largest error in ulp", largestError: logarithm, allowed: 1),
      Row("exponential: largest error in ulp", largestError: exponential, allowed: 1),
    ]
  }

  /// The normal quantile against the complementary error function: Φ(z(p)) = p to 13 digits.
  private static let normals: Check = { seed in
    var stream = RandomStream(seed: seed, name: "selftest/normals")
    var worst = 0.0
    for _ in 0..<100_000 {
      let p = stream.uniform() / 2
      let back = Double.erfc(-NormalDistribution.quantile(p) / 2.0.squareRoot()) / 2
      worst = max(worst, abs(back - p) / p)
    }
    return [Row("normal quantile: largest relative error × 10^13", largestError: worst * 1e13, allowed: 1)]
  }

  /// Means of the draws, in a hundred groups.
  private static let draws: Check = { seed in
    func means(_ name: String, _ draw: (inout RandomStream) -> Double) -> [Double] {
      (0..<100).map { group in
        var stream = RandomStream(seed: seed, name: "selftest/\(name)", index: group)
        return (0..<10_000).reduce(0.0) { sum, _ in sum + draw(&stream) } / 10_000
      }
    }
    return [
      Row("uniform draws: mean", theory: 0.5, replications: means("uniform") { $0.uniform() }),
      Row("exponential draws: mean", theory: 1, replications: means("exponential") { $0.exponential(mean: 1) }),
      Row(
        "exponential draws: mean square", theory: 2,
        replications: means("exponential-square") {
          let x = $0.exponential(mean: 1)
          return x * x
        }),
      Row(
        "log-normal draws: mean", theory: 1,
        replications: means("log-normal") { $0.logNormal(mu: -0.125, sigma: 0.5) }),
      Row(
        "normal draws: mean square", theory: 1,
        replications: means("normal") {
          let x = $0.normal()
          return x * x
        }),
    ]
  }

  /// Users by activity: χ² of 200,000 draws over 20 weights.
  private static let ranks: Check = { seed in
    let weights = (1...20).map { 1 / Double($0) }
    let table = AliasTable(weights: weights)
    let draws = 200_000
    var counts = [Double](repeating: 0, count: weights.count)
    var stream = RandomStream(seed: seed, name: "selftest/ranks")
    for _ in 0..<draws { counts[table.draw(&stream)] += 1 }
    let total = weights.reduce(0, +)
    let chiSquare = zip(counts, weights).reduce(0.0) { sum, rank in
      let expected = Double(draws) * rank.1 / total
      return sum + (rank.0 - expected) * (rank.0 - expected) / expected
    }
    return [
      Row("users by activity: χ² of ranks", chiSquare: chiSquare, degreesOfFreedom: weights.count - 1)
    ]
  }
}
