import Interactions

extension InteractionLog {
  /// Several logs as one: names in order of first appearance, events in order of time, of those of a second the earlier
  /// log's first.
  static func joined(_ logs: [InteractionLog]) -> InteractionLog {
    var builder = LogBuilder()
    for log in logs { builder.append(log) }
    return builder.log()
  }
}

/// A log in the making, from logs and single events.
struct LogBuilder {
  private var users = NameList()
  private var items = NameList()
  private var types = NameList()
  private var userIDs: [Int32] = []
  private var itemIDs: [Int32] = []
  private var timestamps: [Int64] = []
  private var typeIDs: [UInt8] = []
  private var values: [Float] = []

  /// - Parameters: names that have the first numbers.
  init(users: [String] = [], items: [String] = []) {
    for name in users { _ = self.users.number(of: name) }
    for name in items { _ = self.items.number(of: name) }
  }

  /// Names by number.
  private struct NameList {
    var names: [String] = []
    var numbers: [String: Int32] = [:]

    mutating func number(of name: String) -> Int32 {
      if let number = numbers[name] { return number }
      let number = Int32(names.count)
      numbers[name] = number
      names.append(name)
      return number
    }
  }

  mutating func append(_ log: InteractionLog) {
    let userMap = log.users.map { users.number(of: $0) }
    let itemMap = log.items.map { items.number(of: $0) }
    let typeMap = log.eventTypes.map { type(of: $0) }
    userIDs += log.userIDs.map { userMap[Int($0)] }
    itemIDs += log.itemIDs.map { itemMap[Int($0)] }
    timestamps += log.timestamps
    typeIDs += log.eventTypeIDs.map { typeMap[Int($0)] }
    values += log.values
  }

  mutating func append(_ event: StreamedEvent, user: String, item: String) {
    userIDs.append(users.number(of: user))
    itemIDs.append(items.number(of: item))
    timestamps.append(event.seconds)
    typeIDs.append(type(of: event.type))
    values.append(event.value)
  }

  /// Types beyond the 255th are one: the service takes ten.
  private mutating func type(of name: String) -> UInt8 {
    if let known = types.numbers[name] { return UInt8(known) }
    guard types.names.count < 255 else { return 254 }
    return UInt8(types.number(of: name))
  }

  func log() -> InteractionLog {
    InteractionLog(
      users: users.names, items: items.names, eventTypes: types.names, userIDs: userIDs, itemIDs: itemIDs,
      timestamps: timestamps, eventTypeIDs: typeIDs, values: values)
  }
}
