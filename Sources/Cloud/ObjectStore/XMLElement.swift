/// An element of a small XML document: what S3's requests need, and nothing that a hostile one could use.
///
/// No document types, no entities but the five of XML and characters by number, limits on depth, size and count; names lose
/// their prefix, attributes are passed over.
struct XMLElement: Hashable, Sendable {
  let name: String
  private(set) var children: [XMLElement] = []
  /// The element's own text, without that of its children.
  private(set) var text = ""

  /// Reads a document; nil where it is not well-formed or beyond the limits.
  /// - Parameter elements: at most so many.
  init?(_ bytes: [UInt8], elements: Int = 200_000, depth: Int = 16) {
    guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
    var reader = Reader(bytes: bytes, left: elements)
    guard reader.passProlog(), let root = reader.element(depth: depth), reader.passMiscellaneous(), reader.isAtEnd
    else { return nil }
    self = root
  }

  private init(name: String) { self.name = name }

  /// The first child of a name.
  subscript(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  /// The text of the first child of a name.
  func text(_ name: String) -> String? { self[name]?.text }

  func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0
    var left: Int

    init(bytes: [UInt8], left: Int) {
      self.bytes = bytes
      self.left = left
      // A byte order mark.
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    var isAtEnd: Bool { position >= bytes.count }

    func starts(with text: StaticString) -> Bool {
      let count = text.utf8CodeUnitCount
      guard position + count <= bytes.count else { return false }
      return text.withUTF8Buffer { word in bytes[position..<position + count].elementsEqual(word) }
    }

    mutating func passBlanks() { while !isAtEnd, isBlank(bytes[position]) { position += 1 } }

    /// Moves behind a text; false where it does not come.
    mutating func pass(until end: StaticString) -> Bool {
      while !isAtEnd {
        if starts(with: end) {
          position += end.utf8CodeUnitCount
          return true
        }
        position += 1
      }
      return false
    }

    mutating func passMiscellaneous() -> Bool {
      while true {
        passBlanks()
        if starts(with: "<!--") {
          guard pass(until: "-->") else { return false }
        } else if starts(with: "<?") {
          guard pass(until: "?>") else { return false }
        } else {
          return true
        }
      }
    }

    // A document type (`<!DOCTYPE`) is no element's name, so it ends the reading.
    mutating func passProlog() -> Bool { passMiscellaneous() && starts(with: "<") }

    mutating func name() -> String? {
      let start = position
      while !isAtEnd, isNameByte(bytes[position]) { position += 1 }
      guard position > start, position - start < 200 else { return nil }
      let whole = String(decoding: bytes[start..<position], as: UTF8.self)
      return whole.split(separator: ":").last.map(String.init)
    }

    mutating func element(depth: Int) -> XMLElement? {
      guard depth > 0, left > 0, starts(with: "<") else { return nil }
      left -= 1
      position += 1
      guard let name = name(), let isEmpty = passAttributes() else { return nil }
      var element = XMLElement(name: name)
      if isEmpty { return element }
      var text: [UInt8] = []
      while true {
        guard !isAtEnd else { return nil }
        if starts(with: "</") {
          position += 2
          guard self.name() == name else { return nil }
          passBlanks()
          guard starts(with: ">") else { return nil }
          position += 1
          element.text = String(decoding: text, as: UTF8.self)
          return element
        } else if starts(with: "<!--") {
          guard pass(until: "-->") else { return nil }
        } else if starts(with: "<![CDATA[") {
          let start = position + 9
          guard pass(until: "]]>") else { return nil }
          text += bytes[start..<position - 3]
        } else if starts(with: "<") {
          guard let child = self.element(depth: depth - 1) else { return nil }
          element.children.append(child)
        } else if starts(with: "&") {
          guard let scalar = reference() else { return nil }
          text += Array(String(scalar).utf8)
        } else {
          text.append(bytes[position])
          position += 1
        }
      }
    }

    /// Passes over attributes and the end of a start tag: whether the tag is an empty element's, nil where it is malformed.
    mutating func passAttributes() -> Bool? {
      while true {
        passBlanks()
        if starts(with: "/>") {
          position += 2
          return true
        }
        if starts(with: ">") {
          position += 1
          return false
        }
        guard name() != nil else { return nil }
        passBlanks()
        guard starts(with: "=") else { return nil }
        position += 1
        passBlanks()
        guard starts(with: "\"") || starts(with: "'") else { return nil }
        let quote = bytes[position]
        position += 1
        while !isAtEnd, bytes[position] != quote, bytes[position] != UInt8(ascii: "<") { position += 1 }
        guard !isAtEnd, bytes[position] == quote else { return nil }
        position += 1
      }
    }

    /// A character by its name or number.
    mutating func reference() -> Unicode.Scalar? {
      let start = position + 1
      guard let end = bytes[start...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
      position = end + 1
      let name = String(decoding: bytes[start..<end], as: UTF8.self)
      switch name {
      case "amp": return "&"
      case "lt": return "<"
      case "gt": return ">"
      case "quot": return "\""
      case "apos": return "'"
      default:
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let number = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return number.flatMap { $0 == 0 ? nil : Unicode.Scalar($0) }
      }
    }
  }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

private func isNameByte(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
    UInt8(ascii: ":"), 0x80...:
    true
  default: false
  }
}
