/// Reads whole rows from a part of a file, fast: fields are found eight bytes at a time.
///
/// Only what is plain is read here. A row with a quote, or with another number of fields than it should have, is cut by
/// `RowSyntax` as everywhere; where that cannot end inside the part, the whole file is left to the careful reader.
final class ChunkParser {
  private let syntax: RowSyntax
  private let columns: LogColumns
  let collector: RowCollector
  private var fields = FieldList()
  private var scratch: [UInt8] = []
  /// Rows of the part before, about as many as there will be in the next.
  private var rowsBefore = 0
  private let starts: UnsafeMutablePointer<Int32>
  private let ends: UnsafeMutablePointer<Int32>

  init(layout: LogLayout, collector: RowCollector) {
    syntax = layout.syntax
    columns = layout.columns
    self.collector = collector
    starts = .allocate(capacity: max(1, columns.count))
    ends = .allocate(capacity: max(1, columns.count))
  }

  deinit {
    starts.deallocate()
    ends.deallocate()
  }

  /// The rows of a part, or nil where the file must be read with care.
  ///
  /// - Parameters:
  ///   - bytes: whole lines; the last may lack its line end at the end of the file. `ByteWindow.padding` bytes behind
  ///     them are written and read.
  ///   - number: the part's place in the file.
  func parse(_ bytes: UnsafeMutablePointer<UInt8>, count: Int, number: Int) -> LogChunk? {
    // A line end behind the last line, so that no search needs to look for the end of the bytes.
    bytes[count] = Byte.lineFeed
    for index in 1..<ByteWindow.padding { bytes[count + index] = 0 }
    collector.begin(number, expectedRows: rowsBefore + rowsBefore / 32)
    let chunk = collector.end()
    let isPlain = !syntax.isDoubled && syntax.json == nil
    var at = 0
    // Counted here, for the chunk's own counters cost a check each time.
    var plainRows = 0
    var plainLines = 0
    while at < count {
      var isUnusual = !isPlain
      if isPlain {
        let rowStart = at
        switch plainRow(bytes, &at) {
        case .good:
          plainRows += 1
          plainLines += 1
        case .bad(let fault):
          plainRows += 1
          plainLines += 1
          chunk.faults.add(fault, row: chunk.lines + plainLines)
        case .blank: plainLines += 1
        case .unusual:
          at = rowStart
          isUnusual = true
        }
        guard at - rowStart <= RowSyntax.longestRowBytes else { return nil }
      }
      if isUnusual {
        chunk.lines += plainLines
        plainLines = 0
        guard careful(bytes, count, &at, chunk) else { return nil }
      }
    }
    chunk.lines += plainLines
    chunk.rowsRead += plainRows
    rowsBefore = chunk.rowsRead
    collector.flush(bytes)
    return collector.hasTooManyEventTypes || collector.timestamps.metUnknownUnit ? nil : chunk
  }

  private enum PlainRow {
    case good
    case bad(RowFault)
    case blank
    case unusual
  }

  /// Reads the row at `at` and goes to the next line, unless the row is unusual.
  @inline(__always)
  private func plainRow(_ bytes: UnsafePointer<UInt8>, _ at: inout Int) -> PlainRow {
    let separators = UInt64(syntax.separator) &* 0x0101_0101_0101_0101
    let lineFeeds = UInt64(Byte.lineFeed) &* 0x0101_0101_0101_0101
    let last = columns.count - 1
    var column = 0
    let rowStart = at
    while true {
      let start = at
      if syntax.isQuoted, bytes[start] == Byte.quote { return .unusual }
      while true {
        let word = UnsafeRawPointer(bytes + at).loadUnaligned(as: UInt64.self).littleEndian
        let marks = ChunkParser.zeroBytes(word ^ separators) | ChunkParser.zeroBytes(word ^ lineFeeds)
        if marks != 0 {
          at += marks.trailingZeroBitCount >> 3
          break
        }
        at += 8
      }
      starts[column] = Int32(truncatingIfNeeded: start)
      ends[column] = Int32(truncatingIfNeeded: at)
      let isLineEnd = bytes[at] == Byte.lineFeed
      at += 1
      if isLineEnd { break }
      if column == last { return .unusual }
      column += 1
    }
    if ends[column] > starts[column], bytes[Int(ends[column]) - 1] == Byte.carriageReturn { ends[column] -= 1 }
    guard column == last else {
      return column == 0 && Int(ends[0]) == rowStart ? .blank : .bad(.fieldCount)
    }
    if last == 0, ends[0] == starts[0] { return .blank }
    if let fault = collector.stage(bytes, starts, ends) { return .bad(fault) }
    return .good
  }

  /// A mark in the lowest zero byte of a word; marks above it may be false.
  @inline(__always)
  private static func zeroBytes(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
  }

  /// Reads one row by the general rule; false where it does not end inside the part.
  private func careful(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ at: inout Int, _ chunk: LogChunk) -> Bool {
    let span = UnsafeBufferPointer(start: bytes, count: count).span
    let start = at
    let (end, next) = syntax.scanRow(span, from: start, into: &fields, scratch: &scratch)
    var lines = fields.lineCount(span, from: start, to: next)
    at = next
    var fault: RowFault?
    switch end {
    case .complete:
      if fields.isBlank {
        chunk.lines += lines
        return true
      }
      fault = RowReading.stage(&fields, span, bytes, &scratch, collector)
    case .textAfterQuote: fault = .textAfterQuote
    case .notJSON: fault = .notJSON
    case .openQuote, .tooLong: return false
    }
    chunk.rowsRead += 1
    if let fault {
      chunk.faults.add(fault, row: chunk.lines + 1)
      if lines > 1, end == .complete {
        at = RowSyntax.lineEnd(span, from: start)
        lines = 1
      }
    }
    chunk.lines += lines
    return true
  }
}

/// What both readers do with a row that is whole.
enum RowReading {
  /// Stages a row's fields, escapes undone.
  ///
  /// - Parameter base: the first byte of `span`, with bytes behind its end that may be read.
  static func stage(
    _ fields: inout FieldList, _ span: Span<UInt8>, _ base: UnsafePointer<UInt8>, _ scratch: inout [UInt8],
    _ collector: RowCollector
  ) -> RowFault? {
    guard fields.hasEscapes || fields.isInScratch else { return collector.stage(base, fields) }
    // The names of the rows before stand in other bytes.
    collector.flush(base)
    if !fields.isInScratch { fields.unescapeAll(span, into: &scratch) }
    scratch.append(contentsOf: repeatElement(0, count: 8))
    return scratch.withUnsafeBufferPointer { buffer in
      guard let own = buffer.baseAddress else { return nil }
      let fault = collector.stage(own, fields)
      collector.flush(own)
      return fault
    }
  }
}
