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
    // "libcurl/7.88.1 OpenSSL/3.0 …": the first word's version.
    let curl = curl_version().map { String(cString: $0) }?.split(separator: " ").first?.split(separator: "/").last
    return drawingLibraries + [("libcurl", curl.map(String.init) ?? "unknown")]
  }
}
