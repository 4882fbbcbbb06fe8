/// Reads the output of a batch job (`.out`, JSON Lines) that arrives in chunks, line by line.
///
/// A line that is broken costs that line alone. Memory is bounded by the longest line that is read.
package struct BatchOutputReader: Sendable {
  /// Number of the last line given, counted from 1; blank lines count too.
  package private(set) var line = 0
  private var pending: [UInt8] = []
  private var isOverlong = false

  package init() {}

  /// Takes the next bytes and gives each line that they end to `body`.
  package mutating func append(_ chunk: Span<UInt8>, _ body: (Int, BatchLine) throws -> Void) rethrows {
    var start = 0
    while start < chunk.count {
      var end = start
      while end < chunk.count, chunk[end] != UInt8(ascii: "\n") { end += 1 }
      keep(chunk, start..<end)
      guard end < chunk.count else { return }
      try endLine(body)
      start = end + 1
    }
  }

  /// Gives the last line where no line feed ended it.
  package mutating func finish(_ body: (Int, BatchLine) throws -> Void) rethrows {
    if !pending.isEmpty || isOverlong { try endLine(body) }
  }

  private mutating func keep(_ chunk: Span<UInt8>, _ range: Range<Int>) {
    guard !isOverlong else { return }
    guard pending.count + range.count <= BatchLimits.lineBytes else {
      isOverlong = true
      pending = []
      return
    }
    chunk.withUnsafeBufferPointer { pending.append(contentsOf: UnsafeBufferPointer(rebasing: $0[range])) }
  }

  private mutating func endLine(_ body: (Int, BatchLine) throws -> Void) rethrows {
    line += 1
    defer {
      pending.removeAll(keepingCapacity: true)
      isOverlong = false
    }
    if isOverlong { return try body(line, .broken(.tooLong, detail: "")) }
    let isBlank = pending.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    if !isBlank { try body(line, BatchLine(pending)) }
  }
}
