/// Something wrong in a filter expression, with the place in its text.
package struct FilterProblem: Hashable, Sendable, Error {
  /// Whether the service would refuse it.
  package enum Severity: String, Sendable, Hashable {
    case error, warning
  }

  package let severity: Severity
  /// A short stable name, such as `unknown-field`.
  package let code: String
  /// Where: Unicode scalars of the text, counted from 0; empty at the end where something is missing.
  package let range: Range<Int>
  /// What is wrong, as a sentence.
  package let message: String
  /// What to do about it, as a sentence; empty where the message says it all.
  package let remedy: String

  package init(
    _ severity: Severity = .error, code: String, range: Range<Int>, message: String, remedy: String = ""
  ) {
    self.severity = severity
    self.code = code
    self.range = range
    self.message = message
    self.remedy = remedy
  }

  /// The part of a text around the place, and below it carets under the place; two lines without line ends.
  ///
  /// Controls show as blanks, so that the text steers no terminal; letters of Chinese, Japanese and Korean count two columns.
  /// - Parameter columns: width of a line.
  package func excerpt(of text: String, columns: Int = 100) -> String {
    let scalars = Array(text.unicodeScalars)
    let place = min(range.lowerBound, scalars.count)
    // The place stands in the middle where the text is long.
    let first = max(0, min(place - columns / 2, scalars.count - columns))
    let last = min(scalars.count, first + columns)
    var (line, marks) = ("", "")
    if first > 0 { (line, marks) = ("…", " ") }
    for index in first..<last {
      line.unicodeScalars.append(scalars[index].isPrintable ? scalars[index] : " ")
      let isMarked = range.contains(index)
      marks += String(repeating: isMarked ? "^" : " ", count: scalars[index].columnCount)
    }
    if last < scalars.count { line += "…" }
    if range.isEmpty || place == scalars.count { marks += "^" }
    while marks.last == " " { marks.removeLast() }
    return line + "\n" + marks
  }
}

extension [FilterProblem] {
  /// Whether any would make the service refuse the filter.
  package var hasErrors: Bool { contains { $0.severity == .error } }
}

extension Unicode.Scalar {
  /// Whether the scalar shows as itself and changes nothing around it.
  var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .nonspacingMark,
      .enclosingMark:
      false
    default: true
    }
  }

  /// Columns of a terminal: two for wide letters. Source: Unicode Standard Annex 11, the wide blocks.
  var columnCount: Int {
    switch value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }
}
