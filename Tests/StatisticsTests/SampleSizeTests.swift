import Randomness
import Statistics
import Testing

@Suite("Size of an A/B test")
struct SampleSizeTests {
  @Test("is the textbook's, rounded up, whichever way the rate moves")
  func size() {
    #expect(ABTestSize.usersPerArm(baseline: 0.03, changed: 0.0315) == 207_938)
    #expect(ABTestSize.usersPerArm(baseline: 0.1, changed: 0.12) == 3_841)
    #expect(ABTestSize.usersPerArm(baseline: 0.12, changed: 0.1) == 3_841)
    #expect(ABTestSize.usersPerArm(baseline: 0.5, changed: 0.6, level: 0.99, power: 0.9) == 735)
  }

  @Test("gives the power that was asked for, by its own formula and by trials, seed 5")
  func power() {
    let users = ABTestSize.usersPerArm(baseline: 0.2, changed: 0.3)
    #expect(abs(ABTestSize.power(baseline: 0.2, changed: 0.3, usersPerArm: users) - 0.8) < 0.002)
    var stream = RandomStream(seed: 5, name: "tests/power")
    let n = Int(users)
    var seen = 0
    for _ in 0..<500 {
      let control = Double((0..<n).count { _ in stream.uniform() < 0.2 }) / users
      let changed = Double((0..<n).count { _ in stream.uniform() < 0.3 }) / users
      let mean = (control + changed) / 2
      if abs(changed - control) / (2 * mean * (1 - mean) / users).squareRoot() > 1.959963984540054 { seen += 1 }
    }
    // 400 expected, standard deviation 9.
    #expect((360...440).contains(seen))
  }
}
