import Evaluation
import Interactions
import Measures
import Reports

/// One user's requests of a fold with each recommender's lists and sums, term by term.
package struct ExplainedUser: Sendable {
  /// One request.
  struct Request: Sendable {
    /// Seconds since the epoch.
    let instant: Int64
    /// Events that the answer knew of.
    let earlierEvents: Int
    /// The item asked about, for related items.
    let query: String?
    let truth: [String]
    let list: [String]
    /// The hits at the greatest K.
    let hits: [(rank: Int, item: String)]
    /// By K, then metric.
    let sums: [(metric: Metric, k: Int, sum: MetricSum)]
  }

  /// Most requests that are shown; the means are over all.
  static let shown = 20

  let name: String
  /// The user's requests in the fold.
  let requestCount: Int
  let requests: [Request]
  /// The user's mean of each K and metric over all their requests, in the same order as sums.
  let means: [(metric: Metric, k: Int, mean: Double)]

  /// - Returns: nil where the user asks nothing in the fold.
  init?(
    _ user: Int32, name: String, _ fold: EvaluationFold, _ lists: RankedLists, _ task: RecommendationTask, ks: [Int]
  ) {
    let own = (0..<fold.requests.count).filter { fold.requests.users[$0] == user }
    guard !own.isEmpty else { return nil }
    let items = fold.training.items
    func sums(_ request: Int) -> [(metric: Metric, k: Int, sum: MetricSum)] {
      ks.flatMap { k -> [(metric: Metric, k: Int, sum: MetricSum)] in
        let hits = Hits(list: lists[request], truth: fold.requests.truth(request), k: k)
        return Metric.allCases.map { ($0, k, $0.sum(hits)) }
      }
    }
    self.name = name
    requestCount = own.count
    requests = own.prefix(Self.shown).map { request in
      let list = lists[request].prefix(ks.last ?? 10)
      let hits = Hits(list: list, truth: fold.requests.truth(request), k: ks.last ?? 10)
      return Request(
        instant: fold.requests.instants[request], earlierEvents: fold.profile(request).items.count,
        query: task == .related ? fold.query(request).map { items[Int($0)] } : nil,
        truth: fold.requests.truth(request).map { items[Int($0)] }, list: list.map { items[Int($0)] },
        hits: hits.ranks.map { ($0, items[Int(list[list.startIndex + $0 - 1])]) }, sums: sums(request))
    }
    let all = own.map { sums($0).map(\.sum.value) }
    means = sums(own[0]).enumerated().map { place, one in
      (one.metric, one.k, all.reduce(0) { $0 + $1[place] } / Double(own.count))
    }
  }

  /// A line a request and metric.
  ///
  /// - Parameter plain: makes names fit for a terminal.
  package func lines(_ plain: (String) -> String) -> [String] {
    var lines = ["\(plain(name)): \(Format.count(requestCount)) requests"]
    for request in requests {
      var head = "  \(Instant(seconds: request.instant)), \(Format.count(request.earlierEvents)) earlier events"
      if let query = request.query { head += ", asked about \(plain(query))" }
      lines.append(head + "; took " + request.truth.map(plain).joined(separator: ", "))
      lines.append("    list: " + request.list.map(plain).joined(separator: ", "))
      for (metric, k, sum) in request.sums {
        lines.append("    \(metric.name)@\(k) = \(sum.text)")
      }
    }
    if requestCount > requests.count { lines.append("  … and \(Format.count(requestCount - requests.count)) more") }
    let own = means.map { "\($0.metric.name)@\($0.k) \(MetricSum.number($0.mean))" }
    lines.append("  mean of the user: " + own.joined(separator: ", "))
    return lines
  }

  /// The same for machines; `recast explain` adds it up again.
  var json: JSONValue {
    [
      "user": .string(name), "requestCount": .integer(requestCount),
      "means": .array(
        means.map { ["name": .string($0.metric.name), "k": .integer($0.k), "value": .number($0.mean)] }),
      "requests": .array(
        requests.map { request in
          [
            "instant": .string("\(Instant(seconds: request.instant))"),
            "earlierEvents": .integer(request.earlierEvents),
            "query": request.query.map(JSONValue.string) ?? .null,
            "truth": .array(request.truth.map(JSONValue.string)), "list": .array(request.list.map(JSONValue.string)),
            "hits": .array(request.hits.map { ["rank": .integer($0.rank), "item": .string($0.item)] }),
            "sums": .array(
              request.sums.map { metric, k, sum in
                [
                  "name": .string(metric.name), "k": .integer(k), "value": .number(sum.value),
                  "terms": .array(sum.terms.map(JSONValue.number)),
                  "divisors": .array(sum.divisors.map(JSONValue.number)),
                ]
              }),
          ]
        }),
    ]
  }
}
