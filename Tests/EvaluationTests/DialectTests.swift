import Evaluation
import Foundation
import Testing

/// What six libraries say of random cases; `Goldens/make_dialects.py` makes it.
private struct DialectGolden: Decodable {
  struct Case: Decodable {
    let items: [Int32]
    let scores: [Double]
    let truth: [Int32]
    let gains: [Double]
  }
  struct Column: Decodable {
    let users: [Double?]?
    let mean: Double?
  }
  let cases: [Case]
  let libraries: [String: [String: Column]]
}

@Suite("Dialects")
struct DialectTests {
  private static let golden: DialectGolden? = {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/dialects.json")
    return try? JSONDecoder().decode(DialectGolden.self, from: Data(contentsOf: path))
  }()

  @Test(
    "agree with their library on random cases: ties, repeats, gains below 1, short and missing lists",
    arguments: [
      Dialect.pytrecEval, .irMeasures, .ranx, .ranxArrays, .rectools, .lenskit, .recommenders,
    ])
  func libraries(_ dialect: Dialect) throws {
    let golden = try #require(Self.golden)
    let names = (0..<70).map { "i\($0)" }
    let lists = ScoredLists(golden.cases.map { Array(zip($0.items, $0.scores).map { (item: $0, score: $1) }) })
    var truth = GradedTruth()
    for one in golden.cases { truth.append(Array(zip(one.truth, one.gains).map { (item: $0, gain: $1) })) }
    // Lists of RecTools and LensKit, and ready arrays, are in order as they are.
    let isOrdered = [.rectools, .lenskit, .ranxArrays].contains(dialect)
    let columns = try #require(golden.libraries[dialect.name])
    for (key, column) in columns.sorted(by: { $0.key < $1.key }) {
      let parts = key.split(separator: "@")
      let metric = try #require(AccuracyMetric(rawValue: String(parts[0])))
      let k = try #require(Int(parts[1]))
      let scores = DialectScores(
        dialect, [MetricAtK(metric, k: k)], lists: isOrdered ? ScoredLists(golden.cases.map(\.items)) : lists,
        truth: truth, itemCount: names.count, itemOrder: byteOrder(of: names))
      let ours = Array(scores.values(0))
      for (user, expected) in (column.users ?? []).enumerated() {
        if let expected {
          #expect(isClose(ours[user], expected), "\(key), user \(user)")
        } else {
          #expect(ours[user].isNaN, "\(key), user \(user)")
        }
      }
      let mean = try #require(column.mean)
      #expect(isClose(scores.mean(0)?.value ?? .nan, mean), "\(key)")
    }
    #expect(columns.count >= 11)
  }

  private func value(_ dialect: Dialect, _ metric: AccuracyMetric, k: Int, _ list: [Int32], _ truth: [Int32]) -> Double
  {
    DialectScores(
      dialect, [MetricAtK(metric, k: k)], lists: ScoredLists([list]), truth: GradedTruth([truth]), itemCount: 100,
      itemOrder: Array(0..<100)
    ).mean(0)?.value ?? .nan
  }

