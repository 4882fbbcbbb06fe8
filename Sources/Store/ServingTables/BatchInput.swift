import BatchFiles
import InteractionStore

/// The input of a batch job: queries in files of JSON Lines.
package struct BatchInput: Sendable {
  package let queries: Int
  package let bytes: Int
  /// Names of the files, in order.
  package let files: [String]

  /// What the service takes. Source: developer guide, quotas of batch inference jobs, 2025.
  package static let mostBytes = 1 << 30
  package static let mostFiles = 1_000

  /// Queries of one file.
  package static func mostQueriesAFile(_ kind: BatchKind) -> Int { kind == .segment ? 500 : 50_000_000 }

  /// Writes queries to a sink, which is not committed; one file, or several numbered ones where that is too many for one.
  package init(
    _ queries: some Sequence<BatchQuery>, name: String, queriesAFile: Int, to sink: any ObjectSink,
    total: Int
  ) throws(StoreError) {
    var buffer: [UInt8] = []
    var count = 0
    var written = 0
    var files: [String] = []
    for query in queries {
      if count.isMultiple(of: queriesAFile) {
        try sink.append(buffer, unlessFirst: files.isEmpty)
        written += buffer.count
        buffer.removeAll(keepingCapacity: true)
        let file = total <= queriesAFile ? "\(name).json" : "\(name)-\(files.count + 1).json"
        try sink.begin(file)
        files.append(file)
      }
      query.write(to: &buffer)
      count += 1
      if buffer.count > 1 << 20 {
        try sink.append(buffer)
        written += buffer.count
        buffer.removeAll(keepingCapacity: true)
      }
    }
    if !files.isEmpty { try sink.append(buffer) }
    (self.queries, bytes, self.files) = (count, written + buffer.count, files)
  }

  /// What the service would refuse, as sentences; empty where it takes the files.
  package var problems: [String] {
    var problems: [String] = []
    if queries == 0 { problems.append("There is no query.") }
    if bytes > BatchInput.mostBytes { problems.append("The files have \(bytes >> 20) MiB; a job takes 1,024 MiB.") }
    if files.count > BatchInput.mostFiles { problems.append("There are \(files.count) files; a job takes 1,000.") }
    return problems
  }
}

extension ObjectSink {
  /// Appends what belongs to the object before; there is none before the first.
  fileprivate func append(_ bytes: [UInt8], unlessFirst isFirst: Bool) throws(StoreError) {
    if !isFirst { try append(bytes) }
  }
}
