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
    enum CodingKeys: String, CodingKey { case perUser = "per_user" }
    /// In the order of `metric_names`; null for a user without truth.
    let perUser: [[Double]?]
  }
  struct Libraries: Decodable {
    enum CodingKeys: String, CodingKey { case standard = "definition_duplicates_removed" }
    let standard: Library
  }
  enum CodingKeys: String, CodingKey {
    case input, libraries
    case metricNames = "metric_names"
  }
  let metricNames: [String]
  let input: [Input]
  let libraries: Libraries
}

@Suite("Golden metrics")
struct GoldenMetricsTests {
  private static let path = "metrics/golden-metrics.json"
  private static let known: [String: (metric: Metric, k: Int)] = [
    "ndcg@10": (.ndcg, 10), "precision@10": (.precision, 10), "recall@10": (.recall, 10),
    "mrr@25": (.reciprocalRank, 25),
    "hit@10": (.hitRate, 10),
  ]

  @Test("every value of every user is the outside one", .enabled(if: hasData(path)))
  func golden() throws {
    let data = try Data(contentsOf: dataFolder.appending(path: Self.path))
    let golden = try JSONDecoder().decode(GoldenMetrics.self, from: data)
    let lists = RankedLists(golden.input.map { $0.run.map { Int32($0[0]) } })
    let truths = requests(golden.input.map(\.user), golden.input.map(\.rel))
    let scores = [10, 25].map { RequestScores(lists: lists, requests: truths, k: $0) }
    var compared = 0
    for (column, name) in golden.metricNames.enumerated() {
      guard let (metric, k) = Self.known[name] else { continue }
      let ours = try #require(scores.first { $0.k == k })
      for (request, expected) in golden.libraries.standard.perUser.enumerated() {
        #expect(ours.hasTruth[request] == (expected != nil))
        guard let expected else { continue }
        let tag = golden.input[request].tag
        #expect(isClose(ours.values(metric)[request], expected[column], within: 1e-9), "\(name), \(tag), \(request)")
        compared += 1
      }
    }
    #expect(compared == 5 * 180)
  }
}