  @Test("Personalize's worked example is 0.6241, and a third relevant item changes one reading alone")
  func workedExample() {
    // Hits at ranks 2 and 5: amazon personalize developer guide, "Evaluating a solution version", 2025.
    let list: [Int32] = [10, 1, 11, 12, 2]
    for metric in [AccuracyMetric.ndcg, .ndcgOfTruth] {
      #expect(isClose(value(.personalize, metric, k: 5, list, [1, 2]), 0.6241, within: 5e-5))
    }
    #expect(isClose(value(.personalize, .ndcg, k: 5, list, [1, 2, 3]), 0.6241, within: 5e-5))
    #expect(isClose(value(.personalize, .ndcgOfTruth, k: 5, list, [1, 2, 3]), 0.4776, within: 5e-5))
    #expect(value(.personalize, .precision, k: 5, list, [1, 2]) == 0.4)
    #expect(value(.personalize, .reciprocalRank, k: 25, list, [1, 2]) == 0.5)
    let names = Dialect.personalize.metrics(at: Dialect.personalize.usualKs).map {
      $0.metric.name(.personalize, k: $0.k)
    }
    #expect(
      names == [
        "normalized_discounted_cumulative_gain_at_5", "normalized_discounted_cumulative_gain_at_10",
        "normalized_discounted_cumulative_gain_at_25", "normalized_discounted_cumulative_gain_at_5_ideal_truth",
        "normalized_discounted_cumulative_gain_at_10_ideal_truth",
        "normalized_discounted_cumulative_gain_at_25_ideal_truth", "precision_at_5", "precision_at_10",
        "precision_at_25", "mean_reciprocal_rank_at_25",
      ])
  }

  @Test("give the six answers of one published comparison of the same lists")
  func sixAnswers() {
    // Letters as numbers; truths {b,e,x}, {a,z}, {q}, {c,d}; the third user has no list.
    let lists = ScoredLists([[0, 1, 2, 3, 4], [0, 12], [], [15, 2, 3, 17, 18]])
    let truth = GradedTruth([[1, 4, 23], [0, 25], [16], [2, 3]])
    func mean(_ dialect: Dialect, _ metric: AccuracyMetric) -> Double {
      DialectScores(
        dialect, [MetricAtK(metric, k: 5)], lists: lists, truth: truth, itemCount: 26, itemOrder: Array(0..<26)
      ).mean(0)?.value ?? .nan
    }
    let rows: [(Dialect, ndcg: Double, precision: Double, recall: Double)] = [
      (.standard, 0.446, 0.250, 0.542), (.trec, 0.446, 0.250, 0.542), (.ranx, 0.446, 0.250, 0.542),
      (.rectools, 0.446, 0.250, 0.542), (.lenskit, 0.465, 0.433, 0.542), (.pytrecEval, 0.595, 0.333, 0.722),
      (.recommenders, 0.446, 0.333, 0.722),
    ]
    for row in rows {
      #expect(isClose(mean(row.0, .ndcg), row.ndcg, within: 5e-4), "\(row.0)")
      #expect(isClose(mean(row.0, .precision), row.precision, within: 5e-4), "\(row.0)")
      #expect(isClose(mean(row.0, .recall), row.recall, within: 5e-4), "\(row.0)")
    }
    #expect(isClose(mean(.rectools, .ndcgOfK), 0.267, within: 5e-4))
    #expect(isClose(mean(.personalize, .ndcg), 0.579, within: 5e-4))
  }

  @Test("do not fall over empty input, and count nobody there", arguments: Dialect.allCases)
  func nothing(_ dialect: Dialect) {
    let metrics = dialect.metrics(at: [1, 5])
    let nobody = DialectScores(dialect, metrics, lists: ScoredLists(), truth: GradedTruth(), itemCount: 0)
    #expect(metrics.indices.allSatisfy { nobody.mean($0) == nil })
    let empty = DialectScores(
      dialect, metrics, lists: ScoredLists([[], [0]]), truth: GradedTruth([[0], []]), itemCount: 1, itemOrder: [0])
    for index in metrics.indices {
      for value in empty.values(index) { #expect(value.isNaN || value == 0) }
    }
  }

  @Test("standard lies in [0, 1] and takes graded gains; a repeat is no second hit there but is one elsewhere")
  func standard() {
    var truth = GradedTruth()
    truth.append([(0, 3), (1, 1), (2, -2), (3, 0)])
    let lists = ScoredLists([[2, 1, 0, 0, 3]])
    let metrics = Dialect.standard.metrics(at: [2, 3, 5])
    let scores = DialectScores(.standard, metrics, lists: lists, truth: truth, itemCount: 4)
    for (index, metric) in metrics.enumerated() where metric.metric != .dcg {
      #expect((0...1).contains(scores.mean(index)?.value ?? .nan))
    }
    let third = metrics.firstIndex(of: MetricAtK(.ndcg, k: 3)) ?? 0
    let byHand = (1 * 0.630929753571457 + 3 * 0.5) / (3 + 0.630929753571457)
    #expect(isClose(scores.mean(third)?.value ?? .nan, byHand))
    #expect(value(.standard, .precision, k: 4, [1, 1, 1, 1], [1]) == 0.25)
    #expect(value(.ranxArrays, .precision, k: 4, [1, 1, 1, 1], [1]) == 1)
    #expect(value(.ranxArrays, .ndcg, k: 4, [1, 1, 1, 1], [1]) > 1)
  }

  @Test("each value is the sum that is shown for it, on all random cases", arguments: Dialect.allCases)
  func sums(_ dialect: Dialect) throws {
    let golden = try #require(Self.golden)
    let order = byteOrder(of: (0..<70).map { "i\($0)" })
    let metrics = dialect.metrics(at: [3, 10])
    for one in golden.cases.prefix(60) {
      let lists = ScoredLists([Array(zip(one.items, one.scores).map { (item: $0, score: $1) })])
      var truth = GradedTruth()
      truth.append(Array(zip(one.truth, one.gains).map { (item: $0, gain: $1) }))
      let scores = DialectScores(dialect, metrics, lists: lists, truth: truth, itemCount: 70, itemOrder: order)
      for (index, metric) in metrics.enumerated() {
        let judgement = UserJudgement(
          dialect, metric, lists: lists, truth: truth, user: 0, itemCount: 70, itemOrder: order)
        let sum = judgement.sum?.value
        if let value = scores.mean(index)?.value {
          #expect(isClose(sum ?? .nan, value), "\(metric)")
        } else {
          #expect(sum == nil, "\(metric)")
        }
      }
    }
  }
}
