import HTTPTransfer
import Measures
import Signatures

/// One request to a service, before it has an address, a date and a signature.
package struct AWSCall: Sendable {
  /// What may be done when no answer came, and the service may have done what was asked.
  package enum Repetition: Sendable {
    /// It changes nothing: sent again.
    case harmless
    /// Twice is as once: sent again.
    case idempotent
    /// Not sent again; the error says that the outcome is not known, and the caller looks.
    case unlessDone
  }

  package var service: AWSService
  /// For errors, e.g. `CreateSolution`.
  package var operation: String
  package var method: String
  /// Percent-encoded as it goes out; begins with a slash.
  package var path: String
  /// Names and values as they are meant; encoded and sorted on the way out.
  package var query: [(name: String, value: String)]
  package var headers: [HTTPHeader]
  package var body: [UInt8]
  package var repetition: Repetition
  /// Whether the transport must not send it again by itself, as libcurl does on a connection that has died: whoever has to
  /// know of each time asks for this, and pays with a new connection. So it is with `unlessDone` in any case.
  package var isSentOnce = false
  /// Takes the place of the service's address, e.g. for a bucket's own host; nil for the service's.
  package var endpoint: String?
  package var limits: HTTPRequest.Limits
  /// Reads an error from an answer of another status than 2xx.
  package var readFault: @Sendable (HTTPResponse) -> ServiceFault

  package init(
    _ service: AWSService, operation: String, method: String = "POST", path: String = "/",
    query: [(name: String, value: String)] = [], headers: [HTTPHeader] = [], body: [UInt8] = [],
    repetition: Repetition
  ) {
    self.service = service
    self.operation = operation
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.repetition = repetition
    limits = HTTPRequest.Limits()
    limits.timeout = .seconds(60)
    limits.bodyBytes = 16_000_000
    readFault = ServiceFault.json
  }

  /// `personalize CreateSolution`.
  var name: String { "\(service.name) \(operation)" }

  /// The query as it goes out, in its canonical form.
  var encodedQuery: String {
    CanonicalRequest.query(
      query.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&"))
  }
}
