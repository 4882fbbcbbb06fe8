/// A transport that is a function: a server in the same process, or a script.
package struct FunctionTransport: HTTPTransport {
  private let answer: @Sendable (HTTPRequest) throws(HTTPError) -> HTTPResponse

  /// - Parameter answer: gives the whole answer, or fails as a network would.
  package init(_ answer: @escaping @Sendable (HTTPRequest) throws(HTTPError) -> HTTPResponse) { self.answer = answer }

  /// As the protocol says; the body comes in one piece.
  package func send(
    _ request: HTTPRequest, receive: (HTTPResponseHead, [UInt8]) throws -> Void
  ) throws(HTTPError) -> HTTPResponseHead {
    if let fault = request.fault { throw HTTPError(.invalidRequest, url: request.shownURL, detail: fault) }
    let response = try answer(request)
    guard !response.body.isEmpty else { return response.head }
    do { try receive(response.head, response.body) } catch {
      throw HTTPError(.receiverFailed, url: request.shownURL, detail: "\(error)")
    }
    return response.head
  }
}
