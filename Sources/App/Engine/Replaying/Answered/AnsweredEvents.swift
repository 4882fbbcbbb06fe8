import Interactions

/// A row for each request and plan of a replay through a service, in the columns of `ReplayEvents`.
package struct AnsweredEvents: Sendable {
  let requests: HeldOutRequests
  let histories: UserHistories
  let plans: [AnsweredPlan]
  let cut: Int64
  let tells: Bool
  let userNames: [String]

  /// Hands on the table's bytes piece by piece, its header first.
  package func write(to sink: ([UInt8]) throws -> Void) rethrows {
    try ReplayEvents.write(requests: requests.count, to: sink) { request in plans.map { row(request, $0) } }
  }

  private func row(_ request: Int, _ plan: AnsweredPlan) -> [String] {
    let (user, now) = (requests.users[request], requests.instants[request])
    let score = plan.scores[request]
    let hasList = plan.hasList[request]
    let seen = histories.profile(of: user, before: now).items.count
    let known = !hasList ? 0 : tells ? seen : histories.profile(of: user, before: cut).items.count
    return [
      "\(request)", userNames[Int(user)], "\(now)", plan.name, plan.route(request).rawValue, "",
      score.hits > 0 ? "1" : "0", score.firstRank > 0 ? "\(score.firstRank)" : "", "\(Format.sixDigits(score.ndcg))",
      hasList ? "\(now - cut)" : "", hasList ? "\(tells ? 0 : now - cut)" : "", hasList ? "\(now - cut)" : "",
      "\(seen - known)",
    ]
  }
}
