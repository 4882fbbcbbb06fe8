import Foundation

/// The project's own folder, and the data that may lie beside it.
package enum ProjectFiles {
  /// The folder of `Package.swift`.
  package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A file of the project as text; empty where there is none.
  package static func text(_ path: String) -> String {
    (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
  }

  /// Paths below a folder of the project, relative to its root, sorted.
  package static func paths(below folder: String, ending suffix: String) -> [String] {
    let base = root.appending(path: folder)
    let all = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
    return all.filter { $0.hasSuffix(suffix) }.sorted().map { "\(folder)/\($0)" }
  }

  /// A file of the real data that stands beside a developer's checkout; nil where it is absent.
  package static func sharedData(_ path: String) -> String? {
    let file = root.deletingLastPathComponent().appending(path: "shared/data/\(path)").path
    return FileManager.default.fileExists(atPath: file) ? file : nil
  }
}
