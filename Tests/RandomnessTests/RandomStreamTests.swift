import Randomness
import RealModule
import Testing

@Suite("Random streams")
struct RandomStreamTests {
  // From a program written after the published algorithm (Blackman and Vigna 2021), state 1, 2, 3, 4.
  @Test("the generator is xoshiro256++")
  func reference() {
    var stream = RandomStream(state: (1, 2, 3, 4))
    let expected: [UInt64] = [
      41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386, 9_228_616_714_210_784_205,
      9_973_669_472_204_895_162,
    ]
    #expect(expected.indices.map { _ in stream.next() } == expected)
  }

  // From a second program, in Python: FNV-1a of the name, splitmix64, xoshiro256++.
  @Test("a stream is what seed, name and index make it, on every machine")
  func named() {
    func first(_ stream: RandomStream) -> [UInt64] {
      var stream = stream
      return [stream.next(), stream.next()]
    }
    #expect(
      first(RandomStream(seed: 42, name: "demand/gaps")) == [0xba9d_1158_a0ab_958c, 0x165f_609a_5c98_a1e5])
    #expect(
      first(RandomStream(seed: 42, name: "demand/gaps", index: 3)) == [0x142a_c572_c7a1_85c4, 0xceb8_f01a_0a1c_ebb7])
    #expect(first(RandomStream(seed: .max, name: "")) == [0x7441_462f_a657_8ee0, 0xb501_3ad5_8478_5c8e])
  }

  @Test("uniform numbers are never 0 nor 1, not even from the extreme bits")
  func openInterval() {
    for bits in [0, 1, .max, .max - 1, 0x7FF, 0x800, 0xFFF, 0x1000, 1 << 63] as [UInt64] {
      let uniform = RandomStream.unit(bits)
      #expect(uniform > 0 && uniform < 1)
    }
    #expect(RandomStream.unit(0) == 1 - RandomStream.unit(.max))
    #expect(RandomStream.unit(1 << 63) > 0.5 && RandomStream.unit((1 << 63) - 1) < 0.5)
  }

  @Test("streams of other names, indices and seeds are independent of one another")
  func independence() {
    let n = 100_000
    func draws(_ stream: RandomStream) -> [Double] {
      var stream = stream
      return (0..<n).map { _ in stream.uniform() }
    }
    let base = draws(RandomStream(seed: 1, name: "demand/gaps"))
    let others = [
      RandomStream(seed: 1, name: "demand/users"), RandomStream(seed: 1, name: "demand/gapt"),
      RandomStream(seed: 1, name: "demand/gaps", index: 1), RandomStream(seed: 2, name: "demand/gaps"),
      RandomStream(seed: 1, name: ""),
    ].map(draws)
    for (index, other) in others.enumerated() {
      // Correlation of independent uniforms: standard deviation 1/√n; also one step apart, as a shifted copy would show.
      for lag in 0...2 {
        let products = (0..<(n - lag)).reduce(0.0) { $0 + (base[$1] - 0.5) * (other[$1 + lag] - 0.5) }
        #expect(abs(products * 12 / Double(n)) < 3.9 / Double(n).squareRoot(), "stream \(index), lag \(lag)")
      }
    }
  }

  @Test("uniform numbers and integers fill their range evenly")
  func uniformity() {
    var stream = RandomStream(seed: 5, name: "tests/uniformity")
    var cells = [Double](repeating: 0, count: 100)
    var integers = [Double](repeating: 0, count: 7)
    for _ in 0..<200_000 {
      cells[Int(stream.uniform() * 100)] += 1
      integers[stream.integer(below: 7)] += 1
    }
    // 99.9 % points of χ² with 99 and 6 degrees of freedom (scipy.stats.chi2.ppf).
    #expect(chiSquare(cells, expected: [Double](repeating: 2000, count: 100)) < 148.230)
    #expect(chiSquare(integers, expected: [Double](repeating: 200_000.0 / 7, count: 7)) < 22.458)
    #expect((0..<100).allSatisfy { _ in stream.integer(below: 1) == 0 })
    let between = (0..<1000).map { _ in stream.uniform(-3, 5) }
    #expect(between.allSatisfy { $0 > -3 && $0 < 5 } && between.contains { $0 < -2.5 } && between.contains { $0 > 4.5 })
  }

  @Test("exponential and log-normal variates have the mean and spread of theory")
  func moments() {
    var stream = RandomStream(seed: 6, name: "tests/moments")
    let n = 400_000.0
    var (sum, squares, logs, logSquares) = (0.0, 0.0, 0.0, 0.0)
    for _ in 0..<Int(n) {
      let x = stream.exponential(mean: 2)
      (sum, squares) = (sum + x, squares + x * x)
      let y = Double.log(stream.logNormal(mu: 1, sigma: 0.5))
      (logs, logSquares) = (logs + y, logSquares + (y - 1) * (y - 1))
    }
    // Standard errors: mean 2/√n, second moment √20·4/√n, mean of logs 0.5/√n, variance 0.25·√2/√n; 3.3 of each.
    #expect(abs(sum / n - 2) < 3.3 * 2 / n.squareRoot())
    #expect(abs(squares / n - 8) < 3.3 * 4 * Double(20).squareRoot() / n.squareRoot())
    #expect(abs(logs / n - 1) < 3.3 * 0.5 / n.squareRoot())
    #expect(abs(logSquares / n - 0.25) < 3.3 * 0.25 * Double(2).squareRoot() / n.squareRoot())
  }

  @Test("each variate takes one draw, so that streams stay in step")
  func oneDraw() {
    var reference = RandomStream(seed: 7, name: "tests/steps")
    for _ in 0..<5 { _ = reference.next() }
    var stream = RandomStream(seed: 7, name: "tests/steps")
    _ = (stream.uniform(), stream.normal(), stream.exponential(mean: 1), stream.logNormal(mu: 0, sigma: 1))
    _ = AliasTable(weights: [1, 2, 3]).draw(&stream)
    #expect(stream.next() == reference.next())
  }
}

