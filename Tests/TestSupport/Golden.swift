import Foundation
import Testing

/// Compares `text` with the file `Goldens/<name>` beside the calling test.
///
/// With `UPDATE_GOLDENS=1` the file is written instead, and the test fails, so that no recording run passes as a test.
package func expectGolden(_ text: String, _ name: String, filePath: StaticString = #filePath) {
  let folder = URL(fileURLWithPath: "\(filePath)").deletingLastPathComponent().appendingPathComponent("Goldens")
  let file = folder.appendingPathComponent(name)
  let recorded = try? String(contentsOf: file, encoding: .utf8)
  guard ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" else {
    guard let recorded else {
      Issue.record("Goldens/\(name) is missing; record it with UPDATE_GOLDENS=1")
      return
    }
    if recorded != text { Issue.record("Goldens/\(name) differs\n\(difference(recorded, text))") }
    return
  }
  do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    Issue.record("recorded Goldens/\(name)\(recorded == text ? " (unchanged)" : "")")
  } catch {
    Issue.record("Goldens/\(name) cannot be written: \(error)")
  }
}

/// The lines that differ, with their numbers: "-" as recorded, "+" as now; at most forty of them.
private func difference(_ recorded: String, _ current: String) -> String {
  let old = recorded.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  let new = current.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  let changes = new.difference(from: old).map { change in
    switch change {
    case .remove(let offset, let line, _): (offset, 0, "-\(offset + 1): \(line)")
    case .insert(let offset, let line, _): (offset, 1, "+\(offset + 1): \(line)")
    }
  }
  let lines = changes.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  return (lines.prefix(40) + (lines.count > 40 ? ["… and \(lines.count - 40) more lines"] : []))
    .joined(separator: "\n")
}
