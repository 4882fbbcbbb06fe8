import Interactions

/// One metric of one plan on one fold, added up by user: all that a comparison needs, and small enough to keep.
package struct UserTotals: Sendable, Equatable {
  /// Each user's sum over their requests, users in order of first request.
  package let sums: [Double]
  /// Each user's number of requests, positive.
  package let counts: [Double]

  package init(sums: [Double], counts: [Double]) {
    precondition(sums.count == counts.count)
    self.sums = sums
    self.counts = counts
  }

  /// The totals of a metric over all requests that have a truth.
  package init(_ scores: RequestScores, _ metric: Metric) {
    let users = UserSums(users: scores.users, isChosen: scores.hasTruth)
    sums = users.sums(scores.values(metric))
    counts = users.requestCounts
  }

  /// The totals of a value a request; requests for which it is not-a-number are left out.
  package init(_ values: [Double], users: [Int32]) {
    let clusters = UserSums(users: users, isChosen: values.map { !$0.isNaN })
    sums = clusters.sums(values)
    counts = clusters.requestCounts
  }

  /// The mean over requests; not-a-number without any.
  package var mean: Double { sums.reduce(0, +) / counts.reduce(0, +) }
}
