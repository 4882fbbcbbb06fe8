import Interactions

extension EvaluationFold {
  /// Cold and warm: requests of users with and without a past, and requests whose answer the training holds or not.
  ///
  /// A request with several answers is warm by its items where the training holds any of them.
  package var coldAndWarm: [RequestSlice] {
    var isTrained = [Bool](repeating: false, count: training.items.count)
    for item in training.itemIDs { isTrained[Int(item)] = true }
    let userLabels = (0..<requests.count).map { profile($0).isEmpty ? 1 : 0 }
    let itemLabels = (0..<requests.count).map { request in
      requests.truth(request).contains { isTrained[Int($0)] } ? 0 : 1
    }
    return RequestSlice.slices(names: ["warm users", "cold users"], labels: userLabels)
      + RequestSlice.slices(names: ["warm items", "cold items"], labels: itemLabels)
  }

  /// The fold with at most so many of its requests, evenly spread over all in order of time.
  package func sampled(atMost limit: Int) -> EvaluationFold {
    precondition(limit > 0)
    guard requests.count > limit else { return self }
    let chosen = (0..<limit).map { $0 * requests.count / limit }
    return EvaluationFold(self, requests: requests.selecting(chosen))
  }
}

extension EvaluationFold {
  /// The same requests answered from less: by a model fitted to a part of the training, from profiles of a part of the log.
  ///
  /// - Precondition: the parts have the name tables of the log.
  package func narrowed(training: InteractionLog, histories: UserHistories) -> EvaluationFold {
    precondition(training.users.count >= self.training.users.count && training.items.count == self.training.items.count)
    return EvaluationFold(self, training: training, histories: histories)
  }
}
