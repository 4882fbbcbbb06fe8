import Foundation
import HTTPTransfer

/// A transport without a network: answers requests from a list, in order, and remembers them.
final class ScriptedTransport: HTTPTransport, @unchecked Sendable {
  enum Answer: Sendable {
    case response(HTTPResponse)
    /// So many bytes of the body come, then the error.
    case broken(HTTPResponse, after: Int, HTTPError.Code)
  }

  private let lock = NSLock()
  // Both guarded by `lock`.
  private var answers: [Answer]
  private var seen: [HTTPRequest] = []

  init(_ answers: [Answer]) { self.answers = answers }

  var requests: [HTTPRequest] { lock.withLock { seen } }

  func send(
    _ request: HTTPRequest, receive: (HTTPResponseHead, [UInt8]) throws -> Void
  ) throws(HTTPError) -> HTTPResponseHead {
    let answer = lock.withLock {
      seen.append(request)
      return answers.isEmpty ? nil : answers.removeFirst()
    }
    func pass(_ head: HTTPResponseHead, _ body: [UInt8]) throws(HTTPError) {
      do {
        for start in stride(from: 0, to: body.count, by: 7) { try receive(head, Array(body[start...].prefix(7))) }
      } catch {
        throw HTTPError(.receiverFailed, url: request.shownURL, detail: "\(error)")
      }
    }
    switch answer {
    case .response(let response):
      try pass(response.head, response.body)
      return response.head
    case .broken(let response, let count, let code):
      try pass(response.head, Array(response.body.prefix(count)))
      throw HTTPError(code, url: request.shownURL)
    case nil: throw HTTPError(.unreachable, url: request.shownURL, detail: "the script is at its end")
    }
  }
}
