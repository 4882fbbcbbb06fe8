/// What Signature Version 4 sees of a request: the words of its first line, its header fields, the hash of its body.
package struct SignableRequest: Hashable, Sendable {
  /// One header field, as it is sent.
  package struct Field: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Upper case.
  package var method: String
  /// As it stands on the wire: percent-encoded, `/` at least.
  package var path: String
  /// As it stands on the wire, without the question mark; may be empty.
  package var query: String
  /// With `host` among them.
  package var headers: [Field]
  /// SHA-256 of the body in lower-case hexadecimal, or a word such as `UNSIGNED-PAYLOAD`.
  package var payloadHash: String

  package init(method: String, path: String, query: String = "", headers: [Field], payloadHash: String) {
    self.method = method
    self.path = path.isEmpty ? "/" : path
    self.query = query
    self.headers = headers
    self.payloadHash = payloadHash
  }

  /// A request to an http or https URL; the `host` header is made from it.
  package init(method: String, url: String, headers: [Field], payloadHash: String) {
    let parts = SignableRequest.parts(of: url)
    let host = headers.contains { $0.name.lowercased() == "host" } ? [] : [Field("host", parts.host)]
    self.init(
      method: method, path: parts.path, query: parts.query, headers: host + headers, payloadHash: payloadHash)
  }

  /// The values of a header in the order they are sent.
  package func values(_ name: String) -> [String] {
    headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
  }

  /// Host (without the port where it is the scheme's own), path and query of a URL.
  package static func parts(of url: String) -> (host: String, path: String, query: String) {
    let whole = url.prefix { $0 != "#" }
    guard let scheme = whole.firstRange(of: "://") else { return ("", "/", "") }
    let rest = whole[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    var host = String(authority)
    let standardPort = whole.lowercased().hasPrefix("https") ? ":443" : ":80"
    if host.hasSuffix(standardPort) { host.removeLast(standardPort.count) }
    let target = rest[authority.endIndex...]
    let path = target.prefix { $0 != "?" }
    return (host, path.isEmpty ? "/" : String(path), String(target[path.endIndex...].dropFirst()))
  }
}
