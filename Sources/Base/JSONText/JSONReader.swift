/// Reads a JSON text (RFC 8259) that arrives in chunks, value by value, in memory that does not grow with the text.
///
/// The caller asks for what should come next, or skips it; skipped values are checked as strictly as read ones. Numbers come
/// as text, so that nothing is rounded. After an error the reader is of no further use.
///
/// ```
/// try reader.beginObject()
/// while let key = try reader.nextKey() {
///   if key == "sku" { sku = try reader.string() } else { try reader.skip() }
/// }
/// try reader.end()
/// ```
package struct JSONReader {
  /// What a text may hold at most, so that a hostile one costs neither memory nor stack.
  package struct Limits: Hashable, Sendable {
    /// Objects and arrays inside one another.
    package var depth = 64
    /// Bytes of one string, escapes resolved.
    package var stringBytes = 16_384
    /// Bytes of one number.
    package var numberBytes = 128

    package init() {}
  }

  /// The kinds of JSON values.
  package enum Kind: String, Sendable {
    case object, array, string, number, boolean, null
  }

  /// Hands out the next bytes; none means that the text is at its end.
  package typealias NextChunk = () throws -> [UInt8]

  let limits: Limits
  private let nextChunk: NextChunk
  private(set) var chunk: [UInt8] = []
  /// Index into `chunk` of the next byte.
  var position = 0
  private var bytesBeforeChunk = 0
  private var isAtEnd = false
  private var frames: [Frame] = []
  /// Strings and numbers that are not taken straight from a chunk are put together here.
  var scratch: [UInt8] = []

  /// An object or array that is being read.
  private struct Frame {
    let isObject: Bool
    /// Members or elements begun.
    var count = 0
    /// The key being read; empty in an array and while skipping.
    var key = ""
  }

  package init(limits: Limits = Limits(), nextChunk: @escaping NextChunk) {
    self.limits = limits
    self.nextChunk = nextChunk
  }

  /// A reader of bytes that are all there.
  package init(_ bytes: [UInt8], limits: Limits = Limits()) {
    var rest = bytes
    self.init(limits: limits) {
      defer { rest = [] }
      return rest
    }
  }

  // MARK: - Where it stands

  /// Bytes read so far.
  package var offset: Int { bytesBeforeChunk + position }

  /// Keys and indices that lead to the value being read, such as `terms.OnDemand[2]`; `…` for what lies in a skipped value.
  package var path: String {
    var text = ""
    for frame in frames where frame.count > 0 {
      if !frame.isObject {
        text += "[\(frame.count - 1)]"
      } else if frame.key.isEmpty {
        return text + (text.isEmpty ? "" : ".") + "…"
      } else {
        text += (text.isEmpty ? "" : ".") + frame.key
      }
    }
    return text
  }

  /// An error at this place.
  package func failure(_ code: JSONError.Code, _ detail: String) -> JSONError {
    JSONError(code: code, offset: offset, path: path, detail: detail)
  }

  // MARK: - Objects and arrays

  /// The kind of the value that comes next; nothing is consumed.
  package mutating func kind() throws(JSONError) -> Kind {
    try skipBlanks()
    switch try byte() {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
    case UInt8(ascii: "n"): return .null
    default: throw try refusal("is no JSON value")
    }
  }

  /// Enters an object; its members follow with `nextKey`.
  package mutating func beginObject() throws(JSONError) { try begin(.object) }

  /// Enters an array; its elements follow with `nextElement`.
  package mutating func beginArray() throws(JSONError) { try begin(.array) }

  /// The next member's key, with its value to be read or skipped; nil when the object is closed.
  package mutating func nextKey() throws(JSONError) -> String? {
    guard try hasNext(closing: UInt8(ascii: "}")) else { return nil }
    let key = try scanString()
    try take(UInt8(ascii: ":"), "after a key")
    frames[frames.count - 1].key = key
    return key
  }

  /// Whether another element follows, to be read or skipped; false when the array is closed.
  package mutating func nextElement() throws(JSONError) -> Bool { try hasNext(closing: UInt8(ascii: "]")) }

  /// Passes over one value, however long, in constant memory.
  package mutating func skip() throws(JSONError) {
    let outside = frames.count
    repeat {
      switch try kind() {
      case .object: try begin(.object)
      case .array: try begin(.array)
      case .string: try skipString()
      case .number: _ = try scanNumber()
      case .boolean, .null: try scanWord()
      }
      // On to the next value inside what was skipped into, or out of it.
      while frames.count > outside {
        if frames[frames.count - 1].isObject {
          guard try hasNext(closing: UInt8(ascii: "}")) else { continue }
          try skipString()
          try take(UInt8(ascii: ":"), "after a key")
          break
        } else if try hasNext(closing: UInt8(ascii: "]")) {
          break
        }
      }
    } while frames.count > outside
  }

  /// Makes sure that nothing but blanks follows the one value of a JSON text.
  package mutating func end() throws(JSONError) {
    precondition(frames.isEmpty, "the text is read to the end of its value first")
    try skipBlanks()
    if try peek() != nil { throw failure(.notJSON, "something follows the end of the JSON text") }
  }

  private mutating func begin(_ wanted: Kind) throws(JSONError) {
    let found = try kind()
    guard found == wanted else { throw failure(.wrongKind, "\(found.words) stands where \(wanted.words) is needed") }
    guard frames.count < limits.depth else {
      throw failure(.tooDeep, "more than \(limits.depth) objects and arrays lie inside one another")
    }
    position += 1
    frames.append(Frame(isObject: wanted == .object))
  }

  /// Whether the innermost object or array goes on; it is left where it does not.
  private mutating func hasNext(closing: UInt8) throws(JSONError) -> Bool {
    precondition(!frames.isEmpty, "an object or array is entered first")
    try skipBlanks()
    let next = try byte()
    let last = frames.count - 1
    if next == closing {
      position += 1
      frames.removeLast()
      return false
    }
    if frames[last].count > 0 {
      guard next == UInt8(ascii: ",") else {
        throw failure(.notJSON, "a comma or `\(Character(Unicode.Scalar(closing)))` is missing")
      }
      position += 1
      try skipBlanks()
      if try byte() == closing { throw failure(.notJSON, "nothing follows a comma") }
    }
    frames[last].count += 1
    frames[last].key = ""
    return true
  }

  private mutating func take(_ wanted: UInt8, _ place: String) throws(JSONError) {
    try skipBlanks()
    guard try byte() == wanted else {
      throw failure(.notJSON, "`\(Character(Unicode.Scalar(wanted)))` is missing \(place)")
    }
    position += 1
  }

  // MARK: - Bytes

  /// The next byte, or nil at the end of the text.
  mutating func peek() throws(JSONError) -> UInt8? {
    if position < chunk.count { return chunk[position] }
    return try refill() ? chunk[position] : nil
  }

  /// The next byte of a value that is not at its end.
  mutating func byte() throws(JSONError) -> UInt8 {
    guard let byte = try peek() else { throw failure(.cutOff, "the text ends in the middle") }
    return byte
  }

  private mutating func skipBlanks() throws(JSONError) {
    while true {
      position = chunk.withUnsafeBufferPointer { [position] bytes in
        var index = position
        while index < bytes.count, isBlank(bytes[index]) { index += 1 }
        return index
      }
      guard position == chunk.count, try refill() else { return }
    }
  }

  /// Puts the next chunk in place of the one that is read; false at the end of the text.
  mutating func refill() throws(JSONError) -> Bool {
    guard !isAtEnd else { return false }
    let isFirst = bytesBeforeChunk == 0 && chunk.isEmpty
    bytesBeforeChunk += chunk.count
    position = 0
    do {
      chunk = try nextChunk()
      // A byte order mark may be split between chunks.
      while isFirst, (1..<3).contains(chunk.count), [0xEF, 0xBB, 0xBF].starts(with: chunk) {
        let more = try nextChunk()
        if more.isEmpty { break }
        chunk += more
      }
    } catch {
      chunk = []
      isAtEnd = true
      throw failure(.unreadable, "\(error)")
    }
    if isFirst, chunk.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    if chunk.isEmpty { isAtEnd = true }
    return position < chunk.count
  }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

extension JSONReader.Kind {
  /// With its article, for sentences.
  package var words: String {
    switch self {
    case .object, .array: "an \(rawValue)"
    case .null: rawValue
    case .string, .number, .boolean: "a \(rawValue)"
    }
  }
}
