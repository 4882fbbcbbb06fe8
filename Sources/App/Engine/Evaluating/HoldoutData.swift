import Interactions
import ListFiles
import Measures

/// Training events and held-out truth of two files under one set of indices.
package struct HoldoutData: Sendable {
  /// The training events; its tables hold the names of both files, those of the training file first.
  package let train: InteractionLog
  /// Users of the test file, in order of first appearance there.
  package let users: [Int32]
  /// Items held out for each of `users`, ascending, each once.
  package let truths: [[Int32]]

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
  }
}
