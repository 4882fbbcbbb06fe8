import Interactions
import Measures

/// Reads mapping files: which columns of a source hold what. `docs/mapping.yaml` is a commented example.
package enum LogMappingReading {
  /// The mapping that YAML text describes, or nil with findings at its keys.
  ///
  /// - Parameter zone: the time zone of a name such as `Asia/Seoul`; nil where there is none.
  package static func mapping(
    fromYAML text: String, source: String, zone: (String) -> TimeZoneRule?
  ) -> (mapping: LogMapping?, findings: [Finding]) {
    let (root, notes) = rootReader(of: text, source: source)
    guard let root else { return (nil, notes.findings) }
    let columns = root.reader("columns")
    func column(_ key: String) -> LogMapping.Column? {
      guard let text = columns.text(key), !text.isEmpty else { return nil }
      guard let number = Int(text) else { return .name(text) }
      guard number > 0 else {
        columns.report("wrong-value", key, "is `\(text)`.", remedy: "Columns count from 1.")
        return nil
      }
      return .number(number)
    }
    func required(_ key: String) -> LogMapping.Column {
      if let found = column(key) { return found }
      if columns.node(key) == nil {
        columns.report("missing-key", key, "is missing.", remedy: "Name the column of the \(key)s.")
      }
      return .number(1)
    }
    var mapping = LogMapping(
      user: required("user"), item: required("item"), timestamp: column("timestamp"),
      eventType: column("eventType"), value: column("value"))
    mapping.source = source
    mapping.constantEventType = root.text("eventType")
    if mapping.constantEventType != nil, mapping.eventType != nil {
      root.report(
        "contradiction", "eventType", "gives a type for all events, and columns.eventType one for each.",
        remedy: "Keep one of them.")
    }
    mapping.separator = separator(root)
    switch root.text("header") {
    case nil, "on": mapping.hasHeader = true
    case "off": mapping.hasHeader = false
    case .some(let text): root.report("wrong-value", "header", "is `\(text)`.", remedy: "It is `on` or `off`.")
    }
    mapping.form = form(root.reader("time"), zone)
    columns.refuseUnknownKeys()
    root.refuseUnknownKeys()
    return (notes.findings.hasErrors ? nil : mapping, notes.findings)
  }

  private static func separator(_ root: MappingReader) -> UInt8? {
    guard let text = root.text("separator") else { return nil }
    if text == "tab" || text == "\t" { return UInt8(ascii: "\t") }
    guard text.utf8.count == 1, let byte = text.utf8.first, [",", ";", "|", ":", " "].contains(text) else {
      root.report("wrong-value", "separator", "is `\(text)`.", remedy: "It is one of , ; | : or the word tab.")
      return nil
    }
    return byte
  }

  private static func form(_ time: MappingReader, _ zone: (String) -> TimeZoneRule?) -> TimestampForm {
    var rule: TimeZoneRule?
    if let name = time.text("zone") {
      if let offset = Timespan(utcOffset: name) {
        rule = TimeZoneRule(offsetSeconds: offset.microseconds / 1_000_000)
      } else if let found = zone(name) {
        rule = found
      } else {
        time.report(
          "wrong-value", "zone", "is `\(name)`.",
          remedy: "It needs an offset such as +09:00, or a name such as Asia/Seoul that this system knows.")
      }
    }
    let format = time.text("format") ?? "automatic"
    time.refuseUnknownKeys()
    let units: [(String, TimestampUnit)] = [
      ("seconds", .seconds), ("milliseconds", .milliseconds), ("microseconds", .microseconds),
      ("nanoseconds", .nanoseconds),
    ]
    if let unit = units.first(where: { $0.0 == format })?.1 { return .numbers(unit) }
    if format == "automatic" || format == "iso8601" { return .text(rule) }
    if let pattern = TimePattern(format, zone: rule ?? TimeZoneRule(offsetSeconds: 0)) { return .pattern(pattern) }
    time.report(
      "wrong-value", "format", "is `\(format)`.",
      remedy:
        "It is automatic, iso8601, seconds, milliseconds, microseconds, nanoseconds, or a pattern of yyyy, MM, dd, "
        + "HH, mm, ss such as dd/MM/yyyy HH:mm.")
    return .automatic
  }
}
