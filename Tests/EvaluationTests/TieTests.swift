import Evaluation
import Randomness
import Testing

@Suite("Equal scores")
struct TieTests {
  /// All orders of some values.
  private func orders(_ values: [Int32]) -> [[Int32]] {
    guard values.count > 1 else { return [values] }
    return values.indices.flatMap { place -> [[Int32]] in
      var rest = values
      let first = rest.remove(at: place)
      return orders(rest).map { [first] + $0 }
    }
  }

  @Test("the expected value is the mean over every order of equal scores", arguments: 1...60) func brute(seed: Int) {
    var stream = RandomStream(seed: UInt64(seed), name: "tests/ties")
    let count = 1 + stream.integer(below: 6)
    let list = (0..<count).map { (item: Int32($0), score: Double(stream.integer(below: 3))) }
    var truth = GradedTruth()
    truth.append(
      (0..<9).filter { _ in stream.uniform() < 0.4 }.map { (Int32($0), Double(1 + stream.integer(below: 3))) })
    let metrics = Dialect.standard.metrics(at: [1, 2, 3, 10])
    let expected = ExpectedOverTies(ScoredLists([list]), truth, user: 0)
    // Every order of all rows, sorted by score with a stable sort, runs through the orders within each score alike.
    let all = orders(list.map(\.item)).map { order in
      order.enumerated().sorted { a, b in
        let (x, y) = (list[Int(a.element)].score, list[Int(b.element)].score)
        return x != y ? x > y : a.offset < b.offset
      }.map(\.element)
    }
    var sums = [Double](repeating: 0, count: metrics.count)
    for order in all {
      let scores = DialectScores(.standard, metrics, lists: ScoredLists([order]), truth: truth, itemCount: 9)
      for index in metrics.indices { sums[index] += scores.values(index)[scores.values(index).startIndex] }
    }
    for (index, metric) in metrics.enumerated() {
      let (mean, value) = (sums[index] / Double(all.count), expected.value(metric))
      #expect(isClose(mean, value) || (mean.isNaN && value.isNaN), "seed \(seed), \(metric)")
    }
  }

  @Test("three tied items with one hit: the published example by hand") func byHand() {
    let lists = ScoredLists([[(0, 1), (1, 1), (2, 1)]])
    let truth = GradedTruth([[1]])
    let expected = ExpectedOverTies(lists, truth, user: 0)
    func value(_ metric: AccuracyMetric, _ k: Int) -> Double { expected.value(MetricAtK(metric, k: k)) }
    #expect(isClose(value(.precision, 1), 1.0 / 3) && isClose(value(.hitRate, 2), 2.0 / 3))
    #expect(isClose(value(.reciprocalRank, 3), (1 + 0.5 + 1.0 / 3) / 3))
    #expect(isClose(value(.ndcg, 3), (1 + 0.630_929_753_571_457_4 + 0.5) / 3))
  }

  @Test("without ties it is the dialect's own value, with ranks, scores, both or neither, and repeats gone")
  func without() {
    let truth = GradedTruth([[2, 4, 7]])
    var ranked = ScoredLists()
    ranked.append([4, 1, 2, 4], ranks: [2, 1, 3, 4])
    var both = ScoredLists()
    both.append([4, 1, 2], ranks: [1, 1, 2], scores: [0.5, 0.7, 0.9])
    let metrics = Dialect.standard.metrics(at: [1, 2, 5])
    for lists in [ranked, both, ScoredLists([[4, 1, 2, 4]]), ScoredLists([[(4, 0.9), (1, 0.5), (4, 0.4), (2, 0.1)]])] {
      let scores = DialectScores(.standard, metrics, lists: lists, truth: truth, itemCount: 8)
      let expected = ExpectedOverTies(lists, truth, user: 0)
      for (index, metric) in metrics.enumerated() {
        #expect(isClose(scores.values(index)[scores.values(index).startIndex], expected.value(metric)), "\(metric)")
      }
    }
  }
}
