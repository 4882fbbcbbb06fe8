import CCurl
import Engine
import Reports

/// What this program is built from, for bug reports and `run.json`.
enum Versions {
  static let recast = "0.1.0"

  static var text: String {
    "recast \(recast) (\(libraries.map { "\($0.name) \($0.version)" }.joined(separator: ", ")))"
  }

  static var libraries: [(name: String, version: String)] {
    let curl = curl_version_info(CURLVERSION_NOW).flatMap { $0.pointee.version }.map { String(cString: $0) }
    return drawingLibraries + [("libcurl", curl ?? "unknown")]
  }
}
