import Interactions

/// A way of dividing a log into what a model may learn from and what it is asked: a value that makes folds.
package enum EvaluationProtocol: Sendable, Hashable {
  /// One cut through all users: what is earlier is learned from, the rest is asked. The default.
  case time(heldOutShare: Double)
  /// Several such cuts, one window of questions after each. Windows are shown apart: requests of different origins are
  /// answered by different models, so one interval over all of them would be an interval of nothing.
  case rolling(RollingOrigins)
  /// Each user's last event is asked, everything else is learned from. Not honest in time: what others did after the
  /// question is in the training.
  case leaveLastOneOut
  /// As the service measures itself: a share of the users is left out of the training, and asked the newest share of their
  /// own events. Not honest in time. How the service rounds and draws is not documented; here at least one event is asked,
  /// the nearest number otherwise, and the users are drawn by `seed`.
  /// Source: Amazon Personalize developer guide, "Evaluating a solution version with metrics", 2025: 90 % and 10 %.
  case userSplit(userShare: Double, eventShare: Double, seed: UInt64)
  /// A division that somebody else made: whether each event of the log is of the test. Honest in time only where theirs is;
  /// the fold tells.
  case given(isTest: [Bool])

  /// The service's own split.
  package static func personalize(seed: UInt64) -> EvaluationProtocol {
    .userSplit(userShare: 0.1, eventShare: 0.1, seed: seed)
  }

  /// The name on the command line.
  package var name: String {
    switch self {
    case .time: "time"
    case .rolling: "rolling"
    case .leaveLastOneOut: "leave-last-out"
    case .userSplit: "user-split"
    case .given: "given"
    }
  }

  /// Whether no model is ever fitted to anything at or after a request it answers.
  package var isTimeHonest: Bool {
    switch self {
    case .time, .rolling: true
    case .leaveLastOneOut, .userSplit, .given: false
    }
  }

  /// The folds of a log, in order of time; none where the log cannot be divided so.
  ///
  /// - Parameter rule: which held-out events are answers to be found.
  package func folds(of log: InteractionLog, truth rule: TruthRule = TruthRule()) -> [EvaluationFold] {
    let isAnswer = rule.isAnswer(log)
    switch self {
    case .time(let share):
      guard let cut = TimeSplit.cut(of: log, heldOutShare: share), let last = log.timestamps.last else { return [] }
      return [
        EvaluationFold(log, name: "held out", window: cut..<last + 1, histories: UserHistories(of: log), isAnswer)
      ]
    case .rolling(let origins):
      guard let windows = origins.windows(of: log) else { return [] }
      let histories = UserHistories(of: log)
      return windows.origins.enumerated().map { index, window in
        EvaluationFold(log, name: "origin \(index + 1)", window: window, histories: histories, isAnswer)
      }
    case .leaveLastOneOut:
      return EvaluationFold.leavingLastOneOut(log, isAnswer).map { [$0] } ?? []
    case .userSplit(let userShare, let eventShare, let seed):
      let fold = EvaluationFold.splittingUsers(
        log, userShare: userShare, eventShare: eventShare, seed: seed, isAnswer)
      return fold.map { [$0] } ?? []
    case .given(let isTest): return EvaluationFold.given(log, isTest: isTest, isAnswer).map { [$0] } ?? []
    }
  }
}

/// Which held-out events are answers to be found; the others are no less known to later requests.
package struct TruthRule: Sendable, Hashable {
  /// Whether an item that its user took before may be the answer, and so be listed again.
  package var allowsRepeats: Bool
  /// Event types that count as answers; empty for all.
  package var eventTypes: Set<String>

  package init(allowsRepeats: Bool = false, eventTypes: Set<String> = []) {
    self.allowsRepeats = allowsRepeats
    self.eventTypes = eventTypes
  }

  /// A log of its answers alone: itself where all events are.
  package func answers(_ log: InteractionLog) -> InteractionLog {
    if allowsRepeats, eventTypes.isEmpty { return log }
    let isAnswer = isAnswer(log)
    return log.events { isAnswer[$0] }
  }

  /// Whether each event of a log is an answer.
  package func isAnswer(_ log: InteractionLog) -> [Bool] {
    let ofType = log.eventTypes.map { eventTypes.isEmpty || eventTypes.contains($0) }
    guard !allowsRepeats else { return log.eventTypeIDs.map { ofType[Int($0)] } }
    return zip(log.isRepeat, log.eventTypeIDs).map { !$0 && ofType[Int($1)] }
  }
}
