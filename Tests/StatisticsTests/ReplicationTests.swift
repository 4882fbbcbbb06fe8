import Randomness
import Statistics
import Testing

@Suite("Replications")
struct ReplicationTests {
  // scipy.stats.t.ppf; columns 0.75, 0.95, 0.975, 0.995.
  @Test(
    "Student's quantiles are exact for few degrees of freedom, too",
    arguments: [
      (1, [1.0, 6.313752, 12.706205, 63.656741]), (2, [0.816497, 2.919986, 4.302653, 9.924843]),
      (3, [0.764892, 2.353363, 3.182446, 5.840909]), (4, [0.740697, 2.131847, 2.776445, 4.604095]),
      (5, [0.726687, 2.015048, 2.570582, 4.032143]), (8, [0.706387, 1.859548, 2.306004, 3.355387]),
    ])
  func fewDegrees(degreesOfFreedom: Int, expected: [Double]) {
    for (p, quantile) in zip([0.75, 0.95, 0.975, 0.995], expected) {
      #expect(abs(studentQuantile(p, degreesOfFreedom: degreesOfFreedom) / quantile - 1) < 1e-6, "p = \(p)")
      #expect(abs(studentQuantile(1 - p, degreesOfFreedom: degreesOfFreedom) + quantile) < 1e-5 * quantile)
    }
    #expect(abs(studentQuantile(0.5, degreesOfFreedom: degreesOfFreedom)) < 1e-12)
  }

  @Test("t intervals of a mean hold the truth in 95 % of 1,000 seeds, with 3 replications as with 30")
  func coverageOfMeans() {
    for count in [3, 10, 30] {
      let held = (0..<1000).count { seed in
        var stream = RandomStream(seed: UInt64(seed), name: "tests/mean-\(count)")
        let values = (0..<count).map { _ in 40 + 5 * stream.normal() }
        return ReplicatedValues(values).interval().map { $0.low <= 40 && 40 <= $0.high } ?? false
      }
      // Binomial: 950 ± 3.3 · 6.9.
      #expect(abs(held - 950) <= 23, "\(held) of 1000 with \(count)")
    }
    #expect(ReplicatedValues([3]).interval() == nil && ReplicatedValues([]).relativeHalfWidth() == nil)
  }

  @Test("a ratio's values have its mean, and its interval holds the truth where replications differ in size")
  func coverageOfRatios() {
    let byHand = ReplicatedValues(ratioOf: [1, 4], to: [10, 20])
    let mean = (byHand.values[0] + byHand.values[1]) / 2
    #expect(abs(mean - 1.0 / 6) < 1e-15)
    #expect(ReplicatedValues(ratioOf: [0, 0], to: [0, 0]).values == [0, 0])
    var held = 0
    for seed in 0..<1000 {
      var stream = RandomStream(seed: UInt64(seed), name: "tests/ratio")
      var (parts, wholes) = ([Double](), [Double]())
      for _ in 0..<20 {
        // Busy replications throttle more: the mean of shares would be another number than the share over all.
        let isBusy = stream.uniform() < 0.5
        let whole = isBusy ? 400 : 100
        wholes.append(Double(whole))
        parts.append(Double((0..<whole).count { _ in stream.uniform() < (isBusy ? 0.3 : 0.1) }))
      }
      // (0.3 · 400 + 0.1 · 100) / 500.
      if let interval = ReplicatedValues(ratioOf: parts, to: wholes).interval(), interval.low <= 0.26,
        0.26 <= interval.high
      {
        held += 1
      }
    }
    // A linearised variance runs up to two points short with 20 replications.
    #expect(held >= 910 && held <= 973, "\(held) of 1000")
  }

  @Test("the same luck on both sides makes the interval of the difference shorter, by as much as theory says")
  func pairing() throws {
    // X = U + 0.3 V, Y = U + 0.3 W + 1: variances 1.09 each, of the difference 0.18, so 2.18 / 0.18 = 12.1.
    var stream = RandomStream(seed: 5, name: "tests/pairing")
    var (x, y) = ([Double](), [Double]())
    for _ in 0..<4000 {
      let common = stream.normal()
      x.append(common + 0.3 * stream.normal())
      y.append(common + 0.3 * stream.normal() + 1)
    }
    let paired = try #require(PairedComparison(ReplicatedValues(y), minus: ReplicatedValues(x)))
    #expect(abs((paired.varianceReduction ?? 0) / 12.11 - 1) < 0.1)
    #expect(paired.difference.low < 1 && 1 < paired.difference.high)
    let width = paired.difference.high - paired.difference.low
    #expect(abs(width / (2 * 1.96 * (0.18 / 4000).squareRoot()) - 1) < 0.1)
    // Luck shuffled between the sides gains nothing.
    let apart = try #require(PairedComparison(ReplicatedValues(y), minus: ReplicatedValues(x.reversed())))
    #expect(abs((apart.varianceReduction ?? 0) - 1) < 0.1)
    let same = try #require(PairedComparison(ReplicatedValues([1, 5]), minus: ReplicatedValues([1, 5])))
    #expect(same.difference == Interval(value: 0, low: 0, high: 0) && same.varianceReduction == nil)
    #expect(PairedComparison(ReplicatedValues([1]), minus: ReplicatedValues([1])) == nil)
  }
}

