/// What the user says of a source beyond its bytes.
package struct LogOptions: Hashable, Sendable {
  /// The form of a text file; recognised by its first line when nil.
  package var format: LogFormat?
  /// Whether a source without timestamps is an error. If not, each row's place among the good rows stands in their stead.
  package var requiresTimestamps = true
  /// Which columns hold what; nil for the names that each form has by itself.
  package var mapping: LogMapping?
  /// Whether it is kept which row of the file each event came from.
  package var keepsRows: Bool

  package init(
    format: LogFormat? = nil, requiresTimestamps: Bool = true, mapping: LogMapping? = nil, keepsRows: Bool = false
  ) {
    self.format = format
    self.requiresTimestamps = requiresTimestamps
    self.mapping = mapping
    self.keepsRows = keepsRows
  }
}

/// Which columns of a source hold what, and how they are written: a mapping file, read.
package struct LogMapping: Hashable, Sendable {
  /// A column by its name in the header, as it is written there, or by its place, from 1.
  package enum Column: Hashable, Sendable {
    case name(String)
    case number(Int)

    /// The name, or the number as text.
    package var text: String {
      switch self {
      case .name(let name): name
      case .number(let number): "\(number)"
      }
    }
  }

  package var user: Column
  package var item: Column
  package var timestamp: Column?
  package var eventType: Column?
  package var value: Column?
  /// The event type of all events, where no column has it.
  package var constantEventType: String?
  /// How timestamps are written.
  package var form = TimestampForm.automatic
  /// The byte between fields of a text file; recognised in the header when nil.
  package var separator: UInt8?
  /// Whether a text file's first line names its columns.
  package var hasHeader = true
  /// The mapping file, for findings.
  package var source = ""

  package init(user: Column, item: Column, timestamp: Column? = nil, eventType: Column? = nil, value: Column? = nil) {
    self.user = user
    self.item = item
    self.timestamp = timestamp
    self.eventType = eventType
    self.value = value
  }

  /// The columns with the keys that name them in a mapping file.
  package var columns: [(key: String, column: Column)] {
    [
      ("columns.user", user), ("columns.item", item), ("columns.timestamp", timestamp),
      ("columns.eventType", eventType), ("columns.value", value),
    ].compactMap { key, column in column.map { (key, $0) } }
  }
}
