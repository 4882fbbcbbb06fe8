import Measures

/// Reads an interaction log from the bytes of a file.
///
/// - Parameters:
///   - source: the file as the user named it, for findings.
///   - format: its form; recognised by the first line when nil.
///   - requiresTimestamps: whether a header without that column is an error. If not, and it has none, each row's place
///     among the good rows stands in its stead, so that their order is kept.
/// - Returns: the good rows, in order of time, and all that was wrong; nothing is thrown.
package func readLog(
  _ bytes: Span<UInt8>, source: String, format: LogFormat? = nil, requiresTimestamps: Bool = true
) -> LogReading {
  bytes.withUnsafeBufferPointer { buffer in
    readLog(
      from: MemoryBytes(UnsafeRawBufferPointer(buffer)), source: source,
      options: LogOptions(format: format, requiresTimestamps: requiresTimestamps))
  }
}

/// Reads an interaction log from the bytes of a file; see the form with a span.
package func readLog(
  _ bytes: [UInt8], source: String, format: LogFormat? = nil, requiresTimestamps: Bool = true
) -> LogReading {
  readLog(bytes.span, source: source, format: format, requiresTimestamps: requiresTimestamps)
}

/// Reads an interaction log from bytes in memory, as `options` say.
package func readLog(
  _ bytes: [UInt8], source: String, options: LogOptions, workers: Workers = .one, effort: ReadingEffort = .fast()
) -> LogReading {
  bytes.withUnsafeBytes {
    readLog(from: MemoryBytes($0), source: source, options: options, workers: workers, effort: effort)
  }
}

/// How a log is read; the result is the same.
package enum ReadingEffort: Sendable {
  /// In parts on all workers; a file that cannot be cut into parts is then read with care.
  case fast(partBytes: Int = 1 << 20)
  /// Row by row on one thread.
  case careful
}

/// Reads an interaction log from a stream, in memory that does not grow with it but for the log itself.
///
/// The result does not depend on the number of workers: names are numbered in order of their first appearance.
package func readLog(
  from stream: some LogByteStream, source: String, options: LogOptions = LogOptions(), workers: Workers = .one,
  effort: ReadingEffort = .fast()
) -> LogReading {
  let window = ByteWindow(capacity: 2 * RowSyntax.longestRowBytes)
  window.refill(from: 0, stream)
  var reading = LayoutReading(source: source, options: options)
  guard let layout = reading.layout(window.buffer.span) else {
    return LogReading(log: .empty, format: options.format, rowsRead: 0, findings: reading.findings)
  }
  func pass(_ unit: TimestampUnit?) -> LogPass {
    if case .fast(let partBytes) = effort,
      let pass = PartReading(stream, layout, partBytes: partBytes, workers: workers).pass(unit: unit)
    {
      return pass
    }
    return CarefulReading(stream, layout, window).pass(unit: unit)
  }
  var rows = pass(nil)
  if let common = rows.commonestUnit, common != rows.unit { rows = pass(common) }
  return LogAssembly(layout: layout, pass: rows, workers: workers, keepsRows: options.keepsRows).reading()
}

/// The rows of a whole file, in parts.
struct LogPass {
  var collectors: [RowCollector]
  /// In order of the file.
  var chunks: [LogChunk]

  /// The unit that numbers were taken to be in.
  var unit: TimestampUnit? { collectors.first?.timestamps.unit }

  /// The unit of most numbers.
  var commonestUnit: TimestampUnit? {
    var counts = [Int](repeating: 0, count: TimestampUnit.allCases.count)
    for collector in collectors {
      for index in counts.indices { counts[index] += collector.timestamps.unitCounts[index] }
    }
    return TimestampReader.commonest(counts)
  }

  var hasTextTimestamps: Bool { collectors.contains { $0.timestamps.hasText } }
  var rowsRead: Int { chunks.reduce(0) { $0 + $1.rowsRead } }
}

/// Reads row by row, each by the general rule, through a window that moves over the file.
struct CarefulReading<Stream: LogByteStream> {
  private let stream: Stream
  private let layout: LogLayout
  private let window: ByteWindow

  init(_ stream: Stream, _ layout: LogLayout, _ window: ByteWindow) {
    self.stream = stream
    self.layout = layout
    self.window = window
  }

  func pass(unit: TimestampUnit?) -> LogPass {
    stream.rewind()
    window.reset()
    window.refill(from: 0, stream)
    let collector = RowCollector(
      columns: layout.columns, timestamps: TimestampReader(unit: unit, form: layout.form))
    collector.begin(0)
    let chunk = collector.end()
    let syntax = layout.syntax
    var fields = FieldList()
    var scratch: [UInt8] = []
    var at = layout.dataStart
    // Whether the rest of a line whose row was refused is still to be passed over.
    var isSkipping = false
    while !collector.hasTooManyEventTypes {
      if !window.isLast, window.count - at <= RowSyntax.longestRowBytes {
        collector.flush(window.bytes)
        window.refill(from: at, stream)
        at = 0
      }
      guard at < window.count else { break }
      let bytes = window.buffer.span
      if isSkipping {
        at = RowSyntax.lineEnd(bytes, from: at)
        guard bytes[at - 1] == Byte.lineFeed else { continue }
        isSkipping = false
        chunk.lines += 1
        continue
      }
      let start = at
      let (end, next) = syntax.scanRow(bytes, from: start, into: &fields, scratch: &scratch)
      var lines = fields.lineCount(bytes, from: start, to: next)
      at = next
      var fault: RowFault?
      switch end {
      case .complete:
        if fields.isBlank {
          chunk.lines += lines
          continue
        }
        fault = RowReading.stage(&fields, bytes, window.bytes, &scratch, collector)
      case .textAfterQuote: fault = .textAfterQuote
      case .openQuote: fault = .openQuote
      case .tooLong: fault = .rowTooLong
      case .notJSON: fault = .notJSON
      }
      chunk.rowsRead += 1
      if let fault {
        chunk.faults.add(fault, row: chunk.lines + 1)
        if lines > 1, end == .complete {
          // A stray quote joins rows that are good by themselves: only its own line is lost.
          at = RowSyntax.lineEnd(bytes, from: start)
          lines = 1
        }
        if at == window.count, bytes[at - 1] != Byte.lineFeed, !window.isLast {
          isSkipping = true
          lines = 0
        }
      }
      chunk.lines += lines
    }
    collector.flush(window.bytes)
    return LogPass(collectors: [collector], chunks: [chunk])
  }
}
