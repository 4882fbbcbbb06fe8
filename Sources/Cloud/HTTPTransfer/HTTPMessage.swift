import Measures

/// One header field.
package struct HTTPHeader: Hashable, Sendable {
  package let name: String
  package let value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// A request, with what it may cost at most.
package struct HTTPRequest: Hashable, Sendable {
  /// How long and how large an exchange may become.
  package struct Limits: Hashable, Sendable {
    /// For name, connection and TLS.
    package var connectTimeout = Timespan.seconds(10)
    /// For the whole exchange.
    package var timeout = Timespan.minutes(10)
    /// An answer slower than this for `slowTime` is given up.
    package var slowestBytesPerSecond = 100
    package var slowTime = Timespan.seconds(30)
    /// Bytes of an answer's body, counted as they come.
    package var bodyBytes = 64_000_000
    /// Bytes of an answer's header.
    package var headerBytes = 100_000

    package init() {}
  }

  /// `GET`, `HEAD`, `POST`, `PUT` or `DELETE`.
  package var method: String
  /// An http or https URL, percent-encoded, without a user's name in it.
  package var url: String
  package var headers: [HTTPHeader]
  package var body: [UInt8]
  package var limits: Limits
  /// Whether the transport itself may never send it a second time, at the cost of a new connection: for what must not be
  /// done twice.
  package var isSentOnce = false

  package init(
    _ method: String = "GET", _ url: String, headers: [HTTPHeader] = [], body: [UInt8] = [], limits: Limits = Limits()
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.limits = limits
  }
}

/// An answer's status and header.
package struct HTTPResponseHead: Hashable, Sendable {
  /// 200...599
  package let status: Int
  package let headers: [HTTPHeader]

  package init(status: Int, headers: [HTTPHeader] = []) {
    self.status = status
    self.headers = headers
  }

  /// The value of the first header of a name, in any case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The length of the body, where it is announced.
  package var contentLength: Int? { header("Content-Length").flatMap { Int($0) } }
}

/// An answer with its whole body.
package struct HTTPResponse: Hashable, Sendable {
  package let head: HTTPResponseHead
  package let body: [UInt8]

  package init(head: HTTPResponseHead, body: [UInt8]) {
    self.head = head
    self.body = body
  }
}
