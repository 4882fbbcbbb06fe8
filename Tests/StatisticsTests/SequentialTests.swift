import Randomness
import Statistics
import Testing

@Suite("Sequential stopping")
struct SequentialTests {
  private func run(_ rule: SequentialStopping, seed: UInt64, mean: Double, deviation: Double)
    -> (values: ReplicatedValues, end: SequentialStopping.Step)
  {
    var stream = RandomStream(seed: seed, name: "tests/sequential")
    var values: [Double] = []
    while true {
      switch rule.step(after: [ReplicatedValues(values)], made: values.count) {
      case .goOn(let count): while values.count < count { values.append(mean + deviation * stream.normal()) }
      case let end: return (ReplicatedValues(values), end)
      }
    }
  }

  @Test("it stops at the precision, with about the replications that theory asks for")
  func number() {
    // (1.96 · 0.2 / 0.02)² = 384; γ/(1 + γ) asks for 4 % more.
    let rule = SequentialStopping(relativePrecision: 0.02, maximum: 5000)
    var total = 0
    for seed in 0..<200 as Range<UInt64> {
      let (values, end) = run(rule, seed: seed, mean: 10, deviation: 2)
      #expect(end == .reached && (values.relativeHalfWidth() ?? 1) <= 0.02 / 1.02)
      total += values.values.count
    }
    #expect(abs(Double(total) / 200 / 400 - 1) < 0.05, "\(total / 200)")
  }

  @Test("intervals at the stop hold the truth a little less often than 95 %, for that is what stopping early costs")
  func coverage() {
    let rule = SequentialStopping(relativePrecision: 0.1, maximum: 1000)
    var held = 0
    for seed in 0..<1000 as Range<UInt64> {
      let (values, _) = run(rule, seed: seed, mean: 10, deviation: 2.5)
      if let interval = values.interval(), interval.low <= 10, 10 <= interval.high { held += 1 }
    }
    #expect(held >= 905 && held <= 965, "\(held) of 1000")
  }

  @Test("it makes the minimum, never more than the maximum, and at most doubles")
  func bounds() {
    let rule = SequentialStopping(relativePrecision: 0.01, minimum: 10, maximum: 50)
    func step(_ values: [Double]..., others: [Double] = []) -> SequentialStopping.Step {
      rule.step(after: values.map { ReplicatedValues($0) }, made: values[0].count, others: others)
    }
    #expect(step([]) == .goOn(to: 10))
    let wild = (0..<10).map { Double($0 * $0) }
    let constant = [Double](repeating: 3, count: 10)
    #expect(step(wild) == .goOn(to: 20))
    #expect(step((0..<50).map { Double($0 * $0) }) == .exhausted)
    // A constant is known exactly, a mean of zero never to a share of itself.
    #expect(step(constant) == .reached && step([Double](repeating: 0, count: 10)) == .reached)
    #expect(step([-1, 1, -1, 1, -1, 1, -1, 1, -1, 1]) == .goOn(to: 20))
    // The least precise of several decides; 1.1 times the width allowed needs 1.21 times as many.
    #expect(step(constant, wild) == .goOn(to: 20))
    #expect(step(constant, others: [0.001, 0.01 / 1.01 * 1.1]) == .goOn(to: 13))
  }
}

@Suite("Dispersion of counts")
struct DispersionTests {
  /// Requests of unit-rate exponential gaps in windows of given means.
  private func poisson(_ means: [Double], _ stream: inout RandomStream) -> [Int32] {
    means.map { mean in
      var (count, passed) = (Int32(0), stream.exponential(mean: 1))
      while passed < mean {
        count += 1
        passed += stream.exponential(mean: 1)
      }
      return count
    }
  }

  @Test(
    "a Poisson process has 1 between replications whatever its rate does, and more than 1 over time where it varies")
  func poisson() throws {
    let means = (0..<400).map { $0 % 2 == 0 ? 5.0 : 45.0 }
    var stream = RandomStream(seed: 3, name: "tests/dispersion")
    var varying = CountDispersion(windows: 400)
    var flat = CountDispersion(windows: 400)
    for _ in 0..<20 {
      varying.add(poisson(means, &stream))
      flat.add(poisson([Double](repeating: 25, count: 400), &stream))
    }
    // The index's standard error is about √(2 / (19 · 400)) = 0.016.
    #expect(abs(try #require(flat.betweenReplications) - 1) < 0.06)
    #expect(abs(try #require(varying.betweenReplications) - 1) < 0.08)
    #expect(abs(try #require(flat.overTime) - 1) < 0.06)
    // 25 of Poisson and 400 of the wave, over 25.
    #expect(abs(try #require(varying.overTime) - 17) < 0.6)
  }

  @Test("by hand: two replications of three windows; one replication says nothing of the luck")
  func byHand() {
    var dispersion = CountDispersion(windows: 3)
    dispersion.add([1, 2, 3])
    #expect(dispersion.betweenReplications == nil && dispersion.overTime == 0.5)
    dispersion.add([3, 2, 1])
    // Variances 2, 0, 2 over means 2, 2, 2.
    #expect(abs((dispersion.betweenReplications ?? 0) - 4.0 / 6) < 1e-15)
    #expect(CountDispersion(windows: 2).overTime == nil)
  }
}

@Suite("Order statistics")
struct OrderStatisticTests {
  @Test("ranks agree with the tables of the binomial distribution")
  func ranks() throws {
    // n = 10, median: P(B ≤ 1) = 0.0107, so the 2nd and the 9th; n = 100: the 40th and the 61st.
    let ten = try #require(OrderStatisticInterval(ofSorted: (1...10).map(Double.init), 0.5))
    #expect(ten.low == 2 && ten.high == 9)
    let hundred = try #require(OrderStatisticInterval(ofSorted: (1...100).map(Double.init), 0.5))
    #expect(hundred.low == 40 && hundred.high == 61)
    // Fewer than 3,688 values cannot bound p99.9 from above: 0.999^n ≤ 0.025.
    #expect(OrderStatisticInterval(ofSorted: (1...3687).map(Double.init), 0.999)?.high == nil)
    #expect(OrderStatisticInterval(ofSorted: (1...3688).map(Double.init), 0.999)?.high == 3688)
    #expect(OrderStatisticInterval(ofSorted: [1, 2, 3], 0.1) == nil)
  }

  @Test("they hold the p99 of a heavy tail in at least 95 % of 1,000 seeds")
  func coverage() throws {
    var held = 0
    for seed in 0..<1000 {
      var stream = RandomStream(seed: UInt64(seed), name: "tests/order")
      let sample = (0..<800).map { _ in stream.logNormal(mu: 3, sigma: 1) }.sorted()
      let interval = try #require(OrderStatisticInterval(ofSorted: sample, 0.99))
      // exp(3 + 2.326348).
      if interval.low <= 205.67, 205.67 <= interval.high ?? .infinity { held += 1 }
    }
    #expect(held >= 930 && held <= 985, "\(held)")
  }
}
