/// A form in which a log is written as text.
package enum LogTextForm: String, CaseIterable, Sendable {
  /// As Amazon Personalize imports it.
  case csv
  /// The same with tabs.
  case tsv
  /// JSON Lines, an object an event with `userId`, `itemId`, `timestamp`, `eventType`, `eventValue`.
  case jsonLines = "jsonl"
  /// The text form of PostgreSQL's COPY: tabs, backslashes for what would be mistaken, `\N` for no value; no header.
  case postgres
}

/// A log as text, piece by piece, so that memory does not grow with it.
///
/// EVENT_TYPE and EVENT_VALUE are left out when no event has them (not in `postgres`, whose columns are fixed). Reading
/// it gives an equal log when the name tables are in order of first event.
package struct LogText {
  private let log: InteractionLog
  private let form: LogTextForm
  private let hasTypes: Bool
  private let hasValues: Bool
  private let users: [[UInt8]]
  private let items: [[UInt8]]
  private let eventTypes: [[UInt8]]

  package init(_ log: InteractionLog, as form: LogTextForm) {
    self.log = log
    self.form = form
    hasTypes = form == .postgres || log.eventTypes.contains { !$0.isEmpty }
    hasValues = form == .postgres || log.values.contains(where: \.isFinite)
    users = log.users.map { LogText.field($0, form) }
    items = log.items.map { LogText.field($0, form) }
    eventTypes = log.eventTypes.map { LogText.field($0, form) }
  }

  /// The first line; empty where the form has none.
  package var header: [UInt8] {
    guard form == .csv || form == .tsv else { return [] }
    let names =
      ["USER_ID", "ITEM_ID", "TIMESTAMP"] + (hasTypes ? ["EVENT_TYPE"] : []) + (hasValues ? ["EVENT_VALUE"] : [])
    return Array((names.joined(separator: form == .csv ? "," : "\t") + "\n").utf8)
  }

  /// The lines of some events, in order of time.
  package func lines(_ events: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(events.count * 48)
    for event in events {
      let value = log.values[event]
      let type = eventTypes[Int(log.eventTypeIDs[event])]
      if form == .jsonLines {
        bytes += LogText.userKey
        bytes += users[Int(log.userIDs[event])]
        bytes += LogText.itemKey
        bytes += items[Int(log.itemIDs[event])]
        bytes += LogText.timeKey
        bytes += log.timestamps[event].description.utf8
        if hasTypes {
          bytes += LogText.typeKey
          bytes += type
        }
        if value.isFinite {
          bytes += LogText.valueKey
          bytes += value.description.utf8
        }
        bytes.append(UInt8(ascii: "}"))
      } else {
        let separator = form == .csv ? Byte.comma : Byte.tab
        bytes += users[Int(log.userIDs[event])]
        bytes.append(separator)
        bytes += items[Int(log.itemIDs[event])]
        bytes.append(separator)
        bytes += log.timestamps[event].description.utf8
        if hasTypes {
          bytes.append(separator)
          bytes += type
        }
        if hasValues {
          bytes.append(separator)
          if value.isFinite {
            bytes += value.description.utf8
          } else if form == .postgres {
            bytes += LogText.null
          }
        }
      }
      bytes.append(Byte.lineFeed)
    }
    return bytes
  }

  /// Calls `body` with all of the text, about a megabyte a call.
  package func write<Failure>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    try body(header)
    for start in stride(from: 0, to: log.count, by: 32_768) {
      try body(lines(start..<min(log.count, start + 32_768)))
    }
  }

  private static let userKey = Array("{\"userId\":".utf8)
  private static let itemKey = Array(",\"itemId\":".utf8)
  private static let timeKey = Array(",\"timestamp\":".utf8)
  private static let typeKey = Array(",\"eventType\":".utf8)
  private static let valueKey = Array(",\"eventValue\":".utf8)
  private static let null = Array("\\N".utf8)

  /// A name as a field, written so that the form's readers take it for one.
  package static func field(_ name: String, _ form: LogTextForm) -> [UInt8] {
    switch form {
    case .csv: quoted(name, separator: Byte.comma)
    case .tsv: quoted(name, separator: Byte.tab)
    case .jsonLines: json(name)
    case .postgres: copied(name)
    }
  }

  /// A name as a field, in quotes where it must be, a quote in it as `\"`.
  private static func quoted(_ name: String, separator: UInt8) -> [UInt8] {
    let needsQuotes = name.utf8.contains {
      $0 == separator || $0 == Byte.quote || $0 == Byte.lineFeed || $0 == Byte.carriageReturn
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

  private static func json(_ name: String) -> [UInt8] {
    var bytes = [Byte.quote]
    for byte in name.utf8 {
      switch byte {
      case Byte.quote, Byte.backslash: bytes += [Byte.backslash, byte]
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(Byte.quote)
    return bytes
  }

  /// Source: the PostgreSQL 15 manual, COPY, Text Format.
  private static func copied(_ name: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for byte in name.utf8 {
      switch byte {
      case Byte.backslash: bytes += [Byte.backslash, Byte.backslash]
      case Byte.tab: bytes += Array("\\t".utf8)
      case Byte.lineFeed: bytes += Array("\\n".utf8)
      case Byte.carriageReturn: bytes += Array("\\r".utf8)
      default: bytes.append(byte)
      }
    }
    return bytes
  }
}
