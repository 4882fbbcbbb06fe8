import Glibc
import Measures
import WholeFiles

/// Fetches files of the AWS Price List bulk API and keeps them, asking again only for what has changed.
package struct OfferFetch: Sendable {
  /// Where AWS keeps the price lists; no credentials are needed.
  package static let defaultBaseURL = "https://pricing.us-east-1.amazonaws.com"

  /// What came of asking.
  package enum Outcome: Hashable, Sendable {
    /// The file at hand is the newest.
    case unchanged
    /// The file was replaced by one of so many bytes.
    case replaced(bytes: Int)
  }

  private let transport: any HTTPTransport
  private let baseURL: String
  private let limits: HTTPRequest.Limits

  /// - Parameters:
  ///   - baseURL: scheme, host and perhaps a path in front of `/offers/…`.
  ///   - limits: the default takes files up to 2 GB, for AmazonEC2's of one region has some 450 MB.
  package init(
    transport: any HTTPTransport, baseURL: String = OfferFetch.defaultBaseURL,
    limits: HTTPRequest.Limits = OfferFetch.defaultLimits
  ) {
    self.transport = transport
    self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
    self.limits = limits
  }

  /// Files up to 2 GB, for an hour at most.
  package static var defaultLimits: HTTPRequest.Limits {
    var limits = HTTPRequest.Limits()
    limits.bodyBytes = 2_000_000_000
    limits.timeout = .hours(1)
    return limits
  }

  /// The address of a service's price list in a region.
  package func url(service: String, region: String) -> String {
    "\(baseURL)/offers/v1.0/aws/\(service)/current/\(region)/index.json"
  }

  /// Brings the file at `path` up to date. The file there is replaced in one step by a whole one, or stays as it is.
  ///
  /// The server's ETag is kept in `<path>.etag`, with the file's size.
  /// - Parameters:
  ///   - service: the offer code, e.g. `AmazonPersonalize`.
  ///   - region: the region's code, e.g. `us-east-1`.
  ///   - path: where the file is kept; its folder must exist.
  ///   - progress: is told the bytes received and, where known, expected.
  ///   - check: looks at the file that was received, under the name it is given, before it replaces the old one; what it
  ///     throws keeps the old one.
  package func fetch(
    service: String, region: String, to path: String, progress: (Int, Int?) -> Void = { _, _ in },
    check: (_ path: String) throws -> Void = { _ in }
  ) throws(OfferFetchError) -> Outcome {
    for name in [service, region] where !isName(name) {
      throw OfferFetchError(.invalidName, subject: name, detail: "")
    }
    var request = HTTPRequest("GET", url(service: service, region: region), limits: limits)
    let mark = ETagMark(besides: path)
    if let tag = mark.tag { request.headers = [HTTPHeader("If-None-Match", tag)] }
    let file: FileReplacement
    do { file = try FileReplacement(of: path) } catch { throw OfferFetchError(error) }
    var received = 0
    let head: HTTPResponseHead
    do {
      head = try transport.send(request) { head, piece in
        guard head.status == 200 else { return }
        try file.append(piece)
        received += piece.count
        progress(received, head.contentLength)
      }
    } catch {
      throw OfferFetchError(.transfer, subject: request.shownURL, detail: error.description)
    }
    if head.status == 304, mark.tag != nil { return .unchanged }
    guard head.status == 200 else {
      throw OfferFetchError(.status(head.status), subject: request.shownURL, detail: "")
    }
    do { try check(file.temporaryPath) } catch {
      throw OfferFetchError(.refused, subject: request.shownURL, detail: "\(error)")
    }
    // Without a mark the next fetch asks for the whole file: a stop between these steps does no harm.
    mark.remove()
    do {
      try file.commit()
      try mark.write(tag: head.header("ETag"), size: received)
    } catch {
      throw OfferFetchError(error)
    }
    return .replaced(bytes: received)
  }

  /// Whether a service or region is a name, and no way into another folder.
  private func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == UInt8(ascii: "-")
      }
  }
}

/// The server's mark of the file beside it: a line with the ETag, a line with the file's size.
private struct ETagMark {
  let path: String
  /// Nil where there is no mark, or where the file is not the one that was marked.
  let tag: String?

  init(besides file: String) {
    path = file + ".etag"
    tag = ETagMark.read(path, of: file)
  }

  private static func read(_ path: String, of file: String) -> String? {
    guard let mark = fopen(path, "re") else { return nil }
    defer { fclose(mark) }
    var bytes = [UInt8](repeating: 0, count: 2000)
    let count = fread(&bytes, 1, bytes.count, mark)
    let lines = bytes.prefix(count).split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    var status = stat()
    guard lines.count == 2, isTag(lines[0]), stat(file, &status) == 0, lines[1] == "\(status.st_size)" else {
      return nil
    }
    return lines[0]
  }

  func remove() { unlink(path) }

  func write(tag: String?, size: Int) throws(FileReplacement.Failure) {
    guard let tag, ETagMark.isTag(tag) else { return }
    let file = try FileReplacement(of: path)
    try file.append(Array("\(tag)\n\(size)\n".utf8))
    try file.commit()
  }

  /// Whether a text can stand in a header again as it came.
  private static func isTag(_ text: String) -> Bool {
    (1...1000).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }
}

/// Why a price list was not fetched; the file at hand is as it was.
package struct OfferFetchError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong.
  package enum Code: Hashable, Sendable {
    /// The service or region is no name.
    case invalidName
    /// The exchange did not come to its end.
    case transfer
    /// The server answered with another status than 200 or 304.
    case status(Int)
    /// The file received is no good.
    case refused
    /// The file cannot be written.
    case unwritable
  }

  package let code: Code
  /// The address, name or path that it is about.
  package let subject: String
  package let detail: String

  init(_ code: Code, subject: String, detail: String) {
    self.code = code
    self.subject = subject
    self.detail = detail
  }

  init(_ failure: FileReplacement.Failure) {
    self.init(.unwritable, subject: failure.path, detail: failure.description)
  }

  /// One sentence or two.
  package var description: String {
    switch code {
    case .invalidName: "`\(subject)` is no name of a service or region, which have letters, digits and hyphens."
    case .transfer, .unwritable: detail
    case .status(403), .status(404):
      "There is no price list at \(subject). Check the region; the service may not be sold there."
    case .status(let status): "\(subject) answered with status \(status)."
    case .refused: "What \(subject) sent is not used: \(detail)"
    }
  }
}
