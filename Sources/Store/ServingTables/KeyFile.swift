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
    var text: [UInt8] = []
    try readChunks(of: path) { chunk in
      chunk.withUnsafeBufferPointer { text.append(contentsOf: $0) }
      return text.count <= 1 << 30
    }
    guard text.count <= 1 << 30 else { throw KeyFileError(path: path, line: 0, cause: "it is larger than 1 GiB") }
    let isJSON = text.first { $0 > 0x20 && $0 < 0x80 } == UInt8(ascii: "{")
    let keys = isJSON ? try queries(text, path) : try fields(text, columns, path)
    var seen = Set<String>()
    return keys.filter { seen.insert($0).inserted }
  }

  private static func queries(_ text: [UInt8], _ path: String) throws(KeyFileError) -> [String] {
    var keys: [String] = []
    for (index, line) in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { $0 > 0x20 }) else { continue }
      guard line.count <= BatchLimits.lineBytes, let query = BatchQuery(line: Array(line)) else {
        throw KeyFileError(path: path, line: index + 1, cause: "it is no line of a batch job's input")
      }
      keys.append(query.key)
    }
    return keys
  }

  private static func fields(_ text: [UInt8], _ columns: [String], _ path: String) throws(KeyFileError) -> [String] {
    var reader = DelimitedReader()
    var rest = text[...]
    while !rest.isEmpty {
      let part = Array(rest.prefix(1 << 28))
      reader.append(part.span)
      rest = rest.dropFirst(part.count)
    }
    reader.endInput()
    var column: Int?
    var keys: [String] = []
    while true {
      switch reader.next() {
      case .end, .needsBytes: return keys
      case .fault(let fault): throw KeyFileError(path: path, line: reader.line, cause: "\(fault)")
      case .row:
        guard let chosen = column else {
          let names = reader.texts.map { $0.uppercased() }
          let found = columns.compactMap { name in names.firstIndex(of: name) }.first
          column = found ?? 0
          if found == nil { keys.append(try key(reader, 0, path)) }
          continue
        }
        keys.append(try key(reader, chosen, path))
      }
    }
  }

  private static func key(_ reader: DelimitedReader, _ column: Int, _ path: String) throws(KeyFileError) -> String {
    guard column < reader.fieldCount, let text = reader.text(column), !text.isEmpty,
      text.utf8.count <= BatchLimits.idBytes
    else { throw KeyFileError(path: path, line: reader.line, cause: "there is no id of at most 256 bytes") }
    return text
  }
}

/// Why a file of ids cannot be used.
package struct KeyFileError: Error, Hashable, Sendable, CustomStringConvertible {
  package let path: String
  /// Counted from 1; 0 for the file as a whole.
  package let line: Int
  package let cause: String

  package var description: String {
    line > 0 ? "\(path), line \(line), cannot be used: \(cause)." : "\(path) cannot be used: \(cause)."
  }
}
