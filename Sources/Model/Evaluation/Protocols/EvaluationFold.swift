import Interactions

/// One division of a log: what a model is fitted to, the requests it answers, and what each answer may know.
///
/// All parts share the name tables of the log.
package struct EvaluationFold: Sendable {
  /// Such as `origin 2`.
  package let name: String
  /// The events that a model may be fitted to, and no others.
  package let training: InteractionLog
  /// The requests with a truth, in order of time.
  package let requests: HeldOutRequests
  /// First and last second of the questions, the last exclusive, where the fold is one of time; nil otherwise.
  package let window: Range<Int64>?
  /// Everything that profiles are cut from.
  package private(set) var histories: UserHistories
  /// When each item was first seen in the whole log, or made known otherwise, in seconds since the epoch.
  package private(set) var firstSeen: [Int64?]

  /// Whether every training event is strictly before every request.
  package var isTimeHonest: Bool { laterTrainingRequests == 0 }

  /// Requests at or after whose instant something in the training happened: nobody could have known it.
  package var laterTrainingRequests: Int {
    guard let last = training.timestamps.last else { return 0 }
    return requests.instants.partitioningIndex { $0 > last }
  }

  /// What the answer to a request knew of its user: events strictly before it, those since the training included.
  package func profile(_ request: Int) -> Profile {
    histories.profile(of: requests.users[request], before: requests.instants[request])
  }

  /// A fold of time: everything before the window is learned from, its events are asked one request after another.
  package init(
    _ log: InteractionLog, name: String, window: Range<Int64>, histories: UserHistories, _ isAnswer: [Bool]
  ) {
    let first = log.firstIndex(atOrAfter: window.lowerBound)
    let end = log.firstIndex(atOrAfter: window.upperBound)
    self.name = name
    self.window = window
    self.histories = histories
    training = log.events { $0 < first }
    requests = HeldOutRequests(of: log.events { (first..<end).contains($0) && isAnswer[$0] }, from: .min)
    firstSeen = log.firstSeenItems
  }

  /// The same with some of its requests.
  init(_ fold: EvaluationFold, requests: HeldOutRequests) {
    name = fold.name
    training = fold.training
    self.requests = requests
    window = fold.window
    histories = fold.histories
    firstSeen = fold.firstSeen
  }

  /// The same with another past.
  init(_ fold: EvaluationFold, training: InteractionLog, histories: UserHistories) {
    name = fold.name
    self.training = training
    requests = fold.requests
    window = fold.window
    self.histories = histories
    firstSeen = fold.firstSeen
  }

  /// The same where items are known from a second of their own on, if that is before their first event.
  ///
  /// - Parameter created: by item; nil for one of which only events tell.
  package func knowing(_ created: [Int64?]) -> EvaluationFold {
    precondition(created.count == firstSeen.count)
    var fold = self
    for (item, second) in created.enumerated() {
      guard let second else { continue }
      fold.firstSeen[item] = min(second, firstSeen[item] ?? .max)
    }
    return fold
  }

  private init(_ log: InteractionLog, name: String, isHeldOut: [Bool], isTraining: [Bool], requests: HeldOutRequests) {
    self.name = name
    window = nil
    training = log.events { isTraining[$0] }
    histories = UserHistories(of: log.events { !isHeldOut[$0] })
    self.requests = requests
    firstSeen = log.firstSeenItems
  }

  /// Each user's last event is asked, unless it is their only one; of events in one second the last in the source.
  static func leavingLastOneOut(_ log: InteractionLog, _ isAnswer: [Bool]) -> EvaluationFold? {
    var (lasts, counts) = ([Int](repeating: -1, count: log.users.count), [Int](repeating: 0, count: log.users.count))
    for event in 0..<log.count {
      lasts[Int(log.userIDs[event])] = event
      counts[Int(log.userIDs[event])] += 1
    }
    var isHeldOut = [Bool](repeating: false, count: log.count)
    for (last, count) in zip(lasts, counts) where count > 1 { isHeldOut[last] = true }
    guard isHeldOut.contains(true) else { return nil }
    return EvaluationFold(
      log, name: "last events", isHeldOut: isHeldOut, isTraining: isHeldOut.map { !$0 },
      requests: HeldOutRequests(of: log.events { isHeldOut[$0] && isAnswer[$0] }, from: .min))
  }

  /// Events that were marked as the test are asked, one request after another, and the others learned from; what a user did
  /// strictly before a request is known to it, whichever part it is of.
  static func given(_ log: InteractionLog, isTest: [Bool], _ isAnswer: [Bool]) -> EvaluationFold? {
    guard isTest.count == log.count, isTest.contains(true), isTest.contains(false) else { return nil }
    var fold = EvaluationFold(
      log, name: "given test", isHeldOut: isTest, isTraining: isTest.map { !$0 },
      requests: HeldOutRequests(of: log.events { isTest[$0] && isAnswer[$0] }, from: .min))
    fold.histories = UserHistories(of: log)
    return fold
  }

  /// A share of the users is left out of the training; the newest share of each one's events is one request.
  static func splittingUsers(
    _ log: InteractionLog, userShare: Double, eventShare: Double, seed: UInt64, _ isAnswer: [Bool]
  ) -> EvaluationFold? {
    precondition(userShare > 0 && userShare < 1 && eventShare > 0 && eventShare < 1)
    let counts = log.userIDs.counts(below: log.users.count)
    let askable = counts.indices.filter { counts[$0] > 1 }
    let chosen = drawn(Int((Double(askable.count) * userShare).rounded()), of: askable, seed: seed)
    guard !chosen.isEmpty, chosen.count < askable.count else { return nil }
    // Number of events of each chosen user that are still shown, as the log is walked through.
    var shown = [Int](repeating: -1, count: log.users.count)
    for user in chosen {
      let heldOut = max(1, Int((Double(counts[user]) * eventShare).rounded()))
      shown[user] = counts[user] - min(heldOut, counts[user] - 1)
    }
    let isTest = shown.map { $0 >= 0 }
    var isHeldOut = [Bool](repeating: false, count: log.count)
    var asked: [Int32: Int] = [:]
    var (users, instants, truths): ([Int32], [Int64], [[Int32]]) = ([], [], [])
    for event in 0..<log.count where isTest[Int(log.userIDs[event])] {
      let user = log.userIDs[event]
      guard shown[Int(user)] == 0 else {
        shown[Int(user)] -= 1
        continue
      }
      isHeldOut[event] = true
      if asked[user] == nil {
        asked[user] = users.count
        users.append(user)
        instants.append(log.timestamps[event])
        truths.append([])
      }
      if isAnswer[event], let place = asked[user] { truths[place].append(log.itemIDs[event]) }
    }
    let requests = HeldOutRequests(users: users, instants: instants, truths: truths)
    return EvaluationFold(
      log, name: "left-out users", isHeldOut: isHeldOut, isTraining: log.userIDs.map { !isTest[Int($0)] },
      requests: requests.selecting(truths.indices.filter { !truths[$0].isEmpty }))
  }
}
