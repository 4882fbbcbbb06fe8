import Randomness
import Statistics
import Testing

@Suite("Intervals of skewed means and of set statistics")
struct SetStatisticsTests {
  @Test("the normal distribution function is scipy's, far tails included")
  func normal() {
    let values: [(Double, Double)] = [
      (-8, 6.22096057427174e-16), (-1.5, 0.06680720126885807), (0, 0.5), (0.3, 0.6179114221889526),
      (4, 0.9999683287581669),
    ]
    for (x, p) in values { #expect(abs(NormalDistribution.cumulative(x) - p) <= 1e-13 * p) }
  }

  private let skewed: [Double] = [0, 0, 0, 0, 0.1, 0.2, 1, 0, 0.3, 0, 0, 0.9, 0, 0, 0.05, 0, 0, 0.6, 0, 0]

  private func bootstrap(_ values: [Double], resamples: Int, seed: UInt64) -> ClusterBootstrap {
    ClusterBootstrap(
      numerators: [values], denominators: [values.map { _ in 1 }], resamples: resamples,
      stream: RandomStream(seed: seed, name: "tests/bca"))
  }

  @Test("BCa moves both ends of a skewed mean as scipy's does")
  func bca() {
    let bootstrap = bootstrap(skewed, resamples: 20_000, seed: 1)
    let (plain, corrected) = (bootstrap.interval(0), bootstrap.biasCorrectedInterval(0))
    #expect(abs(plain.low - 0.04) < 0.005 && abs(plain.high - 0.3025) < 0.01)
    #expect(abs(corrected.low - 0.0575) < 0.005 && abs(corrected.high - 0.3425) < 0.012)
    let constant = self.bootstrap([0.5, 0.5, 0.5], resamples: 50, seed: 1).biasCorrectedInterval(0)
    #expect(constant.low == 0.5 && constant.high == 0.5)
  }

  @Test("of skewed samples BCa holds the true mean about as often as it says, and lies below it less often, seed 11")
  func coverage() {
    var stream = RandomStream(seed: 11, name: "tests/bca/coverage")
    var (held, plainBelow, correctedBelow) = (0, 0, 0)
    for trial in 0..<300 {
      let values = (0..<25).map { _ in stream.exponential(mean: 1) }
      let bootstrap = bootstrap(values, resamples: 400, seed: UInt64(trial))
      let (plain, corrected) = (bootstrap.interval(0), bootstrap.biasCorrectedInterval(0))
      if corrected.low <= 1, 1 <= corrected.high { held += 1 }
      if plain.high < 1 { plainBelow += 1 }
      if corrected.high < 1 { correctedBelow += 1 }
    }
    // 25 skewed values give about 92 % instead of 95 %; the standard deviation of the count is 4.7.
    #expect((258...297).contains(held), "\(held) of 300")
    #expect(correctedBelow < plainBelow, "BCa \(correctedBelow), percentiles \(plainBelow)")
  }

  @Test("half-samples give the interval of a mean that theory gives, seed 2")
  func halfSamples() throws {
    var stream = RandomStream(seed: 2, name: "tests/halves")
    let values = (0..<400).map { _ in stream.normal() }
    let mean = Summary(values).mean
    let interval = try #require(
      Subsampling.halfSampleInterval(
        count: values.count, value: mean, resamples: 2_000, stream: RandomStream(seed: 2, name: "halves")
      ) { chosen in chosen.reduce(0) { $0 + values[$1] } / Double(chosen.count) })
    let half = 1.96 * (Summary(values).variance / 400).squareRoot()
    #expect(abs(interval.high - interval.low - 2 * half) < 0.15 * half)
    #expect(interval.low < mean && mean < interval.high)
    #expect(
      Subsampling.halfSampleInterval(count: 19, value: 0, resamples: 10, stream: stream) { _ in 0 } == nil)
  }

  @Test("rarefied richness is the hypergeometric mean; groups that would overlap have none, seed 3")
  func rarefaction() throws {
    // A hundred users with one of ten items each, ten users an item: 1 − C(90,10)/C(100,10) of each item is met by ten users.
    let items = (0..<100).map { $0 % 10 }
    let seen = try #require(
      Subsampling.rarefied(count: 100, size: 10, resamples: 4_000, stream: RandomStream(seed: 3, name: "rarefied")) {
        Double(Set($0.map { items[$0] }).count)
      })
    var missed = 1.0
    for step in 0..<10 { missed *= Double(90 - step) / Double(100 - step) }
    #expect(abs(seen.value - 10 * (1 - missed)) < 0.06 && seen.low < seen.value && seen.value < seen.high)
    #expect(
      Subsampling.rarefied(count: 100, size: 11, resamples: 5, stream: RandomStream(seed: 1, name: "")) { _ in 0 }
        == nil)
  }

  @Test("the Lorenz curve by hand, and its area is Gini's")
  func lorenz() {
    #expect(lorenzCurve(ofAscending: [1, 1, 2, 4], steps: 4) == [0, 0.125, 0.25, 0.5, 1])
    #expect(lorenzCurve(ofAscending: [0, 0], steps: 2) == [0, 0.5, 1])
    let counts = [0, 1, 3, 5, 5, 20, 41]
    let curve = lorenzCurve(ofAscending: counts, steps: counts.count)
    let area = zip(curve, curve.dropFirst()).reduce(0) { $0 + ($1.0 + $1.1) / 2 } / Double(counts.count)
    #expect(abs(giniCoefficient(ofAscending: counts) - (1 - 2 * area)) < 1e-12)
  }
}
