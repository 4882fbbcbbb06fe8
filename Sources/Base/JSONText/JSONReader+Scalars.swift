/// Strings, numbers and words.
extension JSONReader {
  /// A string, escapes resolved.
  package mutating func string() throws(JSONError) -> String {
    let found = try kind()
    guard found == .string else { throw failure(.wrongKind, "\(found.words) stands where a string is needed") }
    return try scanString()
  }

  /// A string, or a number as it is written; for fields that some writers quote and others do not.
  package mutating func stringOrNumber() throws(JSONError) -> String {
    switch try kind() {
    case .string: return try scanString()
    case .number: return try scanNumber()
    case let found: throw failure(.wrongKind, "\(found.words) stands where a string or a number is needed")
    }
  }

  /// `true` or `false`.
  package mutating func boolean() throws(JSONError) -> Bool {
    let found = try kind()
    guard found == .boolean else { throw failure(.wrongKind, "\(found.words) stands where a boolean is needed") }
    return try scanWord() == "true"
  }

  // MARK: - Strings

  mutating func scanString() throws(JSONError) -> String {
    let end = try plainEnd()
    guard let end else { return try scanLongString() }
    let text = String(decoding: chunk[position..<end], as: UTF8.self)
    position = end + 1
    return text
  }

  mutating func skipString() throws(JSONError) {
    if let end = try plainEnd() { position = end + 1 } else { _ = try scanLongString() }
  }

  /// Consumes the opening quote and finds the closing one; nil where the string holds more than printable ASCII, goes past
  /// the chunk or is long.
  private mutating func plainEnd() throws(JSONError) -> Int? {
    guard try byte() == UInt8(ascii: "\"") else {
      throw try refusal("stands where a string is needed")
    }
    position += 1
    return chunk.withUnsafeBufferPointer { [position, limits] bytes in
      let limit = min(bytes.count, position + limits.stringBytes + 1)
      var index = position
      while index < limit, isPlain(bytes[index]) { index += 1 }
      return index < limit && bytes[index] == UInt8(ascii: "\"") ? index : nil
    }
  }

  /// The rest of any string, put together byte by byte.
  private mutating func scanLongString() throws(JSONError) -> String {
    scratch.removeAll(keepingCapacity: true)
    while true {
      let next = try byte()
      switch next {
      case UInt8(ascii: "\""):
        position += 1
        guard let text = String(validating: scratch, as: UTF8.self) else {
          throw failure(.notJSON, "a string is not valid UTF-8")
        }
        return text
      case UInt8(ascii: "\\"):
        position += 1
        try scanEscape()
      case 0..<0x20: throw failure(.notJSON, "a control character stands in a string")
      default:
        scratch.append(next)
        position += 1
      }
      guard scratch.count <= limits.stringBytes else {
        throw failure(.tooLong, "a string is longer than \(limits.stringBytes) bytes")
      }
    }
  }

  private mutating func scanEscape() throws(JSONError) {
    let escape = try byte()
    position += 1
    switch escape {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scratch.append(escape)
    case UInt8(ascii: "b"): scratch.append(0x08)
    case UInt8(ascii: "f"): scratch.append(0x0C)
    case UInt8(ascii: "n"): scratch.append(0x0A)
    case UInt8(ascii: "r"): scratch.append(0x0D)
    case UInt8(ascii: "t"): scratch.append(0x09)
    case UInt8(ascii: "u"):
      var code = try scanHexadecimal()
      if (0xD800..<0xDC00).contains(code) {
        // The second half of a pair of surrogates must follow at once.
        guard try byte() == UInt8(ascii: "\\") else { throw failure(.notJSON, "a surrogate stands alone") }
        position += 1
        guard try byte() == UInt8(ascii: "u") else { throw failure(.notJSON, "a surrogate stands alone") }
        position += 1
        let low = try scanHexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw failure(.notJSON, "a surrogate stands alone") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw failure(.notJSON, "a surrogate stands alone") }
      scratch += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    default: throw failure(.notJSON, "an escape is none that JSON knows")
    }
  }

  private mutating func scanHexadecimal() throws(JSONError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      let digit = try byte()
      let value: UInt8
      switch digit {
      case 0x30...0x39: value = digit - 0x30
      case 0x41...0x46: value = digit - 0x41 + 10
      case 0x61...0x66: value = digit - 0x61 + 10
      default: throw failure(.notJSON, "an escape \\u needs four hexadecimal digits")
      }
      code = code << 4 + UInt32(value)
      position += 1
    }
    return code
  }

  // MARK: - Numbers and words

  mutating func scanNumber() throws(JSONError) -> String {
    scratch.removeAll(keepingCapacity: true)
    while let next = try peek(), isPartOfNumber(next) {
      guard scratch.count < limits.numberBytes else {
        throw failure(.tooLong, "a number is longer than \(limits.numberBytes) bytes")
      }
      scratch.append(next)
      position += 1
    }
    guard isNumber(scratch) else {
      throw failure(.notJSON, "`\(String(decoding: scratch, as: UTF8.self))` is no JSON number")
    }
    return String(decoding: scratch, as: UTF8.self)
  }

  /// Consumes `true`, `false` or `null`, and says which.
  @discardableResult
  mutating func scanWord() throws(JSONError) -> String {
    let start = offset
    let word = try letters()
    guard ["true", "false", "null"].contains(word) else {
      throw JSONError(code: .notJSON, offset: start, path: path, detail: "`\(word)` is no JSON value")
    }
    return word
  }

  /// An error that names the word or byte at which reading stopped.
  mutating func refusal(_ sentence: String) throws(JSONError) -> JSONError {
    let start = offset
    let next = try byte()
    let word = try letters()
    let name = !word.isEmpty ? "`\(word)`" : isPlain(next) ? "`\(Character(Unicode.Scalar(next)))`" : "the byte \(next)"
    return JSONError(code: .notJSON, offset: start, path: path, detail: "\(name) \(sentence)")
  }

  /// Consumes letters, a dozen at most.
  private mutating func letters() throws(JSONError) -> String {
    var word: [UInt8] = []
    while let next = try peek(), word.count < 12, (0x41...0x5A).contains(next & 0xDF) {
      word.append(next)
      position += 1
    }
    return String(decoding: word, as: UTF8.self)
  }
}

/// Whether a byte of a string is printable ASCII that means itself.
private func isPlain(_ byte: UInt8) -> Bool {
  byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
}

private func isPartOfNumber(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): true
  default: false
  }
}

/// Whether bytes are a number in JSON's grammar: `-0.5e+3`, but neither `01`, `.5`, `1.` nor `+1`.
private func isNumber(_ bytes: [UInt8]) -> Bool {
  var rest = bytes[...]
  func digits() -> Int {
    let count = rest.prefix { (0x30...0x39).contains($0) }.count
    rest = rest.dropFirst(count)
    return count
  }
  if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
  let startsWithZero = rest.first == UInt8(ascii: "0")
  let whole = digits()
  guard whole > 0, !startsWithZero || whole == 1 else { return false }
  if rest.first == UInt8(ascii: ".") {
    rest.removeFirst()
    guard digits() > 0 else { return false }
  }
  if let next = rest.first, next & 0xDF == UInt8(ascii: "E") {
    rest.removeFirst()
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
    guard digits() > 0 else { return false }
  }
  return rest.isEmpty
}
