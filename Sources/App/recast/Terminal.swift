import Engine
import Glibc
import Measures
import Reports
import Synchronization

/// Standard output for results, standard error for words and progress.
enum Terminal {
  /// Writes a result to standard output.
  static func write(_ text: String) { write(text, to: 1) }

  /// Writes a result as JSON on standard output.
  static func write(_ value: JSONValue) throws {
    do { write(try value.text(isPretty: true)) } catch { throw Stop(.environment, "\(error)") }
  }

  /// Writes a line to standard error.
  static func say(_ line: String) {
    Progress.shared.clear()
    write(line.hasSuffix("\n") ? line : line + "\n", to: 2)
  }

  /// Shows findings, at most fifty of them, and stops where any is an error.
  static func show(_ findings: [Finding]) throws(Stop) {
    for finding in findings.prefix(50) { say("\(finding)") }
    if findings.count > 50 { say("… and \(findings.count - 50) more.") }
    let errors = findings.count { $0.severity == .error }
    guard errors > 0 else { return }
    throw Stop(.wrongInput, errors == 1 ? "1 error; nothing was run." : "\(errors) errors; nothing was run.")
  }

  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      // A reader that went away (`| head`) is no error of ours.
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }

  /// Progress on one line of standard error, only where that is a terminal.
  final class Progress: Sendable {
    static let shared = Progress()
    private let isShown = isatty(2) == 1
    private let last = Mutex("")

    func update(_ progress: RunProgress) {
      update("\(progress.stage.rawValue) \(Int((progress.share * 100).rounded())) %")
    }

    func update(_ text: String) {
      guard isShown else { return }
      last.withLock { shown in
        guard text != shown else { return }
        shown = text
        Terminal.write("\r\u{1B}[K" + text, to: 2)
      }
    }

    func clear() {
      guard isShown else { return }
      last.withLock { shown in
        guard !shown.isEmpty else { return }
        shown = ""
        Terminal.write("\r\u{1B}[K", to: 2)
      }
    }
  }
}
