import Evaluation
import Interactions
import RealModule
import Testing

@Suite("Measures besides accuracy")
struct BeyondAccuracyTests {
  /// u1 took i1 i2, u2 i1 i2, u3 i1; lists are for four users, the last of whom took nothing.
  private let earlier = log([(0, 0, 10), (0, 1, 20), (1, 0, 30), (1, 1, 40), (2, 0, 50)])
  private var background: ListBackground {
    ListBackground(earlier, users: [0, 1, 2], items: [0, 1], listedUsers: 4, itemCount: 4)
  }
  private let genres = ItemCategories(column: "GENRE", count: 3, codes: [[0], [0, 1], [2], []])

  private func value(
    _ quality: ListQuality, _ list: [Int32], k: Int, user: Int = 0, relevant: Set<Int32> = []
  ) -> Double {
    quality.value(
      ListInContext(
        list: list.prefix(k), k: k, user: user, relevant: relevant, background: background, categories: genres,
        catalogueSize: 4))
  }

  @Test("serendipity and novelty are RecTools' on its documented examples")
  func rectools() {
    let lists: [[Int32]] = [[0, 1], [1, 2], [2], [1, 2]]
    let truths: [Set<Int32>] = [[0, 1], [1, 2], [1], [1]]
    func serendipity(_ k: Int) -> [Double] {
      lists.indices.map { value(.serendipity, lists[$0], k: k, user: $0, relevant: truths[$0]) }
    }
    // i1 has three events and rank 1, i2 two and rank 2, i3 none.
    #expect(serendipity(1) == [0, 0.25, 0, 0.25] && serendipity(2) == [0, 0.5, 0, 0.125])
    #expect(isClose(value(.novelty, [0, 1, 2], k: 3), (0 + Double.log2(1.5) + Double.log2(3)) / 3))
    #expect(value(.novelty, [], k: 3).isNaN)
  }

  @Test("popularity, head, age and repeats by hand")
  func byHand() {
    #expect(value(.averagePopularity, [0, 1, 2, 3], k: 4) == 1.25)
    // The head is a fifth of two items, rounded up: the first alone.
    #expect(value(.headShare, [0, 1, 2, 3], k: 4) == 0.25)
    #expect(isClose(value(.itemAgeDays, [0, 1, 2], k: 3), (40.0 + 30) / 2 / 86_400))
    #expect(value(.itemAgeDays, [2, 3], k: 2).isNaN)
    #expect(value(.repeatShare, [0, 1, 2], k: 2) == 1 && value(.repeatShare, [0, 2], k: 2, user: 3) == 0)
  }

  @Test("diversity is 0 between copies of a kind and 1 between strangers")
  func diversity() {
    #expect(value(.diversityOfCategories, [0, 1], k: 2) == 0.5)
    #expect(value(.diversityOfCategories, [0, 2], k: 2) == 1)
    #expect(isClose(value(.diversityOfCategories, [0, 1, 2, 3], k: 4), (0.5 + 1 + 1) / 3))
    #expect(value(.diversityOfCategories, [0, 3], k: 2).isNaN && value(.diversityOfCategories, [0], k: 2).isNaN)
    #expect(isClose(value(.diversityOfAudience, [0, 1], k: 2), 1 - 2 / 6.0.squareRoot()))
  }

  @Test("diversity by embeddings is 1 less the mean cosine of pairs, whatever the vectors' lengths") func embeddings() {
    let vectors = ItemEmbeddings(dimension: 2, vectors: [[3, 0], [0, 0.5], [1e300, 1e300], [0, 0], [], [-2, 0]])
    func diversity(_ list: [Int32]) -> Double {
      ListQuality.diversityOfEmbeddings.value(
        ListInContext(
          list: list[...], k: 6, user: 0, relevant: [], background: nil, categories: nil, embeddings: vectors,
          catalogueSize: 6))
    }
    let half = 0.5.squareRoot()
    #expect(isClose(diversity([0, 1]), 1) && isClose(diversity([0, 2]), 1 - half) && isClose(diversity([0, 5]), 2))
    #expect(isClose(diversity([0, 1, 2, 3, 4]), (1 + 2 * (1 - half)) / 3) && diversity([0, 3, 4]).isNaN)
    #expect(vectors.knownItems == 4)
  }

  @Test("a calibrated list has divergence 0, a foreign one Steck's by hand")
  func calibration() {
    // The user took genre 0 with weight 1.5 of 2 and genre 1 with 0.5.
    #expect(isClose(value(.miscalibration, [0, 1], k: 2), 0))
    let foreign = 0.75 * Double.log2(0.75 / 0.0075) + 0.25 * Double.log2(0.25 / 0.0025)
    #expect(isClose(value(.miscalibration, [2], k: 1), foreign))
    #expect(value(.miscalibration, [3], k: 1).isNaN && value(.miscalibration, [0], k: 1, user: 3).isNaN)
  }

  @Test("personalisation is 0 for one list for all and 1 for lists without a common item, by pairs")
  func personalisation() {
    func value(_ lists: [[Int32]], k: Int = 3) -> Double {
      Personalisation(ScoredLists(lists).ordered(.file, removesRepeats: true, itemOrder: []), k: k, itemCount: 9)
        .value()
    }
    #expect(isClose(value([[0, 1, 2], [2, 1, 0]]), 0) && value([[0, 1], [2, 3], [4]]) == 1)
    let cosines: [Double] = [1 / 6.0.squareRoot(), 0, 1 / 3.0.squareRoot()]
    let pairs = 1 - cosines.reduce(0, +) / 3
    #expect(isClose(value([[0, 1, 2], [2, 5], [1]]), pairs) && value([[0], []]).isNaN)
  }

  @Test("coverage has its denominator: a catalogue, users, relevant items")
  func coverage() {
    let lists = ScoredLists([[0, 1], [], [1, 5]])
    let flat = lists.ordered(.file, removesRepeats: true, itemOrder: [])
    #expect(ItemShares(itemCount: 6).coverage(flat, k: 2) == 0.5)
    let given = ItemShares(isMember: [true, true, false, true], words: "items")
    #expect(isClose(given.coverage(flat, k: 2), 2.0 / 3) && given.words == "3 items")
    #expect(given.counts(flat, k: 2) == [0, 1, 2] && isClose(given.coverage(flat, k: 1, users: [0]), 1.0 / 3))
    #expect(ListCoverage.ofUsers(lists) == [1, 0, 1])
    let found = ListCoverage.ofTruth(lists, GradedTruth([[1, 2], [3], []]))
    #expect(found[0] == 0.5 && found[1] == 0 && found[2].isNaN)
  }

  @Test("AUC is the share of pairs in order, ties half; a list that was cut off has none")
  func areas() {
    func area(_ rows: [(Int32, Double)], _ truth: [Int32]) -> Double {
      areaUnderCurve(ScoredLists([rows.map { (item: $0.0, score: $0.1) }]), GradedTruth([truth]), user: 0)
    }
    // Pairs: 1 above 0 and 2, equal to 3; 4 below all.
    #expect(isClose(area([(0, 1), (1, 3), (2, 2), (3, 3), (4, 0)], [1, 4]), (1 + 1 + 0.5) / 6))
    #expect(area([(0, 2), (1, 1)], [0]) == 1 && area([(0, 1), (1, 2)], [0]) == 0)
    #expect(area([(0, 1), (1, 2)], [0, 7]).isNaN && area([(0, 1)], [0]).isNaN && area([], [0]).isNaN)
  }
}
