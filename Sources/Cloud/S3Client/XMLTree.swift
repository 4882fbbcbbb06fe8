/// A small XML document as elements and text: what S3 answers with.
///
/// Hostile input costs neither memory nor stack: depth, elements and bytes have limits, document types (and with them all
/// entities but the five of XML itself) are refused. Attributes and namespaces are passed over.
package struct XMLTree: Hashable, Sendable {
  /// Without its namespace's prefix.
  package let name: String
  package let children: [XMLTree]
  /// The text inside, children's aside.
  package let text: String

  /// Why a document is not read.
  package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Bytes before the place.
    package let offset: Int
    package let detail: String
    package var description: String { "at byte \(offset): \(detail)" }
  }

  /// Elements inside one another.
  private static let depthAtMost = 32
  private static let elementsAtMost = 200_000

  /// The text of the first child of a name; nil where there is none.
  package subscript(name: String) -> String? { child(name)?.text }

  /// The first child of a name.
  package func child(_ name: String) -> XMLTree? { children.first { $0.name == name } }

  /// All children of a name.
  package func all(_ name: String) -> [XMLTree] { children.filter { $0.name == name } }

  /// Reads a document of UTF-8.
  package init(_ bytes: [UInt8]) throws(Fault) {
    guard bytes.count <= 16_000_000, String(validating: bytes, as: UTF8.self) != nil else {
      throw Fault(offset: 0, detail: "the document is too large or not UTF-8")
    }
    var reader = Reader(bytes: bytes)
    self = try reader.document()
  }

  init(name: String, children: [XMLTree], text: String) {
    self.name = name
    self.children = children
    self.text = text
  }

  /// A text with what XML reads otherwise written as entities.
  package static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\r": escaped += "&#13;"
      case "\n": escaped += "&#10;"
      case "\t": escaped += "&#9;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private struct Reader {
    private struct Open {
      let name: String
      var children: [XMLTree] = []
      var text: [UInt8] = []
    }

    let bytes: [UInt8]
    var position = 0
    var elements = 0

    init(bytes: [UInt8]) {
      self.bytes = bytes
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    func fault(_ detail: String) -> Fault { Fault(offset: position, detail: detail) }

    mutating func document() throws(Fault) -> XMLTree {
      var open: [Open] = []
      while position < bytes.count {
        if bytes[position] != UInt8(ascii: "<") {
          let text = try text()
          if open.isEmpty {
            guard text.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
              throw fault("text stands outside the document's element")
            }
          } else {
            open[open.count - 1].text += text
          }
        } else if take("<!--") {
          try skip(past: "-->")
        } else if take("<![CDATA[") {
          guard !open.isEmpty else { throw fault("text stands outside the document's element") }
          let start = position
          try skip(past: "]]>")
          open[open.count - 1].text += bytes[start..<(position - 3)]
        } else if take("<?") {
          try skip(past: "?>")
        } else if take("<!") {
          throw fault("document types are not read")
        } else if take("</") {
          let name = name()
          skipBlanks()
          guard take(">"), let last = open.popLast(), last.name == name else { throw fault("`\(name)` ends here") }
          let tree = XMLTree(
            name: XMLTree.local(name), children: last.children, text: String(decoding: last.text, as: UTF8.self))
          if open.isEmpty {
            try end()
            return tree
          }
          open[open.count - 1].children.append(tree)
        } else {
          position += 1
          elements += 1
          let name = name()
          guard !name.isEmpty, open.count < depthAtMost, elements <= elementsAtMost else {
            throw fault("an element without a name, or too many of them")
          }
          let isEmpty = try skipAttributes()
          guard isEmpty else {
            open.append(Open(name: name))
            continue
          }
          let tree = XMLTree(name: XMLTree.local(name), children: [], text: "")
          guard !open.isEmpty else {
            try end()
            return tree
          }
          open[open.count - 1].children.append(tree)
        }
      }
      throw fault("the document ends in the middle")
    }

    /// Nothing but blanks and comments may follow.
    private mutating func end() throws(Fault) {
      while position < bytes.count {
        skipBlanks()
        if take("<!--") { try skip(past: "-->") } else if position < bytes.count { throw fault("something follows") }
      }
    }

    private mutating func take(_ word: StaticString) -> Bool {
      let word = Array("\(word)".utf8)
      guard bytes[position...].starts(with: word) else { return false }
      position += word.count
      return true
    }

    private mutating func skip(past word: StaticString) throws(Fault) {
      let mark = Array("\(word)".utf8)
      while position < bytes.count {
        if bytes[position] == mark[0], bytes[position...].starts(with: mark) {
          position += mark.count
          return
        }
        position += 1
      }
      throw fault("the document ends in the middle")
    }

    private mutating func skipBlanks() {
      while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private mutating func name() -> String {
      let start = position
      while position < bytes.count, !" \t\r\n/<>=&\"'".utf8.contains(bytes[position]) { position += 1 }
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Passes over attributes to the end of a tag; whether the element is empty.
    private mutating func skipAttributes() throws(Fault) -> Bool {
      while position < bytes.count {
        skipBlanks()
        if take("/>") { return true }
        if take(">") { return false }
        let key = name()
        skipBlanks()
        let hasValue = take("=")
        skipBlanks()
        guard !key.isEmpty, hasValue, position < bytes.count,
          bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'"),
          let end = bytes[(position + 1)...].firstIndex(of: bytes[position])
        else { throw fault("an attribute cannot be read") }
        position = end + 1
      }
      throw fault("the document ends in the middle")
    }

    /// Text up to the next tag, entities resolved.
    private mutating func text() throws(Fault) -> [UInt8] {
      var text: [UInt8] = []
      while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
        guard bytes[position] == UInt8(ascii: "&") else {
          text.append(bytes[position])
          position += 1
          continue
        }
        guard let end = bytes[position...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else {
          throw fault("an entity has no end")
        }
        let entity = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
        guard let scalar = XMLTree.scalar(entity) else { throw fault("the entity `\(entity)` is none of XML's own") }
        text += Array(String(Character(scalar)).utf8)
        position = end + 1
      }
      return text
    }
  }

  private static func local(_ name: String) -> String {
    name.lastIndex(of: ":").map { String(name[name.index(after: $0)...]) } ?? name
  }

  private static func scalar(_ entity: String) -> Unicode.Scalar? {
    switch entity {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard entity.hasPrefix("#") else { return nil }
      let isHexadecimal = entity.hasPrefix("#x")
      return UInt32(entity.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10).flatMap {
        $0 == 0 ? nil : Unicode.Scalar($0)
      }
    }
  }
}
