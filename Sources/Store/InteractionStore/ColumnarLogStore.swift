import Glibc
import Interactions

/// An interaction log as a columnar file, which opens without parsing: one file, one log.
package enum ColumnarLogStore {
  /// Writes a log as a columnar file at `path`, in place of an older one of ours.
  ///
  /// The file is made beside its place under another name, synced, and renamed when it is whole, so that nobody ever sees
  /// half of it.
  /// - Throws: `occupied` when something else has the path, `isDirectory`, or `unwritable`.
  package static func importLog(_ log: InteractionLog, into path: String) throws(StoreError) {
    if access(path, F_OK) == 0 {
      let head = try readFile(path, atMost: ColumnarFormat.headBytes)
      guard head.isEmpty || ColumnarReading.isColumnar(head) else { throw StoreError(.occupied, path: path) }
    }
    try ColumnarWriting.write(log, notes: [], to: path)
  }

  /// Reads a log back as it was written; every byte of it is checked against a checksum on the way.
  ///
  /// - Throws: `notFound`, `isDirectory`, `unreadable`, `foreignFile`, `newerFile`, `olderFile` or `damagedFile`.
  package static func loadLog(_ path: String, workers: Workers = .threads) throws(StoreError) -> InteractionLog {
    try ColumnarReading(path, workers: workers).log()
  }
}
