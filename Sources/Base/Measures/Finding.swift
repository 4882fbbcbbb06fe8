/// Something wrong in what the user gave. Findings are collected and shown all at once, never thrown one by one.
package struct Finding: Hashable, Sendable {
  /// Whether the work can go on.
  package enum Severity: String, Sendable {
    case error, warning
  }
  /// Where in the user's input it is.
  package enum Place: Hashable, Sendable {
    /// A key path in a scenario or rate card, with its line (from 1) where known.
    case key(path: String, line: Int?)
    /// A row of a data file, counted from 1 with the header.
    case row(Int)
    /// The input as a whole.
    case whole
  }

  package let severity: Severity
  /// A short stable name, e.g. `unknown-key`.
  package let code: String
  /// The file or input it was found in, as the user named it.
  package var source: String
  package let place: Place
  /// What is wrong, as a sentence.
  package let message: String
  /// What to do about it, as a sentence; empty when the message says it all.
  package let remedy: String

  package init(
    _ severity: Severity = .error, code: String, source: String, place: Place, message: String, remedy: String = ""
  ) {
    self.severity = severity
    self.code = code
    self.source = source
    self.place = place
    self.message = message
    self.remedy = remedy
  }
}

extension Finding: CustomStringConvertible {
  /// `shop.yaml:12: error: plans.batch.every: … Remedy.`
  package var description: String {
    var text = source
    switch place {
    case .key(let path, let line):
      if let line { text += ":\(line)" }
      text += ": \(severity.rawValue): \(path.isEmpty ? "" : path + ": ")"
    case .row(let row): text += ":\(row): \(severity.rawValue): "
    case .whole: text += ": \(severity.rawValue): "
    }
    text += message
    if !remedy.isEmpty { text += " " + remedy }
    return text
  }
}

extension [Finding] {
  /// Whether any finding is an error.
  package var hasErrors: Bool { contains { $0.severity == .error } }
}
