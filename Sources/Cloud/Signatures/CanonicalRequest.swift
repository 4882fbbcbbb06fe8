/// The canonical form of a request, which both ends of the wire compute for themselves.
///
/// Source: AWS, "Create a signed AWS API request" (IAM user guide, 2025), steps 1 and 2; where it leaves room, as botocore
/// 1.43's `SigV4Auth` and `S3SigV4Auth` do it.
package enum CanonicalRequest {
  /// How the path is treated.
  package enum PathStyle: Sendable {
    /// Dots and double slashes are resolved, then the path is encoded a second time.
    case general
    /// As it stands: in S3 every byte of a key counts.
    case s3

    /// The style that a service's requests are signed in.
    package init(service: String) { self = service == "s3" ? .s3 : .general }
  }

  /// The canonical text.
  ///
  /// - Parameter signedHeaders: names in lower case, sorted.
  package static func text(_ request: SignableRequest, signedHeaders: [String], style: PathStyle) -> String {
    var lines = [request.method.uppercased(), path(request.path, style: style), query(request.query)]
    lines += signedHeaders.map { name in
      name + ":" + request.values(name).map(trimmed).joined(separator: ",")
    }
    lines += ["", signedHeaders.joined(separator: ";"), request.payloadHash]
    return lines.joined(separator: "\n")
  }

  /// Names of the headers that are signed: all but those that proxies and tracers change on the way.
  package static func headersToSign(_ request: SignableRequest) -> [String] {
    let unsigned: Set = [
      "authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id",
    ]
    return Set(request.headers.map { $0.name.lowercased() }).subtracting(unsigned).sorted { inBytes($0, $1) }
  }

  static func path(_ path: String, style: PathStyle) -> String {
    switch style {
    case .s3: path
    case .general: PercentEncoding.encode(withoutDots(path), keepingSlash: true)
    }
  }

  /// Pairs encoded and in order of their bytes; a key without `=` has an empty value, a key may come again.
  package static func query(_ query: String) -> String {
    guard !query.isEmpty else { return "" }
    let pairs = query.split(separator: "&", omittingEmptySubsequences: true).map { pair in
      let key = pair.prefix { $0 != "=" }
      let value = pair[key.endIndex...].dropFirst()
      return (
        PercentEncoding.encode(PercentEncoding.decode(key)), PercentEncoding.encode(PercentEncoding.decode(value))
      )
    }
    return pairs.sorted { $0.0 == $1.0 ? inBytes($0.1, $1.1) : inBytes($0.0, $1.0) }.map { "\($0)=\($1)" }
      .joined(separator: "&")
  }

  /// Blanks at the ends gone, those inside as one each.
  private static func trimmed(_ value: String) -> String {
    value.split { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" || $0 == "\r\n" }.joined(separator: " ")
  }

  /// RFC 3986, section 5.2.4, with repeated slashes as one.
  private static func withoutDots(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    let hasEnd = path.hasSuffix("/") && !parts.isEmpty
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/") + (hasEnd ? "/" : "")
  }
}

/// Order by bytes; Swift's own order of texts is by Unicode, which is another one.
func inBytes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
