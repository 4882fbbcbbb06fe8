/// Carries one request to a server and its answer back: the one door to the network, so that tests can script it.
///
/// Any status is an answer; only an exchange that did not come to its end throws. Redirects are answers too: nothing follows
/// them. The call blocks its thread until the exchange is over: from asynchronous code, call it on a thread of its own.
package protocol HTTPTransport: Sendable {
  /// - Parameters:
  ///   - receive: takes the body piece by piece, with the head that it belongs to; what it throws ends the exchange.
  /// - Returns: the head, also of an answer without a body.
  func send(
    _ request: HTTPRequest, receive: (HTTPResponseHead, [UInt8]) throws -> Void
  ) throws(HTTPError) -> HTTPResponseHead
}

extension HTTPTransport {
  /// The answer with its whole body in memory; `limits.bodyBytes` says how large that may be.
  package func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
    var body: [UInt8] = []
    let head = try send(request) { _, piece in body += piece }
    return HTTPResponse(head: head, body: body)
  }
}
