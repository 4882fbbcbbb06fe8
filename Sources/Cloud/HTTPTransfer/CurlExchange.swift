/// What libcurl's callbacks share during one exchange: the head as it grows, the receiver of the body, what went wrong.
///
/// A class, for C holds its address; only the thread that performs the exchange touches it.
final class CurlExchange {
  private let limits: HTTPRequest.Limits
  private let receive: (HTTPResponseHead, [UInt8]) throws -> Void
  private var status = 0
  private var headers: [HTTPHeader] = []
  private var headerBytes = 0
  private var bodyBytes = 0
  private(set) var failure: (code: HTTPError.Code, detail: String)?

  init(limits: HTTPRequest.Limits, receive: @escaping (HTTPResponseHead, [UInt8]) throws -> Void) {
    self.limits = limits
    self.receive = receive
  }

  /// The head once its status line is there.
  var head: HTTPResponseHead? { status == 0 ? nil : HTTPResponseHead(status: status, headers: headers) }

  /// Takes in one line of the header; false ends the exchange.
  func receive(headerLine bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    headerBytes += bytes.count
    guard headerBytes <= limits.headerBytes else {
      failure = (.tooLarge, "the header is larger than \(limits.headerBytes) bytes")
      return false
    }
    var line = String(decoding: bytes, as: UTF8.self)[...]
    while let last = line.last, last.isWhitespace { line.removeLast() }
    if line.hasPrefix("HTTP/") {
      // A new status line: the one before was "100 Continue" or the like.
      status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
      headers = []
    } else if let colon = line.firstIndex(of: ":") {
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      headers.append(HTTPHeader(String(line[..<colon]), String(value)))
    }
    return true
  }

  /// Hands on a piece of the body; false ends the exchange.
  func receive(body bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let head else { return false }
    bodyBytes += bytes.count
    guard bodyBytes <= limits.bodyBytes else {
      failure = (.tooLarge, "the answer is larger than \(limits.bodyBytes) bytes")
      return false
    }
    do {
      try receive(head, Array(bytes))
      return true
    } catch {
      failure = (.receiverFailed, "\(error)")
      return false
    }
  }
}

/// libcurl's callback for a header line.
let receiveHeader: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
  passOn($0, $1 * $2, $3) { $0.receive(headerLine: $1) }
}

/// libcurl's callback for a piece of the body.
let receiveBody: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
  passOn($0, $1 * $2, $3) { $0.receive(body: $1) }
}

/// The number of bytes taken, as libcurl wants it: all, or none to end the exchange.
private func passOn(
  _ data: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
  to take: (CurlExchange, UnsafeBufferPointer<UInt8>) -> Bool
) -> Int {
  guard let data, let context, count > 0 else { return count }
  let exchange = Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
  return data.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
    take(exchange, UnsafeBufferPointer(start: bytes, count: count)) ? count : 0
  }
}
