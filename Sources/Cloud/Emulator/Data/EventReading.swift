import Attributes
import Interactions
import JSONText
import Schemas

/// Reads events and records as requests bring them.
enum EventReading {
  /// Names that a property of an event may not have, in any case. Source: developer guide, "Recording events", 2025.
  private static let refused: Set<String> = [
    "userid", "sessionid", "eventtype", "timestamp", "recommendationid", "impression",
  ]

  /// The events of a PutEvents request that has been checked.
  static func events(_ input: Input, at now: Int64) throws(ServiceFault) -> [(event: StreamedEvent, id: String?)] {
    let session = input.required("sessionId")
    let user = input.text("userId")
    var events: [(event: StreamedEvent, id: String?)] = []
    for entry in input["eventList"]?.elements ?? [] {
      let properties = try properties(entry["properties"]?.string)
      if let bad = properties.first(where: { refused.contains($0.key.lowercased()) }) {
        throw .invalid("The event properties must not have the key \(bad.key).")
      }
      func property(_ name: String) -> JSONTree? { properties.first { $0.key == name }?.value }
      let value = entry["eventValue"]?.number ?? property("eventValue").flatMap { Double(text($0)) }
      let seconds = Int64((entry["sentAt"]?.number ?? 0).rounded(.down))
      guard InteractionLog.possibleSeconds.contains(seconds) else {
        throw .invalid("sentAt must be a time between 1970 and 2199.")
      }
      let event = StreamedEvent(
        session: session, user: user, item: entry["itemId"]?.string ?? property("itemId").map(text),
        type: entry["eventType"]?.string ?? "", value: value.map { Float($0) } ?? .nan,
        seconds: seconds, arrived: now)
      events.append((event, entry["eventId"]?.string))
    }
    return events
  }

  /// The events of a PutActionInteractions request that has been checked; their items are the actions.
  static func actionEvents(_ input: Input, at now: Int64) throws(ServiceFault) -> [(event: StreamedEvent, id: String?)]
  {
    var events: [(event: StreamedEvent, id: String?)] = []
    for entry in input["actionInteractions"]?.elements ?? [] {
      _ = try properties(entry["properties"]?.string)
      let seconds = Int64((entry["timestamp"]?.number ?? 0).rounded(.down))
      guard InteractionLog.possibleSeconds.contains(seconds) else {
        throw .invalid("timestamp must be a time between 1970 and 2199.")
      }
      let event = StreamedEvent(
        session: entry["sessionId"]?.string ?? "", user: entry["userId"]?.string, item: entry["actionId"]?.string,
        type: entry["eventType"]?.string ?? "", value: .nan, seconds: seconds, arrived: now)
      events.append((event, entry["eventId"]?.string))
    }
    return events
  }

  /// The members of the JSON document that a string holds.
  static func properties(_ text: String?) throws(ServiceFault) -> [JSONTree.Member] {
    guard let text else { return [] }
    var limits = JSONReader.Limits()
    // A textual column may hold 20,000 characters.
    limits.stringBytes = 1 << 20
    guard let members = try? JSONTree(Array(text.utf8), limits: limits).members else {
      throw .invalid("The properties are no JSON object.")
    }
    return members
  }

  /// A record's columns by name, from properties in camel case. Numbers, flags and lists become text as a file has them.
  static func row(
    _ properties: [JSONTree.Member], _ schema: DatasetSchema, _ kind: DatasetKind
  ) throws(ServiceFault) -> [String: String] {
    var row: [String: String] = [:]
    var left = Set(properties.map(\.key))
    for field in schema.fields where field.name != kind.idColumn {
      let camel = camelCase(field.name)
      guard let given = properties.first(where: { $0.key == camel || $0.key == field.name }),
        given.value.kind != .null
      else {
        guard field.isNullable else { throw .invalid("The properties must have \(camel).") }
        left.remove(camel)
        continue
      }
      left.remove(given.key)
      let value = text(given.value)
      if field.type.isNumeric, Double(value) == nil { throw .invalid("The property \(camel) must be a number.") }
      row[field.name] = value
    }
    if let unknown = left.sorted().first { throw .invalid("The schema has no field for the property \(unknown).") }
    return row
  }

  /// `NUMBER_OF_RATINGS` as `numberOfRatings`.
  static func camelCase(_ name: String) -> String {
    let parts = name.lowercased().split(separator: "_")
    return (parts.first.map(String.init) ?? "")
      + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private static func text(_ value: JSONTree) -> String {
    switch value.content {
    case .string(let text), .number(let text): text
    case .boolean(let flag): flag ? "true" : "false"
    case .array(let elements): elements.map(text).joined(separator: "|")
    case .object, .null: ""
    }
  }
}
