import Evaluation
import Foundation
import Interactions
import Testing

/// Values of 200 awkward users by an independent program, checked there against seven libraries.
private struct GoldenMetrics: Decodable {
  struct Input: Decodable {
    let user: Int32
    let tag: String
    /// Pairs of item and score, best first.
    let run: [[Double]]
    let rel: [Int32]
  }
  struct Library: Decodable {
    enum CodingKeys: String, CodingKey {
      case perUser = "per_user"
      case wholeIdeal = "ndcg_default_idcg_k_per_user"
    }
    /// In the order of `metric_names`; null for a user without truth.
    let perUser: [[Double]?]
    /// RecTools' default NDCG at 10, by user.
    let wholeIdeal: [String: Double]?
  }
  enum CodingKeys: String, CodingKey {
    case input, libraries
    case metricNames = "metric_names"
  }
  let metricNames: [String]
  let input: [Input]
  let libraries: [String: Library]
}

@Suite("Golden metrics")
struct GoldenMetricsTests {
  private static let path = "metrics/golden-metrics.json"
  private static let known: [String: (metric: AccuracyMetric, k: Int)] = [
    "ndcg@10": (.ndcg, 10), "precision@10": (.precision, 10), "recall@10": (.recall, 10),
    "mrr@25": (.reciprocalRank, 25), "hit@10": (.hitRate, 10), "map@10": (.averagePrecision, 10),
  ]
  private static func golden() throws -> GoldenMetrics {
    try JSONDecoder().decode(GoldenMetrics.self, from: Data(contentsOf: dataFolder.appending(path: path)))
  }

  @Test("every value of every user is the outside one", .enabled(if: hasData(path)))
  func golden() throws {
    let golden = try Self.golden()
    let lists = RankedLists(golden.input.map { $0.run.map { Int32($0[0]) } })
    let truths = requests(golden.input.map(\.user), golden.input.map(\.rel))
    let scores = [10, 25].map { RequestScores(lists: lists, requests: truths, k: $0) }
    let standard = try #require(golden.libraries["definition_duplicates_removed"])
    let metrics: [String: Metric] = [
      "ndcg@10": .ndcg, "precision@10": .precision, "recall@10": .recall, "mrr@25": .reciprocalRank, "hit@10": .hitRate,
    ]
    var compared = 0
    for (column, name) in golden.metricNames.enumerated() {
      guard let metric = metrics[name] else { continue }
      let ours = try #require(scores.first { name.hasSuffix("@\($0.k)") })
      for (request, expected) in standard.perUser.enumerated() {
        #expect(ours.hasTruth[request] == (expected != nil))
        guard let expected else { continue }
        let tag = golden.input[request].tag
        #expect(isClose(ours.values(metric)[request], expected[column]), "\(name), \(tag), \(request)")
        compared += 1
      }
    }
    #expect(compared == 5 * 180)
  }

  @Test(
    "each dialect is its library's, for every user that the library has", .enabled(if: hasData(path)),
    arguments: [
      (Dialect.standard, "definition_duplicates_removed"), (.trec, "pytrec_eval"), (.pytrecEval, "pytrec_eval"),
      (.irMeasures, "ir_measures"), (.ranx, "ranx_dict"), (.ranxArrays, "ranx_arrays"), (.rectools, "rectools"),
    ])
  func dialects(_ dialect: Dialect, _ library: String) throws {
    let golden = try Self.golden()
    let expected = try #require(golden.libraries[library])
    let names = (0..<6_000).map(String.init)
    let columns = try golden.metricNames.map { try #require(Self.known[$0]) }
    let scores = DialectScores(
      dialect, columns.map { MetricAtK($0.metric, k: $0.k) },
      lists: ScoredLists(golden.input.map { $0.run.map { (Int32($0[0]), $0[1]) } }),
      truth: GradedTruth(golden.input.map(\.rel)), itemCount: names.count, itemOrder: byteOrder(of: names))
    var compared = 0
    for column in columns.indices {
      for (user, values) in expected.perUser.enumerated() {
        guard let values else { continue }
        let ours = scores.values(column)[scores.values(column).startIndex + user]
        // pytrec_eval was given empty lists, which a file cannot hold; it leaves out users without one.
        if dialect == .pytrecEval, golden.input[user].run.isEmpty {
          #expect(ours.isNaN)
        } else {
          #expect(
            isClose(ours, values[column]), "\(golden.metricNames[column]), \(golden.input[user].tag), user \(user)")
        }
        compared += 1
      }
    }
    #expect(compared >= 6 * 160)
  }

  @Test("RecTools' default NDCG is the reading over K hits", .enabled(if: hasData(path)))
  func wholeIdeal() throws {
    let golden = try Self.golden()
    let expected = try #require(golden.libraries["rectools"]?.wholeIdeal)
    let scores = DialectScores(
      .rectools, [MetricAtK(.ndcgOfK, k: 10)], lists: ScoredLists(golden.input.map { $0.run.map { Int32($0[0]) } }),
      truth: GradedTruth(golden.input.map(\.rel)), itemCount: 6_000)
    for (user, value) in Array(scores.values(0)).enumerated() {
      guard let library = expected[String(golden.input[user].user)] else { continue }
      #expect(isClose(value, library), "user \(user)")
    }
    #expect(expected.count == 180)
  }
}
