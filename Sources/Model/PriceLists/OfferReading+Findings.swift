import Measures

/// Noting what is wrong, and reading on.
extension OfferReading {
  /// Notes a finding at the place that is being read.
  mutating func note(
    _ code: String, _ message: String, remedy: String = "", severity: Finding.Severity = .error
  ) {
    append(
      Finding(
        severity, code: code, source: source, place: .key(path: reader.path, line: nil),
        message: message + " (byte \(reader.offset))", remedy: remedy))
  }

  mutating func noteWhole(_ code: String, _ message: String, severity: Finding.Severity = .error) {
    append(Finding(severity, code: code, source: source, place: .whole, message: message))
  }

  mutating func note(_ error: JSONError) {
    let remedy =
      switch error.code {
      case .cutOff: "The file is not whole; fetch it again."
      default: ""
      }
    // The one thing that stopped the reading is always shown.
    findings.append(
      Finding(code: error.code.rawValue, source: source, place: .whole, message: error.description, remedy: remedy))
  }

  private mutating func append(_ finding: Finding) {
    if finding.severity == .error { errorCount += 1 }
    // Warnings never crowd out an error.
    let count = findings.count { $0.severity == finding.severity }
    if count < limits.findings { findings.append(finding) } else { findingsLeftOut[finding.severity, default: 0] += 1 }
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
    guard text.utf8.count <= limits.textBytes else {
      note("too-long", "is longer than \(limits.textBytes) bytes.")
      return nil
    }
    return text
  }
}
