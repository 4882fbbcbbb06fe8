import Randomness
import Statistics
import Testing

@Suite("Histogram")
struct HistogramTests {
  private func sample(_ n: Int, _ name: String) -> [Double] {
    var stream = RandomStream(seed: 3, name: name)
    return (0..<n).map { _ in stream.logNormal(mu: 3, sigma: 1.5) }
  }

  @Test("quantiles lie within 0.8 % of the exact ones")
  func quantiles() throws {
    let values = sample(20_001, "tests/histogram")
    var histogram = Histogram()
    for value in values { histogram.add(value) }
    let sorted = values.sorted()
    for p in [0, 0.0001, 0.001, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 1] {
      // The smallest value with at least a share p at or below it.
      let exact = sorted[max(0, Int((p * 20_001).rounded(.up)) - 1)]
      let found = try #require(histogram.quantile(p))
      #expect(abs(found / exact - 1) < 0.008, "p = \(p)")
    }
    #expect(histogram.quantile(0) ?? 0 >= histogram.minimum && histogram.quantile(1) == histogram.maximum)
    #expect(histogram.minimum == sorted[0] && histogram.maximum == sorted[20_000])
    let mean = try #require(histogram.mean)
    #expect(abs(mean / (values.reduce(0, +) / 20_001) - 1) < 1e-12)
  }

  @Test("a recorder hands over what the histogram would have counted, once")
  func recorder() {
    let values = sample(5_000, "tests/recorder") + [0, 0, 0.05]
    var one = Histogram()
    for value in values { one.add(value) }
    var recorder = HistogramRecorder()
    for value in values { recorder.add(value) }
    var other = Histogram()
    recorder.flush(to: &other)
    #expect(other == one)
    recorder.flush(to: &other)
    #expect(other == one, "nothing is left in it")
    recorder.add(7)
    one.add(7)
    recorder.flush(to: &other)
    #expect(other.count == one.count && other.maximum == one.maximum && other.quantile(0.5) == one.quantile(0.5))
  }

  @Test("values of every size between 2^-40 and 2^24 keep 0.8 %")
  func range() throws {
    var value = 1.0e-12
    while value < 16_000_000 {
      var histogram = Histogram()
      histogram.add(value)
      histogram.add(value * 1.5)
      let low = try #require(histogram.quantile(0.5))
      #expect(abs(low / value - 1) < 0.008, "\(value)")
      value *= 1.37
    }
  }

  @Test("zero is a value of its own, and what lies outside the buckets is kept at the ends")
  func edges() {
    var histogram = Histogram()
    #expect(histogram.quantile(0.5) == nil && histogram.mean == nil && histogram.share(atOrBelow: 1) == 0)
    #expect(histogram.cumulative.isEmpty)
    for _ in 0..<3 { histogram.add(0) }
    histogram.add(1)
    #expect(histogram.quantile(0.75) == 0 && histogram.quantile(0.76) == 1)
    #expect(histogram.share(atOrBelow: 0) == 0.75 && histogram.share(atOrBelow: 0.5) == 0.75)
    #expect(histogram.share(atOrBelow: 1) == 1 && histogram.share(atOrBelow: -1) == 0)
    histogram.add(1e300)
    histogram.add(1e-300)
    #expect(histogram.count == 6 && histogram.quantile(1) == 1e300 && histogram.maximum == 1e300)
    #expect(histogram.cumulative.last?.share == 1)
    #expect(histogram.cumulative.first?.value == 0 && histogram.cumulative.first?.share == 0.5)
  }

  @Test("merging gives the histogram of all values")
  func merging() {
    let values = sample(3000, "tests/merge")
    var all = Histogram()
    var parts = [Histogram](repeating: Histogram(), count: 3)
    for (index, value) in values.enumerated() {
      // Eighths, so that sums are exact in any order.
      let eighths = (value * 8).rounded() / 8
      all.add(eighths)
      parts[index % 3].add(eighths)
    }
    var merged = Histogram()
    for part in parts { merged.merge(part) }
    #expect(merged == all)
    merged.merge(Histogram())
    #expect(merged == all)
  }

  @Test("the cumulative distribution ascends to one and agrees with the shares")
  func cumulative() {
    var histogram = Histogram()
    for value in sample(2000, "tests/cumulative") { histogram.add(value) }
    let steps = histogram.cumulative
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.value <= $1.value && $0.share < $1.share })
    #expect(steps.last?.share == 1)
    #expect(steps.allSatisfy { histogram.share(atOrBelow: $0.value) == $0.share })
  }
}
