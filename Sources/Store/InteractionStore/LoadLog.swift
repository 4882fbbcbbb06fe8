import Interactions

/// Reads an interaction log from a text file, or from a database that `SQLiteLogStore` wrote.
///
/// - Parameters:
///   - format: the form of a text file; recognised when nil. Not used for a database.
///   - requiresTimestamps: see `readLog`.
/// - Throws: what stands between us and the bytes. What is wrong in the bytes is among the findings.
package func loadLog(
  path: String, format: LogFormat? = nil, requiresTimestamps: Bool = true
) throws(StoreError) -> LogReading {
  let bytes = try readFile(path)
  if SQLiteLogStore.isDatabase(bytes) {
    let log = try SQLiteLogStore.loadLog(path)
    return LogReading(log: log, format: nil, rowsRead: log.count)
  }
  if bytes.starts(with: [0x1F, 0x8B]) || bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
    throw StoreError(.compressed, path: path)
  }
  return readLog(bytes, source: path, format: format, requiresTimestamps: requiresTimestamps)
}
