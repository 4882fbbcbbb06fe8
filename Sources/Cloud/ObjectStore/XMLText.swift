/// Writes small XML documents, as S3 and AWS's query protocol answer them.
package struct XMLText {
  private var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

  /// The name space of S3's documents.
  package static let nameSpace = "http://s3.amazonaws.com/doc/2006-03-01/"

  /// A document whose root is in a name space, S3's unless stated.
  package static func document(
    _ root: String, nameSpace: String = XMLText.nameSpace, _ content: (inout XMLText) -> Void
  ) -> [UInt8] {
    var xml = XMLText()
    xml.text += "<\(root) xmlns=\"\(nameSpace)\">"
    content(&xml)
    xml.text += "</\(root)>"
    return Array(xml.text.utf8)
  }

  /// A document without a name space, as errors are.
  package static func plainDocument(_ root: String, _ content: (inout XMLText) -> Void) -> [UInt8] {
    var xml = XMLText()
    xml.element(root, content)
    return Array(xml.text.utf8)
  }

  /// An element of elements.
  package mutating func element(_ name: String, _ content: (inout XMLText) -> Void) {
    text += "<\(name)>"
    content(&self)
    text += "</\(name)>"
  }

  /// An element of text.
  package mutating func element(_ name: String, _ value: String) {
    text += "<\(name)>\(XMLText.escaped(value))</\(name)>"
  }

  /// Nothing where there is no value.
  mutating func element(_ name: String, ifPresent value: String?) { if let value { element(name, value) } }

  /// Markup that is known to be whole.
  mutating func raw(_ markup: String) { text += markup }

  static func escaped(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 < 0x20 || "&<>\"'".utf8.contains($0) }) else { return value }
    var escaped = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      // XML 1.0 has no way to write most controls; S3 writes references all the same, and `encoding-type=url` avoids them.
      case "\u{0}"..."\u{1F}": escaped += "&#\(scalar.value);"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
