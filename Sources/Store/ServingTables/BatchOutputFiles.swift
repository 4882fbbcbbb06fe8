import FoundationEssentials

/// The files of a batch job's output as users name them: files, or folders of them.
package enum BatchOutputFiles {
  /// The files to read, a folder's in order of name.
  ///
  /// Of a folder those count whose names end in `.out` or `.jsonl`, compressed or not, at any depth; the service's own
  /// check files (`_CHECK`), manifests and hidden files are left out. A file that is named itself is always taken.
  package static func paths(_ named: [String]) -> [String] {
    named.flatMap { path -> [String] in
      var isFolder = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder else { return [path] }
      let base = path.hasSuffix("/") ? path : path + "/"
      let below = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
      return below.filter(isOutput).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { base + $0 }
    }
  }

  private static func isOutput(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    guard let name = parts.last, !parts.contains(where: { $0.hasPrefix("_") || $0.hasPrefix(".") }) else {
      return false
    }
    return ["", ".gz"].contains { name.hasSuffix(".out" + $0) || name.hasSuffix(".jsonl" + $0) }
  }
}
