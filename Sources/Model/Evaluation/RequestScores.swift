import Interactions

/// Every metric of every request for one plan's lists.
package struct RequestScores: Sendable {
  /// The K of "at K".
  package let k: Int
  /// User of each request.
  package let users: [Int32]
  /// Whether a request has a truth; the others have no quality and are left out of every mean.
  package let hasTruth: [Bool]
  /// `[metric][request]`, metrics in the order of `Metric.allCases`.
  private let values: [[Double]]

  package var requestCount: Int { users.count }

  /// Scores list n against the truth of request n; there are as many lists as requests, and some may be empty.
  package init(lists: RankedLists, requests: HeldOutRequests, k: Int) {
    precondition(lists.count == requests.count && k > 0)
    self.k = k
    users = requests.users
    hasTruth = (0..<requests.count).map { !requests.truth($0).isEmpty }
    var values = Metric.allCases.map { _ in [Double]() }
    for request in 0..<requests.count {
      let hits = Hits(list: lists[request], truth: requests.truth(request), k: k)
      for (index, metric) in Metric.allCases.enumerated() { values[index].append(metric.value(hits)) }
    }
    self.values = values
  }

  /// A metric's value for each request.
  package func values(_ metric: Metric) -> [Double] { values[metric.index] }
}

extension Metric {
  /// Position in `allCases`.
  var index: Int {
    switch self {
    case .ndcg: 0
    case .precision: 1
    case .recall: 2
    case .hitRate: 3
    case .reciprocalRank: 4
    }
  }
}
