import Randomness
import Statistics
import Testing

@Suite("Paired test over users")
struct PairedClusterTestTests {
  @Test("with one request a user it is the paired t test") func plain() {
    // Differences 1, 2, 3, 4, 5, 7: mean 22/6, sample variance by hand.
    let test = PairedClusterTest([1, 2, 3, 4, 5, 7], minus: [0, 0, 0, 0, 0, 0], counts: [1, 1, 1, 1, 1, 1])
    let mean = 22.0 / 6
    let variance = [1.0, 2, 3, 4, 5, 7].reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 5
    #expect(abs(test.difference - mean) < 1e-12)
    #expect(abs(test.standardError - (variance / 6).squareRoot()) < 1e-12)
    // t = 4.1569 at 5 degrees of freedom: P = 0.00884 by the distribution's integral.
    #expect(abs(test.pValue - 0.008_844_553) < 1e-8)
  }

  @Test(
    "P values are those of tables",
    arguments: [(2.228, 10, 0.05), (2.086, 20, 0.05), (2.845, 20, 0.01), (1.980, 120, 0.05)])
  func tables(t: Double, freedom: Int, p: Double) {
    // Two kinds of users around a mean whose error is made to be mean / t.
    let users = freedom + 1
    let pairs = users / 2
    var values: [Double] = []
    for _ in 0..<pairs { values += [-1, 1] }
    if users % 2 == 1 { values.append(0) }
    let spread = (Double(2 * pairs) / Double(freedom)).squareRoot() / Double(users).squareRoot()
    let shifted = values.map { $0 + t * spread }
    let test = PairedClusterTest(shifted, minus: shifted.map { _ in 0 }, counts: shifted.map { _ in 1 })
    #expect(abs(test.pValue - p) < 0.005 * p)
  }

  @Test("no difference and a single user prove nothing; the same difference everywhere proves all") func ends() {
    #expect(PairedClusterTest([1, 2], minus: [1, 2], counts: [1, 1]).pValue == 1)
    #expect(PairedClusterTest([3], minus: [1], counts: [2]).pValue == 1)
    #expect(PairedClusterTest([3, 5], minus: [2, 4], counts: [1, 1]).pValue == 0)
  }

  @Test("a true null is refused about as often as said, seed 5") func size() {
    var stream = RandomStream(seed: 5, name: "tests/paired")
    var refused = 0
    for _ in 0..<2000 {
      let counts = (0..<40).map { _ in Double(1 + stream.integer(below: 4)) }
      let a = counts.map { $0 * stream.uniform() }
      let b = counts.map { $0 * stream.uniform() }
      if PairedClusterTest(a, minus: b, counts: counts).pValue < 0.05 { refused += 1 }
    }
    // 100 expected; four standard errors of a binomial are 39, and the error of a ratio is a little small at 40 users.
    #expect((60...150).contains(refused))
  }
}
