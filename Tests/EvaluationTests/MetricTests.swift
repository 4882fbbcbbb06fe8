import Evaluation
import Interactions
import Randomness
import Testing

@Suite("Metrics of one list")
struct MetricTests {
  private func value(_ metric: Metric, _ list: [Int32], _ truth: [Int32], k: Int) -> Double {
    metric.value(list: list[...], truth: truth.sorted()[...], k: k)
  }

  @Test("are what the textbook says, by hand")
  func byHand() {
    // Hits at ranks 2 and 5 of a truth of three, as in the worked example of Amazon Personalize's documentation.
    let list: [Int32] = [10, 1, 11, 12, 2, 3]
    let truth: [Int32] = [1, 2, 3]
    let ideal = 1 + 0.630929753571457 + 0.5
    #expect(isClose(value(.ndcg, list, truth, k: 5), (0.630929753571457 + 0.386852807234542) / ideal))
    #expect(value(.precision, list, truth, k: 5) == 0.4)
    #expect(isClose(value(.recall, list, truth, k: 5), 2.0 / 3))
    #expect(value(.hitRate, list, truth, k: 5) == 1)
    #expect(value(.reciprocalRank, list, truth, k: 5) == 0.5)
    #expect(isClose(value(.recall, list, truth, k: 6), 1))
    #expect(value(.reciprocalRank, list, truth, k: 1) == 0 && value(.hitRate, list, truth, k: 1) == 0)
  }

  @Test("take the ideal over no more than K places and no more items than the truth has")
  func ideal() {
    #expect(value(.ndcg, [1, 2], [1, 2, 3, 4], k: 2) == 1)
    #expect(isClose(value(.ndcg, [1], [1, 2, 3, 4], k: 2), 1 / 1.630929753571457))
    #expect(value(.ndcg, [1, 9, 8], [1], k: 3) == 1)
  }

  @Test("divide precision by K even where the list is shorter")
  func shortList() {
    #expect(value(.precision, [1], [1, 2], k: 10) == 0.1)
  }

  @Test("remove repeats first, so that later items move up")
  func duplicates() {
    for metric in Metric.allCases {
      #expect(value(metric, [7, 7, 7, 1, 1, 2], [1, 2], k: 3) == value(metric, [7, 1, 2], [1, 2], k: 3))
    }
  }

  @Test("are zero for an empty list, a list without a hit, and a request without truth", arguments: Metric.allCases)
  func nothing(_ metric: Metric) {
    #expect(value(metric, [], [1], k: 5) == 0)
    #expect(value(metric, [2, 3], [1], k: 5) == 0)
    #expect(value(metric, [2, 3], [], k: 5) == 0)
  }

  @Test("lie in [0, 1], never fall when a hit moves up, and NDCG is 1 exactly for an ideal list")
  func laws() {
    var stream = RandomStream(seed: 1, name: "tests/metrics")
    for _ in 0..<500 {
      let truth = (0..<(1 + stream.integer(below: 12))).map { Int32($0) }
      var list = (0..<30).map { Int32($0) }
      list.shuffle(using: &stream)
      let k = 1 + stream.integer(below: 20)
      let ideal = truth + list.filter { $0 >= Int32(truth.count) }
      #expect(isClose(value(.ndcg, ideal, truth, k: k), 1))
      let front = list.prefix(k).prefix(while: { $0 < Int32(truth.count) }).count
      let isIdeal = front == min(k, truth.count)
      #expect(isClose(value(.ndcg, list, truth, k: k), 1) == isIdeal)
      for metric in Metric.allCases {
        let before = value(metric, list, truth, k: k)
        #expect((0...1.000_000_000_001).contains(before))
        if let hit = list.indices.dropFirst().first(where: { list[$0] == 0 }) {
          var better = list
          better.swapAt(hit, hit - 1)
          if list[hit - 1] >= Int32(truth.count) {
            #expect(value(metric, better, truth, k: k) >= before)
          }
        }
      }
    }
  }

  @Test("agree with the standard row of a comparison of libraries")
  func standardRow() throws {
    // Letters as numbers: a = 0 … z = 25. Truths {b,e,x}, {a,z}, {q}, {c,d}; the third user has no list.
    let lists = RankedLists([[0, 1, 2, 3, 4], [0, 12], [], [15, 2, 3, 17, 18]])
    let truths = requests([0, 1, 2, 3], [[1, 4, 23], [0, 25], [16], [2, 3]])
    let scores = RequestScores(lists: lists, requests: truths, k: 5)
    func mean(_ metric: Metric) -> Double { scores.values(metric).reduce(0, +) / 4 }
    #expect(isClose(mean(.ndcg), 0.446, within: 5e-4))
    #expect(isClose(mean(.precision), 0.250, within: 5e-4))
    #expect(isClose(mean(.recall), 0.542, within: 5e-4))
  }

  @Test("have the names of files and tables, and a formula")
  func names() {
    #expect(Metric.allCases.map(\.name) == ["ndcg", "precision", "recall", "hit_rate", "mrr"])
    #expect(Metric.hitRate.displayName(k: 10) == "Hit rate@10")
    #expect(Metric.allCases.allSatisfy { !$0.formula.isEmpty })
  }
}
