import Attributes
import Interactions
import InteractionStore
import Measures
import Schemas

/// The data sets of a log as the service imports them: CSV files with their schemas beside.
package struct PersonalizeSet: Sendable {
  /// One file that was written.
  package struct File: Sendable {
    package let name: String
    /// Rows without the header; 0 for schemas.
    package let rows: Int
    package let bytes: Int
  }

  package private(set) var files: [File] = []
  /// Rows of users and items left out because the log does not have them.
  package private(set) var strangers = 0
  /// What a schema could not say of the data.
  package private(set) var findings: [Finding] = []

  package init() {}

  /// Writes `interactions.csv` and its schema.
  package mutating func add(_ log: InteractionLog, to sink: any ObjectSink) throws(StoreError) {
    try write(PersonalizeCSV.bytes(of: log), rows: log.count, .interactions, to: sink)
  }

  /// Writes `items.csv` or `users.csv` with the rows whose id is in `known`, and the schema.
  package mutating func add(
    _ table: AttributeTable, of dataset: DatasetKind, known: Set<String>, to sink: any ObjectSink
  ) throws(StoreError) {
    let columns = table.columns
    var bytes = Array(([dataset.idColumn ?? "ID"] + columns.map { $0.name.uppercased() }).joined(separator: ",").utf8)
    bytes.append(UInt8(ascii: "\n"))
    var rows = 0
    for row in table.ids.indices {
      guard known.contains(table.ids[row]) else {
        strangers += 1
        continue
      }
      bytes += LogText.field(table.ids[row], .csv)
      for column in columns {
        bytes.append(UInt8(ascii: ","))
        bytes += LogText.field(column.text(row) ?? "", .csv)
      }
      bytes.append(UInt8(ascii: "\n"))
      rows += 1
    }
    try write(bytes, rows: rows, dataset, to: sink)
  }

  private mutating func write(
    _ bytes: [UInt8], rows: Int, _ dataset: DatasetKind, to sink: any ObjectSink
  ) throws(StoreError) {
    let name = dataset.rawValue.lowercased()
    try sink.begin("\(name).csv")
    try sink.append(bytes)
    files.append(File(name: "\(name).csv", rows: rows, bytes: bytes.count))
    // The schema is proposed from what was written, so that the two agree.
    var inference = SchemaInference(source: "\(name).csv")
    _ = inference.append(bytes.span)
    let (proposal, problems) = inference.finish(as: dataset)
    findings += problems + (proposal?.findings ?? [])
    guard let proposal else { return }
    let text = Array(proposal.schema.text.utf8)
    try sink.begin("\(name).schema.json")
    try sink.append(text)
    files.append(File(name: "\(name).schema.json", rows: 0, bytes: text.count))
  }
}