@Suite("Distributions")
struct DistributionTests {
  // scipy.stats.norm.ppf, refined with mpmath at 40 digits.
  @Test(
    "normal quantiles agree with scipy to 15 digits, tails to 1e-300",
    arguments: [
      (1e-300, -37.047096299361199), (1e-200, -30.205594179579643), (1e-100, -21.273453560965324),
      (1e-50, -14.933337534788489), (1e-20, -9.2623400897984076), (1e-12, -7.0344838253011319),
      (1e-10, -6.3613409024040562), (1e-6, -4.753424308822899), (0.001, -3.0902323061678135),
      (0.01, -2.3263478740408411), (0.02425, -1.9729610513118848), (0.07, -1.4757910281791707),
      (0.075, -1.4395314709384559), (0.08, -1.4050715603096325), (0.25, -0.67448975019608174),
      (0.4, -0.25334710313579974), (0.5, 0), (0.75, 0.67448975019608174), (0.9, 1.2815515655446006),
      (0.925, 1.4395314709384562), (0.975, 1.9599639845400539), (0.99, 2.3263478740408408),
      (0.999, 3.0902323061678133), (0.9999, 3.7190164854557084), (1 - 1e-10, 6.3613408896974219),
    ])
  func normalQuantiles(p: Double, expected: Double) {
    #expect(abs(NormalDistribution.quantile(p) - expected) <= 2e-15 * max(1, abs(expected)))
  }

  @Test("normal quantiles ascend where the pieces of the formula meet")
  func seams() {
    for seam in [0.075, 0.925, Double.exp(-25)] {
      let steps = (-50...50).map { NormalDistribution.quantile(seam * (1 + Double($0) * 1e-13)) }
      let leaps = zip(steps, steps.dropFirst()).map { $1 - $0 }
      #expect(leaps.allSatisfy { $0 > -2e-15 && $0 < 2e-11 }, "at \(seam)")
    }
  }

  @Test("an alias table draws each index as often as its weight says")
  func aliasTable() {
    let weights = [0, 1, 2.5, 0, 1e-4, 40, 7, 0.5, 0, 12, 3, 3]
    let table = AliasTable(weights: weights)
    var stream = RandomStream(seed: 8, name: "tests/alias")
    var counts = [Double](repeating: 0, count: weights.count)
    let n = 500_000
    for _ in 0..<n { counts[table.draw(&stream)] += 1 }
    let total = weights.reduce(0, +)
    let common = weights.indices.filter { weights[$0] > 0.1 }
    #expect(weights.indices.filter { weights[$0] == 0 }.allSatisfy { counts[$0] == 0 })
    // Seven free indices (the rarest, expected 0.7 times, is left out): 99.9 % point of χ² with 7 degrees of freedom.
    #expect(
      chiSquare(common.map { counts[$0] }, expected: common.map { weights[$0] / total * Double(n) }) < 24.322)
    #expect(table.count == 12)
  }

  @Test("an alias table of one weight, of equal weights and of a million skewed ones is sound")
  func aliasTableEdges() {
    var stream = RandomStream(seed: 9, name: "tests/alias")
    let single = AliasTable(weights: [3])
    #expect((0..<100).allSatisfy { _ in single.draw(&stream) == 0 })
    let equal = AliasTable(weights: [0.1, 0.1, 0.1])
    var counts = [Double](repeating: 0, count: 3)
    for _ in 0..<30_000 { counts[equal.draw(&stream)] += 1 }
    #expect(chiSquare(counts, expected: [10_000, 10_000, 10_000]) < 13.816)
    // Zipf over a million: the first index has 1 / H(1,000,000) = 6.95 % of the mass.
    let zipf = AliasTable(weights: (1...1_000_000).map { 1 / Double($0) })
    let hits = (0..<100_000).count { _ in zipf.draw(&stream) == 0 }
    #expect(abs(Double(hits) - 6948) < 3.3 * (6948 * 0.9305).squareRoot())
  }
}

/// Pearson's χ² of counts against expected counts.
func chiSquare(_ counts: [Double], expected: [Double]) -> Double {
  zip(counts, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / $1.1 }
}
