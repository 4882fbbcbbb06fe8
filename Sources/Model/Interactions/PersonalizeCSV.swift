/// Writes interaction logs the way Amazon Personalize imports them.
package enum PersonalizeCSV {
  /// The log as CSV: header, then one line an event in order of time.
  ///
  /// EVENT_TYPE and EVENT_VALUE are left out when no event has them. Names with a comma, a quote or a line end stand in
  /// quotes, a quote in them as `\"`. Reading it gives an equal log when the name tables are in order of first event.
  package static func bytes(of log: InteractionLog) -> [UInt8] {
    let hasTypes = log.eventTypes.contains { !$0.isEmpty }
    let hasValues = log.values.contains(where: \.isFinite)
    let users = log.users.map(field)
    let items = log.items.map(field)
    let eventTypes = log.eventTypes.map(field)
    var bytes = Array(
      "USER_ID,ITEM_ID,TIMESTAMP\(hasTypes ? ",EVENT_TYPE" : "")\(hasValues ? ",EVENT_VALUE" : "")\n".utf8)
    bytes.reserveCapacity(log.count * 40)
    for event in 0..<log.count {
      bytes += users[Int(log.userIDs[event])]
      bytes.append(Byte.comma)
      bytes += items[Int(log.itemIDs[event])]
      bytes.append(Byte.comma)
      append(log.timestamps[event], to: &bytes)
      if hasTypes {
        bytes.append(Byte.comma)
        bytes += eventTypes[Int(log.eventTypeIDs[event])]
      }
      if hasValues {
        bytes.append(Byte.comma)
        let value = log.values[event]
        if value.isFinite { bytes += value.description.utf8 }
      }
      bytes.append(Byte.lineFeed)
    }
    return bytes
  }

  private static func append(_ number: Int64, to bytes: inout [UInt8]) {
    bytes += number.description.utf8
  }

  /// A text as a field, in quotes where it must be.
  package static func field(_ name: String) -> [UInt8] {
    let needsQuotes = name.utf8.contains {
      $0 == Byte.comma || $0 == Byte.quote || $0 == Byte.lineFeed || $0 == Byte.carriageReturn
    }
    guard needsQuotes else { return Array(name.utf8) }
    var bytes = [Byte.quote]
    var backslashes = 0
    for byte in name.utf8 {
      // Backslashes right before a quote are doubled, that they be not taken for its escape.
      if byte == Byte.quote { bytes += repeatElement(Byte.backslash, count: backslashes + 1) }
      backslashes = byte == Byte.backslash ? backslashes + 1 : 0
      bytes.append(byte)
    }
    bytes += repeatElement(Byte.backslash, count: backslashes)
    bytes.append(Byte.quote)
    return bytes
  }
}
