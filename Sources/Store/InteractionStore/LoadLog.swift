import CAllocator
import Interactions

/// Reads an interaction log from a text file, gzip or not, or from a file that recast wrote.
///
/// Text is read on all cores, in memory that does not grow with the file but for the log itself.
/// - Parameters:
///   - options: what the user says of a text file; not used for files that recast wrote.
///   - usesCache: whether a large text file that was read before is not parsed again; see `LogCache`.
/// - Throws: what stands between us and the bytes. What is wrong in the bytes is among the findings.
package func loadLog(
  path: String, options: LogOptions = LogOptions(), workers: Workers = .threads, usesCache: Bool = false
) throws(StoreError) -> LogReading {
  let bytes = try FileBytes(path)
  if SQLiteLogStore.isDatabase(bytes.head) {
    let log = try SQLiteLogStore.loadLog(path)
    return LogReading(log: log, format: nil, rowsRead: log.count)
  }
  if ColumnarReading.isColumnar(bytes.head) {
    let log = try ColumnarReading(path, workers: workers).log()
    return LogReading(log: log, format: nil, rowsRead: log.count)
  }
  let cache = usesCache ? LogCache(path: path, options: options, workers: workers) : nil
  let key = cache?.key()
  if let cache, let key, let kept = cache.reading(key.entry) { return kept }
  let reading = readLog(from: bytes, source: path, options: options, workers: workers)
  try bytes.check()
  // What the parts were read into is gone, but the allocator keeps its pages for more of the kind, which does not come.
  if reading.log.count > 1_000_000 { malloc_trim(0) }
  if let cache, let key { cache.keep(reading, at: key.entry, since: key.moment) }
  return reading
}

/// Reads an interaction log; see the form with options.
package func loadLog(
  path: String, format: LogFormat?, requiresTimestamps: Bool = true
) throws(StoreError) -> LogReading {
  try loadLog(path: path, options: LogOptions(format: format, requiresTimestamps: requiresTimestamps))
}
