/// Text as YAML scalars.
enum YAMLText {
  /// A scalar that reads back as the same text: plain where nothing in it could mean something else, in single quotes where
  /// it is one printable line, else in double quotes with escapes.
  static func scalar(_ text: String) -> String {
    if isPlain(text) { return text }
    if !text.unicodeScalars.contains(where: isSpecial) { return "'\(text.replacing("'", with: "''"))'" }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      // `&` and `*` too: `rootReader` looks for anchors and aliases outside quotes, and an escaped quote misleads it.
      if isSpecial(scalar) || ["\"", "\\", "&", "*"].contains(scalar) {
        let digits = String(scalar.value, radix: 16)
        quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      } else {
        quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// The text without line breaks and other control characters, for a comment.
  static func onOneLine(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { isSpecial($0) ? " " : $0 }))
  }

  /// Whether a character is not printable in YAML, or a line break for it.
  private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
    default: false
    }
  }

  /// Letters and digits first, then nothing that could begin a comment or part a key from its value.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetterOrDigit(first), text.utf8.last != UInt8(ascii: " "),
      !["null", "true", "false", "yes", "no", "on", "off"].contains(text.lowercased())
    else { return false }
    return text.utf8.allSatisfy { isLetterOrDigit($0) || " -_.,;()/+%".utf8.contains($0) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
  }
}
