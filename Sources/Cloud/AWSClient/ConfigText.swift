/// A file of `~/.aws`: sections of keys and values, where a value may be a block of keys of its own.
///
/// As botocore 1.43 reads it with Python's RawConfigParser: `=` or `:` after a key, keys in any case, `#` and `;` begin
/// comment lines, indented lines go on with the value above them.
struct ConfigText: Hashable, Sendable {
  enum Value: Hashable, Sendable {
    case text(String)
    /// Indented lines of `key = value` below a key without a value.
    case block([String: String])
  }

  /// Where the text cannot be read.
  struct Fault: Error, Hashable, Sendable {
    /// Counted from 1.
    let line: Int
    let detail: String
  }

  private(set) var sections: [String: [String: Value]] = [:]

  init(_ bytes: [UInt8]) throws(Fault) {
    guard let whole = String(validating: bytes, as: UTF8.self) else {
      throw Fault(line: 1, detail: "the file is not UTF-8")
    }
    var section: String?
    var key: String?
    var lines: [String] = []
    /// Blanks before the current key: what stands further in belongs to it.
    var level = 0
    func close() throws(Fault) {
      guard let section, let key else { return }
      sections[section, default: [:]][key] = ConfigText.value(lines)
    }
    for (index, raw) in whole.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = ConfigText.trimmed(raw)
      if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
      let indent = raw.prefix { $0 == " " || $0 == "\t" }.count
      if key != nil, indent > level {
        lines.append(line)
        continue
      }
      level = indent
      try close()
      key = nil
      if line.hasPrefix("["), let end = line.lastIndex(of: "]") {
        section = ConfigText.trimmed(line[line.index(after: line.startIndex)..<end])
        sections[section ?? "", default: [:]] = sections[section ?? ""] ?? [:]
      } else {
        guard section != nil else { throw Fault(line: index + 1, detail: "a key stands before any [section]") }
        guard let mark = line.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
          throw Fault(line: index + 1, detail: "neither `key = value` nor a [section]")
        }
        key = ConfigText.trimmed(line[..<mark]).lowercased()
        lines = [ConfigText.trimmed(line[line.index(after: mark)...])]
      }
    }
    try close()
  }

  init() {}

  private static func value(_ lines: [String]) -> Value {
    guard lines.count > 1, lines[0].isEmpty else { return .text(lines.joined(separator: "\n")) }
    var block: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let mark = line.firstIndex(of: "=") else { continue }
      block[trimmed(line[..<mark])] = trimmed(line[line.index(after: mark)...])
    }
    return .block(block)
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    var text = Substring(text)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