@Suite("Quantiles of replications together")
struct PooledQuantileTests {
  /// Replications of `count` exponential values each, all scaled by the replication's own factor.
  private func replications(_ count: Int, of size: Int, seed: Int, scale: (inout RandomStream) -> Double)
    -> (merged: Histogram, steps: [DistributionSteps])
  {
    var stream = RandomStream(seed: UInt64(seed), name: "tests/pooled")
    var merged = Histogram()
    var steps: [DistributionSteps] = []
    for _ in 0..<count {
      let factor = scale(&stream)
      var own = Histogram()
      for _ in 0..<size { own.add(factor * stream.exponential(mean: 1)) }
      merged.merge(own)
      steps.append(DistributionSteps(own))
    }
    return (merged, steps)
  }

  @Test("intervals of p50, p90 and p99 of exponential values hold the truth in about 95 % of 1,000 seeds")
  func coverageOfIndependent() throws {
    let truth = [(0.5, 0.693147), (0.9, 2.302585), (0.99, 4.605170)]
    var held = [0, 0, 0]
    for seed in 0..<1000 {
      let (merged, steps) = replications(10, of: 200, seed: seed) { _ in 1 }
      for (index, (p, value)) in truth.enumerated() {
        let pooled = try #require(PooledQuantile(p, merged: merged, replications: steps))
        // The bucket's own 0.4 % is no error of the interval.
        if pooled.interval.low * 0.996 <= value, value <= pooled.interval.high * 1.004 { held[index] += 1 }
      }
    }
    for (index, count) in held.enumerated() { #expect(count >= 925 && count <= 985, "\(truth[index].0): \(count)") }
  }

  @Test("they hold it where whole replications are slow together, which order statistics of all values would not")
  func coverageOfClustered() throws {
    // Half of the replications are twice as slow: the median solves 1 − (e^−x + e^−x/2)/2 = 1/2, x = 2 ln((√5 + 1)/2).
    let truth = 0.962424
    var (held, naiveHeld) = (0, 0)
    for seed in 0..<1000 {
      let (merged, steps) = replications(20, of: 200, seed: seed) { $0.uniform() < 0.5 ? 1 : 2 }
      let pooled = try #require(PooledQuantile(0.5, merged: merged, replications: steps))
      if pooled.interval.low * 0.996 <= truth, truth <= pooled.interval.high * 1.004 { held += 1 }
      let half = 1.96 * (0.25 / 4000).squareRoot()
      if let low = merged.quantile(0.5 - half), let high = merged.quantile(0.5 + half), low * 0.996 <= truth,
        truth <= high * 1.004
      {
        naiveHeld += 1
      }
    }
    #expect(held >= 925 && held <= 975, "\(held)")
    #expect(naiveHeld < 700, "\(naiveHeld): treating all values as independent must look too sure")
  }

  @Test("the value is the merged histogram's and no mean of percentiles; an end beyond all values is said to be open")
  func merged() throws {
    var fast = Histogram()
    var slow = Histogram()
    for _ in 0..<999 { fast.add(1) }
    fast.add(100)
    for _ in 0..<1000 { slow.add(100) }
    var both = fast
    both.merge(slow)
    let steps = [DistributionSteps(fast), DistributionSteps(slow)]
    let pooled = try #require(PooledQuantile(0.9, merged: both, replications: steps))
    #expect(pooled.interval.value == both.quantile(0.9) && pooled.interval.value > 99)
    #expect(pooled.interval.low <= 1.01 && pooled.isUpperEndOpen)
    let constant = try #require(PooledQuantile(0.5, merged: slow, replications: [steps[1], steps[1]]))
    #expect(constant.interval.low == constant.interval.high && !constant.isUpperEndOpen)
    #expect(PooledQuantile(0.5, merged: slow, replications: [steps[1]]) == nil)
    #expect(PooledQuantile(0.5, merged: Histogram(), replications: [DistributionSteps(Histogram()), steps[0]]) == nil)
  }

  @Test("steps tell the histogram's own shares")
  func steps() {
    var histogram = Histogram()
    for value in [0, 0.5, 3, 3, 70] { histogram.add(value) }
    let steps = DistributionSteps(histogram)
    for value in [0, 0.1, 0.6, 2, 3.1, 69, 80] {
      #expect(steps.share(atOrBelow: value) == histogram.share(atOrBelow: value), "\(value)")
    }
    #expect(steps.share(atOrBelow: -1) == 0 && steps.count == 5)
  }
}
