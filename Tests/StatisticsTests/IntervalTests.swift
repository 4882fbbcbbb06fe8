import Randomness
import Statistics
import Testing

@Suite("Means, quantiles and intervals")
struct IntervalTests {
  @Test("mean and variance agree with the hand")
  func welford() {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares about it 32, so 32/7.
    let summary = Summary([2, 4, 4, 4, 5, 5, 7, 9])
    #expect(summary.count == 8 && summary.mean == 5)
    #expect(abs(summary.variance - 32.0 / 7) < 1e-15)
    #expect(Summary([3]).variance == 0 && Summary([]).mean == 0)
    // The sum of squares less the square of the sum would lose all digits here.
    #expect(abs(Summary([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).variance - 30) < 1e-9)
  }

  // scipy.stats.t.ppf; columns 0.75, 0.9, 0.95, 0.975, 0.995, 0.9995.
  @Test(
    "Student's quantiles agree with scipy to four digits from 9 degrees of freedom on",
    arguments: [
      (9, [0.702722, 1.383029, 1.833113, 2.262157, 3.249836, 4.780913]),
      (10, [0.699812, 1.372184, 1.812461, 2.228139, 3.169273, 4.586894]),
      (14, [0.692417, 1.345030, 1.761310, 2.144787, 2.976843, 4.140454]),
      (19, [0.687621, 1.327728, 1.729133, 2.093024, 2.860935, 3.883406]),
      (29, [0.683044, 1.311434, 1.699127, 2.045230, 2.756386, 3.659405]),
      (49, [0.679530, 1.299069, 1.676551, 2.009575, 2.679952, 3.500443]),
      (99, [0.676976, 1.290161, 1.660391, 1.984217, 2.626405, 3.391529]),
      (999, [0.674735, 1.282400, 1.646380, 1.962341, 2.580760, 3.300292]),
    ])
  func student(degreesOfFreedom: Int, expected: [Double]) {
    for (p, quantile) in zip([0.75, 0.9, 0.95, 0.975, 0.995, 0.9995], expected) {
      let found = studentQuantile(p, degreesOfFreedom: degreesOfFreedom)
      #expect(abs(found / quantile - 1) < 5e-4, "p = \(p)")
      #expect(abs(studentQuantile(1 - p, degreesOfFreedom: degreesOfFreedom) + found) < 1e-9)
    }
  }

  @Test("the interval of a mean is t times the standard error to either side")
  func meanInterval() {
    // 1...10: mean 5.5, variance 55/6, standard error 0.957427, t(0.975, 9) = 2.262157.
    let interval = Summary((1...10).map(Double.init)).meanInterval(level: 0.95)
    #expect(interval.value == 5.5)
    #expect(abs(interval.high - (5.5 + 2.262157 * 0.9574271)) < 1e-3)
    #expect(abs(interval.low + interval.high - 11) < 1e-12)
  }

  @Test("the interval of a mean holds the truth as often as it says")
  func coverage() {
    var stream = RandomStream(seed: 11, name: "tests/coverage")
    let held = (0..<4000).count { _ in
      let interval = Summary((0..<10).map { _ in 3 + stream.normal() }).meanInterval(level: 0.95)
      return interval.low <= 3 && 3 <= interval.high
    }
    // Binomial: 3800 ± 3.3 · √(4000 · 0.95 · 0.05).
    #expect(abs(Double(held) - 3800) < 3.3 * 13.8)
  }

  @Test("quantiles of a sample interpolate between order statistics (type 7)")
  func typeSeven() {
    let sorted = [1.0, 2, 4, 8]
    #expect([0, 0.25, 0.5, 0.75, 1].map { quantile(ofSorted: sorted, $0) } == [1, 1.75, 3, 5, 8])
    #expect(abs(quantile(ofSorted: sorted, 0.1) - 1.3) < 1e-15)
    #expect(quantile(ofSorted: [7], 0.3) == 7)
  }
}

@Suite("Cluster bootstrap")
struct ClusterBootstrapTests {
  @Test("its intervals of a ratio of sums hold the truth about as often as they say, clusters of all sizes")
  func coverage() {
    // Users with 1...5 requests and a success rate of their own, 0.2 or 0.6: the truth over requests is 0.4.
    var stream = RandomStream(seed: 12, name: "tests/bootstrap")
    var held = 0
    var naiveHeld = 0
    for trial in 0..<400 {
      var sums: [Double] = []
      var counts: [Double] = []
      for _ in 0..<80 {
        let requests = 1 + stream.integer(below: 5)
        let rate = stream.uniform() < 0.5 ? 0.2 : 0.6
        counts.append(Double(requests))
        sums.append(Double((0..<requests).count { _ in stream.uniform() < rate }))
      }
      let bootstrap = ClusterBootstrap(
        numerators: [sums], denominators: [counts], resamples: 300,
        stream: RandomStream(seed: 13, name: "tests/resamples", index: trial))
      let interval = bootstrap.interval(0)
      if interval.low <= 0.4, 0.4 <= interval.high { held += 1 }
      let naive = 1.96 * (interval.value * (1 - interval.value) / counts.reduce(0, +)).squareRoot()
      if abs(interval.value - 0.4) <= naive { naiveHeld += 1 }
    }
    // 95 % nominal; percentile intervals of 80 clusters run 1–2 points short. Binomial error is 1.1 points.
    #expect(held >= 362 && held <= 394, "\(held) of 400")
    #expect(naiveHeld < held, "treating requests as independent must look too sure")
  }

  @Test("columns are paired: the difference of equal columns is zero without doubt, their ratio one")
  func pairing() {
    let values = [1.0, 5, 2, 8, 3]
    let ones = [Double](repeating: 1, count: 5)
    let bootstrap = ClusterBootstrap(
      numerators: [values, values, values.map { $0 + 1 }], denominators: [ones, ones, ones], resamples: 200,
      stream: RandomStream(seed: 1, name: "tests/pairing"))
    #expect(bootstrap.estimates == [3.8, 3.8, 4.8])
    #expect(bootstrap.difference(0, minus: 1) == Interval(value: 0, low: 0, high: 0))
    #expect(bootstrap.ratio(0, over: 1) == Interval(value: 1, low: 1, high: 1))
    let difference = bootstrap.difference(2, minus: 0)
    #expect(abs(difference.low - 1) < 1e-12 && abs(difference.high - 1) < 1e-12)
    let interval = bootstrap.interval(0)
    #expect(interval.low < 3.8 && interval.high > 3.8 && interval.low >= 1 && interval.high <= 8)
    #expect(bootstrap.interval(0, level: 0.5).high < interval.high)
  }

  @Test("one cluster gives no spread, and the same stream the same intervals")
  func edges() {
    let stream = RandomStream(seed: 1, name: "tests/edges")
    let single = ClusterBootstrap(numerators: [[6]], denominators: [[4]], resamples: 50, stream: stream)
    #expect(single.interval(0) == Interval(value: 1.5, low: 1.5, high: 1.5))
    let make = { ClusterBootstrap(numerators: [[1, 2, 9]], denominators: [[1, 1, 2]], resamples: 50, stream: stream) }
    #expect(make().interval(0) == make().interval(0))
    // A resample in which a column has no request says nothing about it.
    let sparse = ClusterBootstrap(numerators: [[0, 3]], denominators: [[0, 4]], resamples: 200, stream: stream)
    #expect(sparse.interval(0) == Interval(value: 0.75, low: 0.75, high: 0.75))
  }
}
