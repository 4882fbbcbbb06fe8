import BatchFiles
import DelimitedText
import InteractionStore

/// A file that names users or items: a batch job's input, a CSV with a column of ids, or one id a line; gzip too.
package enum KeyFile {
  /// The ids, each once, in order of the file.
  ///
  /// - Parameter columns: names of the column in a CSV, in upper case, the preferred first; without a header that has one
  ///   of them, every line is an id.
  /// - Throws: `StoreError`, or `KeyFileError` with the line that cannot be used.
  package static func keys(_ path: String, columns: [String]) throws -> [String] {
    var reading = KeyReading(path: path, columns: columns)
    var fault: KeyFileError?
    try readChunks(of: path) { chunk in
      do throws(KeyFileError) { try reading.take(chunk) } catch { fault = error }
      return fault == nil
    }
    if let fault { throw fault }
    return try reading.finish()
  }
}

/// Reads ids chunk by chunk; memory grows with them alone.
private struct KeyReading {
  private static let mostBytes = 1 << 30
  /// Bytes before the first that tells the form.
  private static let mostBlankBytes = 1 << 16

  private let path: String
  private let columns: [String]
  private var bytes = 0
  /// Nil as long as only blanks and a byte order mark came.
  private var isJSON: Bool?
  private var head: [UInt8] = []
  private var reader = DelimitedReader()
  private var column: Int?
  /// Of JSON Lines: the line that is not at its end, and the number of those that were.
  private var pending: [UInt8] = []
  private var lines = 0
  private var keys: [String] = []
  private var seen = Set<String>()

  init(path: String, columns: [String]) { (self.path, self.columns) = (path, columns) }

  mutating func take(_ chunk: Span<UInt8>) throws(KeyFileError) {
    bytes += chunk.count
    guard bytes <= KeyReading.mostBytes else { throw fault(0, "it is larger than 1 GiB") }
    if isJSON == nil {
      chunk.withUnsafeBufferPointer { head += $0 }
      let first = head.first { $0 > 0x20 && $0 < 0x80 }
      guard first != nil || head.count > KeyReading.mostBlankBytes else { return }
      isJSON = first == UInt8(ascii: "{")
      let whole = head
      head = []
      return try takeText(whole.span)
    }
    try takeText(chunk)
  }

  /// Takes the end of the file for that of a line; the ids, each once.
  mutating func finish() throws(KeyFileError) -> [String] {
    if isJSON == nil {
      isJSON = false
      let whole = head
      try takeText(whole.span)
    }
    if isJSON == true {
      try endLine()
    } else {
      reader.endInput()
      try takeRows()
    }
    return keys
  }

  private mutating func takeText(_ text: Span<UInt8>) throws(KeyFileError) {
    guard isJSON == true else {
      reader.append(text)
      return try takeRows()
    }
    var start = 0
    while start < text.count {
      var end = start
      while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
      text.withUnsafeBufferPointer { pending += UnsafeBufferPointer(rebasing: $0[start..<end]) }
      guard pending.count <= BatchLimits.lineBytes else { throw fault(lines + 1, "the line is too long") }
      if end < text.count { try endLine() }
      start = end + 1
    }
  }

  private mutating func endLine() throws(KeyFileError) {
    lines += 1
    defer { pending.removeAll(keepingCapacity: true) }
    guard pending.contains(where: { $0 > 0x20 }) else { return }
    guard let query = BatchQuery(line: pending) else {
      throw fault(lines, "it is no line of a batch job's input")
    }
    add(query.key)
  }

  private mutating func takeRows() throws(KeyFileError) {
    while true {
      switch reader.next() {
      case .end, .needsBytes: return
      case .fault(let found): throw fault(reader.line, "\(found)")
      case .row:
        guard let chosen = column else {
          let names = reader.texts.map { $0.uppercased() }
          let found = columns.compactMap { name in names.firstIndex(of: name) }.first
          column = found ?? 0
          if found == nil { add(try key(0)) }
          continue
        }
        add(try key(chosen))
      }
    }
  }

  private func key(_ column: Int) throws(KeyFileError) -> String {
    guard column < reader.fieldCount, let text = reader.text(column), !text.isEmpty,
      text.utf8.count <= BatchLimits.idBytes
    else { throw fault(reader.line, "there is no id of at most 256 bytes") }
    return text
  }

  private mutating func add(_ key: String) {
    if seen.insert(key).inserted { keys.append(key) }
  }

  private func fault(_ line: Int, _ cause: String) -> KeyFileError {
    KeyFileError(path: path, line: line, cause: cause)
  }
}

/// Why a file of ids cannot be used.
package struct KeyFileError: Error, Hashable, Sendable, CustomStringConvertible {
  package let path: String
  /// Counted from 1; 0 for the file as a whole.
  package let line: Int
  package let cause: String

  package var description: String {
    let place = line > 0 ? "\(path), line \(line)," : path
    return "\(place) cannot be used: \(cause)\(cause.hasSuffix(".") ? "" : ".")"
  }
}
