/// Why an exchange did not come to its end.
package struct HTTPError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong.
  package enum Code: String, Sendable {
    /// The request is none that can be sent: its URL, method or a header.
    case invalidRequest = "invalid-request"
    /// No address for the host or proxy.
    case unresolved
    /// Nobody answers at the address.
    case unreachable
    /// TLS could not be set up, or the certificate does not hold.
    case insecure
    /// Too slow to connect, to answer or to go on.
    case timeout
    /// The answer ended before its announced end.
    case cutOff = "cut-off"
    /// The body or header is larger than the request's limits.
    case tooLarge = "too-large"
    /// The receiver of the body threw.
    case receiverFailed = "receiver-failed"
    /// Anything else that libcurl reports.
    case failed
  }

  package let code: Code
  /// Scheme, host and path; never a query or a user's name, which may hold secrets.
  package let url: String
  /// What libcurl or the receiver said; no full stop. Empty where there is nothing to add.
  package let detail: String

  package init(_ code: Code, url: String, detail: String = "") {
    self.code = code
    self.url = url
    self.detail = detail
  }

  /// One sentence that names the address.
  package var description: String {
    let sentence =
      switch code {
      case .invalidRequest: "\(url) cannot be asked"
      case .unresolved: "The host of \(url) is not known"
      case .unreachable: "Nobody answers at \(url)"
      case .insecure: "No secure connection to \(url)"
      case .timeout: "\(url) is too slow"
      case .cutOff: "\(url) broke off"
      case .tooLarge: "\(url) answers with too much"
      case .receiverFailed: "What \(url) sent could not be taken in"
      case .failed: "\(url) failed"
      }
    return detail.isEmpty ? sentence + "." : "\(sentence): \(detail)."
  }
}

extension HTTPRequest {
  /// The URL without query, fragment and user, for messages.
  package var shownURL: String {
    let path = url.prefix { $0 != "?" && $0 != "#" }
    guard let schemeEnd = path.firstRange(of: "://")?.upperBound else { return String(path) }
    let authorityEnd = path[schemeEnd...].firstIndex(of: "/") ?? path.endIndex
    let host = path[schemeEnd..<authorityEnd].split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    return "\(path[..<schemeEnd])\(host)\(path[authorityEnd...])"
  }

  /// Why the request cannot be sent; nil where nothing speaks against it.
  package var fault: String? {
    guard ["GET", "HEAD", "POST", "PUT", "DELETE"].contains(method) else { return "the method \(method) is not known" }
    let lowercased = url.lowercased()
    guard lowercased.hasPrefix("http://") || lowercased.hasPrefix("https://") else {
      return "the URL begins with neither http:// nor https://"
    }
    // Anything else must be percent-encoded, a line break above all.
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else {
      return "the URL holds blanks or other bytes that are not percent-encoded"
    }
    guard !url.dropFirst(8).prefix(while: { $0 != "/" && $0 != "?" && $0 != "#" }).contains("@") else {
      return "the URL holds a user's name"
    }
    for header in headers {
      guard !header.name.isEmpty, header.name.utf8.allSatisfy(isTokenByte) else {
        return "`\(header.name)` is no name of a header"
      }
      guard header.value.utf8.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
        return "the header \(header.name) holds a line break or another control character"
      }
    }
    return nil
  }
}

/// Bytes of a header's name (RFC 9110, token).
private func isTokenByte(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
  default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
  }
}
