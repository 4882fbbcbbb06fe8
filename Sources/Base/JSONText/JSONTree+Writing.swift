extension JSONTree {
  /// The value as JSON text without blanks, members in their order; reading it gives an equal value.
  package var compactText: String {
    switch content {
    case .object(let members):
      "{" + members.map { JSONTree.quoted($0.key) + ":" + $0.value.compactText }.joined(separator: ",") + "}"
    case .array(let elements): "[" + elements.map(\.compactText).joined(separator: ",") + "]"
    case .string(let text): JSONTree.quoted(text)
    case .number(let text): text
    case .boolean(let value): value ? "true" : "false"
    case .null: "null"
    }
  }

  /// A text as a JSON string, in its quotes; what is not printable ASCII or a letter stands escaped.
  package static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      // Controls, and what terminals and editors take for one: C1, line ends of Unicode, changes of direction.
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{200B}"..."\u{200F}", "\u{2028}"..."\u{202E}",
        "\u{2060}"..."\u{2069}", "\u{FEFF}":
        let code = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - code.count) + code
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

/// The line, counted from 1, in which a byte of a text stands.
package func line(ofByte offset: Int, in bytes: [UInt8]) -> Int {
  1 + bytes.prefix(max(0, offset)).count { $0 == UInt8(ascii: "\n") }
}
