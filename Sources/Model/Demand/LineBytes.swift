/// Lines from chunks of bytes, with bounded memory.
struct LineBytes: Sendable {
  /// Longest line in bytes; a load balancer's are below 16 KiB.
  static let limit = 1 << 16

  private var bytes: [UInt8] = []
  private var start = 0
  private var isEnded = false
  /// Whether the rest of a line that is too long is being passed over.
  private var isSkipping = false
  /// The number of the newest line, from 1.
  private(set) var number = 0

  mutating func append(_ chunk: Span<UInt8>) {
    if start > 0 {
      bytes.removeFirst(start)
      start = 0
    }
    chunk.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
  }

  mutating func end() { isEnded = true }

  /// The next line without its end; an inner nil for one that is too long, an outer nil where more bytes are needed.
  mutating func next() -> ArraySlice<UInt8>?? {
    while true {
      guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? (isEnded ? bytes.count : nil) else {
        // What is longer than any line is not kept.
        if bytes.count - start > LineBytes.limit { (isSkipping, start) = (true, bytes.count) }
        return .none
      }
      guard start < bytes.count || isSkipping else { return .none }
      var line = bytes[start..<end]
      start = min(end + 1, bytes.count)
      number += 1
      let isTooLong = isSkipping || line.count > LineBytes.limit
      isSkipping = false
      if isTooLong { return .some(nil) }
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      return .some(line)
    }
  }
}

/// Fields separated by spaces, with quotes around those that hold some.
enum SpacedFields {
  /// The first fields of a line; an open quote lasts to its end.
  static func of(_ line: ArraySlice<UInt8>, atMost limit: Int) -> [String] {
    var fields: [String] = []
    var rest = line
    while !rest.isEmpty, fields.count < limit {
      let isQuoted = rest.first == UInt8(ascii: "\"")
      if isQuoted { rest.removeFirst() }
      let end = rest.firstIndex(of: UInt8(ascii: isQuoted ? "\"" : " ")) ?? rest.endIndex
      fields.append(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
      rest = rest[min(end + 1, rest.endIndex)...]
      if isQuoted, rest.first == UInt8(ascii: " ") { rest.removeFirst() }
    }
    return fields
  }
}
