import CCairo

/// Name and version of each library that draws, for bug reports: equal pictures hold for equal versions.
package var drawingLibraries: [(name: String, version: String)] {
  [
    ("Cairo", cairo_version_string().map { String(cString: $0) } ?? "unknown"),
    ("Pango", pango_version_string().map { String(cString: $0) } ?? "unknown"),
  ]
}
