/// The parts of a path as users write it, by its text alone.
package enum PathText {
  /// What stands behind the last slash: the name that reports show, which never hold a path.
  package static func fileName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  /// Everything up to the last slash, the slash included; empty where there is none.
  package static func folder(_ path: String) -> String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "" }
}
