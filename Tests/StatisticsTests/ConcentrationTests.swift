import Statistics
import Testing

@Suite("Concentration and distance of distributions") struct ConcentrationTests {
  @Test("Gini: 0 for equals, 1 − 1/n where one has all, 1/4 for 1 and 3") func gini() {
    #expect(giniCoefficient(ofAscending: [5, 5, 5]) == 0)
    #expect(abs(giniCoefficient(ofAscending: [0, 0, 0, 8]) - 0.75) < 1e-12)
    #expect(giniCoefficient(ofAscending: [1, 3]) == 0.25)
    #expect(giniCoefficient(ofAscending: []) == 0 && giniCoefficient(ofAscending: [0, 0]) == 0)
    #expect(headShare(ofAscending: [1, 1, 2], head: 1) == 0.5)
  }

  @Test("Jensen–Shannon distance: 0 for alike, 1 for strangers, by hand between") func jensenShannon() {
    #expect(jensenShannonDistance([1, 2, 3], [10, 20, 30]) == 0)
    #expect(jensenShannonDistance([1, 0], [0, 5]) == 1)
    // (1, 0) and (½, ½): ½·log₂(4/3) + ½·(½·log₂(2/3) + ½·log₂ 2) = 0.3112781 bits.
    #expect(abs(jensenShannonDistance([1, 0], [1, 1]) - 0.557_923_0) < 1e-6)
    #expect(jensenShannonDistance([0, 0], [1, 1]).isNaN)
  }
}
