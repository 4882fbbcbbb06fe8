import Statistics

/// How a campaign answered, from a record: how many requests failed and why, and how long answers took.
package struct AnswerTimes: Sendable {
  /// Requests answered.
  package let answered: Int
  /// Failed requests by cause, in order of name.
  package let faults: [(cause: String, count: Int)]
  /// Milliseconds from the instant at which a request was meant to go out to its answer, failures included: what a user waits
  /// for, also while the one asking is held up (without it, the very requests that a slow service holds back would not
  /// count: coordinated omission).
  package let fromIntended: Histogram
  /// Milliseconds from sending to the answer, retries included.
  package let fromSending: Histogram
  /// Requests sent, retries of those that failed included.
  package let sends: Int

  package init(_ record: ReplayRecord) {
    var (intended, sending) = (Histogram(), Histogram())
    var (answered, sends) = (0, 0)
    var faults: [String: Int] = [:]
    for answer in record.answers {
      guard let answer else { continue }
      intended.add(Double(answer.waited + answer.took) / 1000)
      sending.add(Double(answer.took) / 1000)
      sends += answer.sends
      if let fault = answer.fault { faults[fault, default: 0] += 1 } else { answered += 1 }
    }
    self.answered = answered
    self.faults = faults.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    fromIntended = intended
    fromSending = sending
    self.sends = sends
  }
}
