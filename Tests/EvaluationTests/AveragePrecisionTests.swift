import Evaluation
import Testing

@Suite("Average precision")
struct AveragePrecisionTests {
  private func value(_ list: [Int32], _ truth: [Int32], _ k: Int) -> Double {
    Hits(list: list[...], truth: truth[...], k: k).averagePrecision
  }

  @Test("is the mean of the precisions at the hits, by hand")
  func byHand() {
    // Hits at ranks 1 and 3 of three wanted items: (1/1 + 2/3) / 3.
    #expect(abs(value([5, 9, 7, 8], [1, 5, 7], 4) - (1 + 2.0 / 3) / 3) < 1e-15)
    #expect(value([5, 9, 7, 8], [1, 5, 7], 1) == 1.0 / 3)
    #expect(value([1, 2], [1, 2], 10) == 1)
  }

  @Test("is zero without a hit and without a truth")
  func zero() { #expect(value([4], [3], 5) == 0 && value([4], [], 5) == 0 && value([], [3], 5) == 0) }
}
