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

  /// A text as a JSON string, in its quotes; what steers terminals stands escaped.
  package static func quoted(_ text: String) -> String {
    // By scalars: a quote with a combining mark behind it is one character, and a quote all the same.
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { quoted.unicodeScalars.append("\\") }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted.escapingControls + "\""
  }
}

extension String {
  /// The text with what steers terminals and editors written as JSON escapes it: controls, line ends of Unicode, marks that
  /// change the direction or are not seen.
  package var escapingControls: String {
    var escaped = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": escaped += "\\n"
      case "\r": escaped += "\\r"
      case "\t": escaped += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{200B}"..."\u{200F}", "\u{2028}"..."\u{202E}",
        "\u{2060}"..."\u{2069}", "\u{FEFF}":
        let code = String(scalar.value, radix: 16)
        escaped += "\\u" + String(repeating: "0", count: 4 - code.count) + code
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

/// Where the lines of a text begin, so that places in it can be named.
package struct LineStarts: Sendable {
  private let starts: [Int]

  package init(_ bytes: [UInt8]) {
    starts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
  }

  /// The line, counted from 1, in which a byte stands.
  package func line(ofByte offset: Int) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }
}
