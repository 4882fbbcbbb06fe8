import Interactions
import Measures
import Recommenders

/// Training events and held-out truth of two files under one set of indices.
package struct HoldoutData: Sendable {
  /// The training events; its tables hold the names of both files, those of the training file first.
  package let train: InteractionLog
  /// Users of the test file, in order of first appearance there.
  package let users: [Int32]
  /// Items held out for each of `users`, ascending, each once.
  package let truths: [[Int32]]
  /// What the test file asks for, by its form alone: how many events of a user, and when.
  package let horizon: Horizon

  /// - Parameters:
  ///   - train: events to learn from.
  ///   - test: events to be found again; their order and times say nothing.
  package init(train: InteractionLog, test: InteractionLog) {
    var userNames = NamePool(train.users)
    var itemNames = NamePool(train.items)
    let userOf = test.users.map { userNames.index(of: $0) }
    let itemOf = test.items.map { itemNames.index(of: $0) }
    var slot = [Int](repeating: -1, count: userNames.names.count)
    var users: [Int32] = []
    var truths: [[Int32]] = []
    for event in 0..<test.count {
      let user = userOf[Int(test.userIDs[event])]
      if slot[Int(user)] < 0 {
        slot[Int(user)] = users.count
        users.append(user)
        truths.append([])
      }
      truths[slot[Int(user)]].append(itemOf[Int(test.itemIDs[event])])
    }
    self.train = InteractionLog(
      users: userNames.names, items: itemNames.names, eventTypes: train.eventTypes, userIDs: train.userIDs,
      itemIDs: train.itemIDs, timestamps: train.timestamps, eventTypeIDs: train.eventTypeIDs, values: train.values)
    self.users = users
    self.truths = truths.map { Array(Set($0)).sorted() }
    horizon = Self.horizon(train: train, test: test, users: test.userIDs.map { Int(userOf[Int($0)]) })
  }

  /// The form of a test file, whatever its items are.
  ///
  /// - Parameter users: the training file's user of each test event, or a greater number.
  private static func horizon(train: InteractionLog, test: InteractionLog, users: [Int]) -> Horizon {
    var last = [Int64?](repeating: nil, count: train.users.count)
    for (user, seconds) in zip(train.userIDs, train.timestamps) { last[Int(user)] = seconds }
    var (events, later, laterThanAll) = (0, 0, 0)
    var asked = [Bool](repeating: false, count: train.users.count)
    for (user, seconds) in zip(users, test.timestamps) where user < last.count {
      guard let own = last[user] else { continue }
      asked[user] = true
      events += 1
      if seconds >= own { later += 1 }
      if seconds >= train.timestamps.last ?? 0 { laterThanAll += 1 }
    }
    let usersAsked = asked.count { $0 }
    guard Double(events) > 1.5 * Double(usersAsked) else { return .oneEvent }
    guard train.hasTimes, test.hasTimes, Double(later) > 0.9 * Double(events) else { return .anyEvent }
    if Double(laterThanAll) > 0.9 * Double(events) {
      return .period(share: Double(test.count) / Double(test.count + train.count))
    }
    var known = 0
    for user in train.userIDs where asked[Int(user)] { known += 1 }
    return .ownEnd(share: Double(events) / Double(events + known))
  }
}

extension InteractionLog {
  /// Whether its file had times; where it had none its rows' places stand for them.
  package var hasTimes: Bool { zip(timestamps, 0...).contains { $0 != $1 } }
}
