import Engine
import Statistics
import Testing

@Suite("The self-test")
struct SelfTestTests {
  @Test("all rows hold, the same for the same seed, and each has its name once", arguments: [1, 2] as [UInt64])
  func holds(seed: UInt64) async {
    let result = await SelfTest.run(seed: seed)
    #expect(result.holds, "\(result.rows.filter { !$0.holds })")
    #expect(Set(result.rows.map(\.name)).count == result.rows.count && result.rows.count > 25)
    let again = await SelfTest.run(seed: seed)
    #expect(again.rows.map(\.value) == result.rows.map(\.value))
  }

  @Test("a rate that is 1 % wrong fails, and only what is wrong fails")
  func faults() {
    // A hundred replications whose mean is off by 6 standard errors, among rows that hold.
    let noise = (0..<100).map { Double($0 % 2 == 0 ? 1 : -1) }
    let good = (0..<40).map { SelfTest.Row("good \($0)", theory: 0, replications: noise) }
    let bad = SelfTest.Row("bad", theory: -0.6, replications: noise)
    let rows = SelfTest.corrected(good + [bad])
    #expect(rows.filter { !$0.holds }.map(\.name) == ["bad"])
    // Outside its own 99.9 % interval, but nothing that forty rows could not show by chance.
    let odd = SelfTest.Row("odd", theory: -0.36, replications: noise)
    #expect((odd.interval?.low ?? 0) > -0.36 && SelfTest.corrected(good + [odd]).allSatisfy(\.holds))
    #expect(!SelfTest.corrected(good + [SelfTest.Row("worse", largestError: 2, allowed: 1)]).allSatisfy(\.holds))
  }
}
