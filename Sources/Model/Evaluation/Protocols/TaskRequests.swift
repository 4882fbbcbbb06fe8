import Interactions

/// The requests of a fold that a task can ask, and how many it cannot.
package struct TaskRequests: Sendable {
  /// The fold with those requests alone, and with those of their answers that the task can find.
  package let fold: EvaluationFold
  /// Requests left out, by reason, in words.
  package let leftOut: [(reason: String, count: Int)]

  /// - Parameter slates: the slates that are re-ordered; nil for drawn ones, which hold every answer.
  package init(_ task: RecommendationTask, of fold: EvaluationFold, slates: LoggedSlates? = nil) {
    var (chosen, truths): ([Int], [[Int32]]) = ([], [])
    var leftOut: [(reason: String, count: Int)] = []
    func keep(_ request: Int, _ truth: [Int32]) {
      chosen.append(request)
      truths.append(truth)
    }
    switch task {
    case .personalization:
      (self.fold, self.leftOut) = (fold, [])
      return
    case .related:
      var (strangers, again) = (0, 0)
      for request in 0..<fold.requests.count {
        guard let query = fold.query(request) else {
          strangers += 1
          continue
        }
        let truth = fold.requests.truth(request).filter { $0 != query }
        if truth.isEmpty { again += 1 } else { keep(request, truth) }
      }
      leftOut = [("of users without an earlier event, who have no item to ask about", strangers)]
      leftOut.append(("whose only answer is the item asked about", again))
    case .ranking:
      guard let slates else {
        (self.fold, self.leftOut) = (fold, [])
        return
      }
      var (none, missing) = (0, 0)
      for request in 0..<fold.requests.count {
        let slate = Set(slates.slate(of: fold.requests.users[request], at: fold.requests.instants[request]))
        let truth = fold.requests.truth(request).filter { slate.contains($0) }
        if slate.isEmpty {
          none += 1
        } else if truth.isEmpty {
          missing += 1
        } else {
          keep(request, truth)
        }
      }
      leftOut = [("of users who had been shown no slate", none), ("whose slate holds no answer", missing)]
    }
    let all = fold.requests
    self.fold = EvaluationFold(
      fold,
      requests: HeldOutRequests(
        users: chosen.map { all.users[$0] }, instants: chosen.map { all.instants[$0] }, truths: truths))
    self.leftOut = leftOut.filter { $0.count > 0 }
  }
}

extension EvaluationFold {
  /// The item that a request for related items asks about: the newest that its user took at a strictly earlier second; nil
  /// for a user without any.
  package func query(_ request: Int) -> Int32? { profile(request).items.last }

  /// Requests by how long ago their user's last event was: within a visit, or before it.
  package var sameAndLaterVisits: [RequestSlice] {
    let labels = (0..<requests.count).map { request -> Int in
      guard let last = profile(request).timestamps.last else { return 1 }
      return requests.instants[request] - last <= LogSessions.gapSeconds ? 0 : 1
    }
    return RequestSlice.slices(names: ["next in a visit", "next in a later visit"], labels: labels)
  }
}
