import JSONText
import Measures

/// Noting what is wrong, and reading on.
extension OfferReading {
  /// Notes a finding at the place that is being read.
  mutating func note(
    _ code: String, _ message: @autoclosure () -> String, remedy: String = "", severity: Finding.Severity = .error
  ) {
    guard hasRoom(for: severity) else { return }
    findings.append(
      Finding(
        severity, code: code, source: source, place: .key(path: shown(reader.path), line: nil),
        message: shown(message()) + " (byte \(reader.offset))", remedy: remedy))
  }

  mutating func noteWhole(
    _ code: String, _ message: @autoclosure () -> String, severity: Finding.Severity = .error
  ) {
    guard hasRoom(for: severity) else { return }
    findings.append(Finding(severity, code: code, source: source, place: .whole, message: shown(message())))
  }

  mutating func note(_ error: JSONError) {
    let remedy =
      switch error.code {
      case .cutOff: "The file is not whole; fetch it again."
      default: ""
      }
    // The one thing that stopped the reading is always shown.
    findings.append(
      Finding(
        code: error.code.rawValue, source: source, place: .whole, message: shown(error.description), remedy: remedy))
  }

  /// Counts a finding; whether it is kept. Warnings never crowd out an error.
  private mutating func hasRoom(for severity: Finding.Severity) -> Bool {
    switch severity {
    case .error:
      errorCount += 1
      return errorCount <= limits.findings
    case .warning:
      warningCount += 1
      return warningCount <= limits.findings
    }
  }

  /// A finding for each severity of which some were left out.
  mutating func noteLeftOut() {
    for (severity, count) in [(Finding.Severity.error, errorCount), (.warning, warningCount)]
    where count > limits.findings {
      findings.append(
        Finding(
          severity, code: "more", source: source, place: .whole,
          message: "\(count - limits.findings) more are left out."))
    }
  }

  /// Enters an object, or notes that none is there and passes over what is.
  mutating func entersObject() throws(JSONError) -> Bool {
    let kind = try reader.kind()
    guard kind == .object else {
      note("wrong-kind", "holds \(kind.words) where an object is needed.")
      try reader.skip()
      return false
    }
    try reader.beginObject()
    return true
  }

  /// A text or number, or nil with a finding.
  mutating func text() throws(JSONError) -> String? {
    let kind = try reader.kind()
    guard kind == .string || kind == .number else {
      note("wrong-kind", "holds \(kind.words) where text is needed.")
      try reader.skip()
      return nil
    }
    let text = try reader.stringOrNumber()
    let longest = limits.textBytes
    guard text.utf8.count <= longest else {
      note("too-long", "is longer than \(longest) bytes.")
      return nil
    }
    guard !text.unicodeScalars.contains(where: isControl) else {
      note("control-character", "holds a control character.")
      return nil
    }
    return text
  }
}

/// Text for a message: what a hostile file brings along neither steers a terminal nor fills it.
private func shown(_ text: String) -> String {
  var scalars = String.UnicodeScalarView()
  for scalar in text.unicodeScalars.prefix(500) { scalars.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
  return String(scalars) + (scalars.count == 500 ? "…" : "")
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
  default: false
  }
}
