import Randomness
import Statistics
import Testing

@Suite("Tests of paired differences")
struct PairedTestsTests {
  private let stream = RandomStream(seed: 1, name: "tests/paired")

  private func isClose(_ a: Double?, _ b: Double, _ tolerance: Double) -> Bool {
    a.map { abs($0 - b) <= tolerance * abs(b) } ?? false
  }

  @Test("tails of Student's t are scipy's, from one degree of freedom to ten thousand")
  func tails() {
    let values: [(t: Double, nu: Int, p: Double)] = [
      (2, 1, 0.2951672353008665), (1.5, 4, 0.208), (0.1, 7, 0.9231480596047924), (2.5, 9, 0.033861827682985735),
      (3.3, 30, 0.002499307439798054), (1.96, 10_000, 0.05002352023183303), (40, 3, 3.4380680789158506e-05),
      (8, 120, 8.833425662830027e-13), (0, 5, 1),
    ]
    for value in values {
      #expect(isClose(studentTail(value.t, degreesOfFreedom: value.nu), value.p, 1e-10), "t \(value.t), ν \(value.nu)")
      #expect(studentTail(-value.t, degreesOfFreedom: value.nu) == studentTail(value.t, degreesOfFreedom: value.nu))
    }
    #expect(studentTail(.infinity, degreesOfFreedom: 3) == 0)
  }

  @Test("t, p values and effect size are scipy's")
  func scipy() {
    let a = [0.42, 0.10, 0.55, 0.0, 0.31, 0.77, 0.2, 0.64, 0.13, 0.9, 0.5, 0.37]
    let b = [0.40, 0.05, 0.61, 0.0, 0.12, 0.70, 0.2, 0.50, 0.10, 0.93, 0.31, 0.30]
    let tests = PairedTests(a, minus: b, stream: stream)
    #expect(isClose(tests.t, 2.382519587780829, 1e-12) && isClose(tests.tPValue, 0.03633888620026926, 1e-10))
    #expect(isClose(tests.effectSize, 0.687774162677409, 1e-12))
    // Two users do not differ, so 2¹⁰ flips are all there are.
    #expect(tests.permutations == 1_024 && tests.permutationPValue == 0.0390625)
    let other = PairedTests(b, minus: a, stream: stream)
    #expect(other.meanDifference == -tests.meanDifference && other.permutationPValue == tests.permutationPValue)
  }

  @Test("without a difference nothing is significant; of one user there is no t")
  func degenerate() {
    let equal = PairedTests([0.5, 0.2], minus: [0.5, 0.2], stream: stream)
    #expect(equal.tPValue == 1 && equal.permutationPValue == 1 && equal.effectSize == nil)
    let one = PairedTests([0.5], minus: [0.2], stream: stream)
    #expect(one.t == nil && one.tPValue == nil && one.permutationPValue == 1)
    let none = PairedTests([], minus: [], stream: stream)
    #expect(none.count == 0 && none.permutationPValue == 1)
  }

  @Test("sampled flips come near the t test where there are many users, and never give 0")
  func sampled() {
    var draws = RandomStream(seed: 3, name: "tests/paired/draws")
    let a = (0..<400).map { _ in draws.normal() }
    let shifted = a.map { $0 + 0.1 + draws.normal() }
    let tests = PairedTests(shifted, minus: a, stream: stream)
    #expect(abs(tests.permutationPValue - (tests.tPValue ?? 1)) < 0.02)
    let clear = PairedTests(a.map { $0 + 5 }, minus: a, stream: stream)
    #expect(clear.permutationPValue == 1 / 10_001.0)
  }

  @Test("under no difference p values below 5 % come in about 5 % of trials, seed 7")
  func level() {
    var draws = RandomStream(seed: 7, name: "tests/paired/level")
    var (byT, byFlips) = (0, 0)
    for trial in 0..<400 {
      let a = (0..<15).map { _ in draws.uniform() }
      let b = (0..<15).map { _ in draws.uniform() }
      let tests = PairedTests(
        a, minus: b, permutations: 400, stream: RandomStream(seed: 7, name: "flips", index: trial))
      if tests.tPValue ?? 1 < 0.05 { byT += 1 }
      if tests.permutationPValue < 0.05 { byFlips += 1 }
    }
    // 20 expected; six standard deviations of the binomial are 26.
    #expect((5...46).contains(byT) && (5...46).contains(byFlips))
  }

  @Test("Holm's correction by hand: order kept, none smaller than that of a smaller one, at most 1")
  func holm() {
    let adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005])
    #expect(zip(adjusted, [0.03, 0.06, 0.06, 0.02]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(holmAdjusted([0.9, 0.8]) == [1, 1] && holmAdjusted([0.2]) == [0.2] && holmAdjusted([]).isEmpty)
  }
}
