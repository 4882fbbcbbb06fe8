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
    try write(rows: log.count, .interactions, to: sink) { (take) throws(StoreError) in
      try LogText(log, as: .csv).write(take)
    }
  }

  /// Writes `items.csv` or `users.csv` with the rows whose id is in `known`, and the schema.
  package mutating func add(
    _ table: AttributeTable, of dataset: DatasetKind, known: Set<String>, to sink: any ObjectSink
  ) throws(StoreError) {
    let columns = table.columns
    let kept = table.ids.indices.filter { known.contains(table.ids[$0]) }
    strangers += table.ids.count - kept.count
    try write(rows: kept.count, dataset, to: sink) { (take) throws(StoreError) in
      let header = ([dataset.idColumn ?? "ID"] + columns.map { $0.name.uppercased() }).joined(separator: ",")
      var bytes = Array("\(header)\n".utf8)
      for row in kept {
        bytes += LogText.field(table.ids[row], .csv)
        for column in columns {
          bytes.append(UInt8(ascii: ","))
          bytes += LogText.field(column.text(row) ?? "", .csv)
        }
        bytes.append(UInt8(ascii: "\n"))
        guard bytes.count > 1 << 20 else { continue }
        try take(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
      try take(bytes)
    }
  }

  /// Writes a file piece by piece, and the schema that is proposed from what was written, so that the two agree.
  private mutating func write(
    rows: Int, _ dataset: DatasetKind, to sink: any ObjectSink,
    _ pieces: (([UInt8]) throws(StoreError) -> Void) throws(StoreError) -> Void
  ) throws(StoreError) {
    let name = dataset.rawValue.lowercased()
    var inference = SchemaInference(source: "\(name).csv", rowLimit: .max)
    var bytes = 0
    try sink.begin("\(name).csv")
    try pieces { (piece) throws(StoreError) in
      try sink.append(piece)
      bytes += piece.count
      _ = inference.append(piece.span)
    }
    files.append(File(name: "\(name).csv", rows: rows, bytes: bytes))
    let (proposal, problems) = inference.finish(as: dataset)
    findings += problems + (proposal?.findings ?? [])
    guard let proposal else { return }
    let text = Array(proposal.schema.text.utf8)
    try sink.begin("\(name).schema.json")
    try sink.append(text)
    files.append(File(name: "\(name).schema.json", rows: 0, bytes: text.count))
  }
}
