import Evaluation
import Interactions
import ListFiles
import Reports

/// One user's sums, term by term.
package struct ListExplanation: Sendable {
  private let user: String
  private let relevant: Int
  private let listed: Int
  private let hits: [(rank: Int, item: String, gain: Double)]
  /// By metric, then K; no sum where the dialect leaves the user out of the mean.
  private let sums: [(label: String, name: String, k: Int, sum: MetricSum?)]

  /// - Returns: nil where the truth has no such user.
  package init?(_ files: ListFilesInput, user name: String, dialect: Dialect, ks: [Int]) {
    guard let position = files.userNames.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) }) else { return nil }
    let order = files.itemOrder
    let metrics = dialect.metrics(at: ks)
    let judgements = metrics.map { metric in
      UserJudgement(
        dialect, metric, lists: files.lists, truth: files.truth, user: position, itemCount: files.items.count,
        itemOrder: order)
    }
    user = name
    // The metric that looks deepest shows all hits that any looks at.
    let deepest = judgements.max { $0.hitRanks.count < $1.hitRanks.count }
    relevant = deepest?.relevantCount ?? 0
    listed = deepest?.list.count ?? 0
    hits =
      deepest.map { judgement in
        zip(judgement.hitRanks, judgement.hitGains).map {
          ($0, files.items.names[Int(judgement.list[$0 - 1])], $1)
        }
      } ?? []
    sums = zip(metrics, judgements).map { metric, judgement in
      let name = metric.metric.name(dialect, k: metric.k)
      return (dialect == .personalize ? name : "\(name)@\(metric.k)", name, metric.k, judgement.sum)
    }
  }

  /// A line a hit and a metric.
  package var lines: [String] {
    ["relevant items: \(relevant); listed: \(listed)"]
      + hits.map { "  rank \($0.rank): \($0.item), worth \(MetricSum.number($0.gain))" }
      + sums.map { label, _, _, sum in
        guard let sum else { return "\(label): left out of the mean" }
        return "\(label) = \(sum.text)"
      }
  }

  /// The same for machines; `recast explain` adds it up again.
  package var json: JSONValue {
    [
      "user": .string(user), "relevant": .integer(relevant), "listed": .integer(listed),
      "hits": .array(
        hits.map { ["rank": .integer($0.rank), "item": .string($0.item), "gain": .number($0.gain)] }),
      "sums": .array(
        sums.compactMap { _, name, k, sum in
          sum.map { sum in
            [
              "name": .string(name), "k": .integer(k), "value": .number(sum.value),
              "terms": .array(sum.terms.map(JSONValue.number)), "divisors": .array(sum.divisors.map(JSONValue.number)),
            ]
          }
        }),
    ]
  }
}
