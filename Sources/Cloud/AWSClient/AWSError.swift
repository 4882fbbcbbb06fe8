import HTTPTransfer
import JSONText

/// Why a call to AWS gave no answer that can be used.
package struct AWSError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong.
  package enum Kind: Hashable, Sendable {
    /// The service answered with an error; `code` and `message` are its own.
    case service
    /// No answer came.
    case transport(HTTPError.Code)
    /// An answer came that is none of this operation.
    case unreadable
    /// No credentials, or none that can be had.
    case credentials
    /// The environment, a file of `~/.aws` or an argument says what cannot be.
    case configuration
  }

  package let kind: Kind
  /// The operation, e.g. `personalize CreateSolution`; for configuration the place that is wrong.
  package let operation: String
  /// The service's code without namespace, e.g. `ResourceNotFoundException`; empty where there is none.
  package let code: String
  /// The service's own words, or ours; one line.
  package let message: String
  package let requestID: String?
  /// HTTP's status; nil where no answer came.
  package let status: Int?
  /// The answer's body as it came, 64 KB of it at most.
  package let body: [UInt8]
  /// How often the request was sent.
  package internal(set) var attempts = 0
  /// Whether the service may have done what it was asked to.
  package internal(set) var isOutcomeUnknown = false
  /// Whether an attempt before the last one may have done it: a `not found` of a delete then is its success.
  package internal(set) var followsLostAttempt = false

  package init(
    _ kind: Kind, operation: String, code: String = "", message: String, requestID: String? = nil, status: Int? = nil,
    body: [UInt8] = []
  ) {
    self.kind = kind
    self.operation = operation
    self.code = code
    self.message = message
    self.requestID = requestID
    self.status = status
    self.body = Array(body.prefix(65_536))
  }

  /// The same error, of a call whose effect is not known.
  package func withUnknownOutcome() -> AWSError {
    var error = self
    error.isOutcomeUnknown = true
    return error
  }

  /// The same error with other words.
  package func saying(_ message: String) -> AWSError {
    var error = AWSError(
      kind, operation: operation, code: code, message: message, requestID: requestID, status: status, body: body)
    error.attempts = attempts
    error.isOutcomeUnknown = isOutcomeUnknown
    error.followsLostAttempt = followsLostAttempt
    return error
  }

  /// A sentence or two, of one line; what the service said steers no terminal.
  package var description: String {
    var text = operation.isEmpty ? "" : "\(operation): "
    switch kind {
    case .service: text += "\(code.isEmpty ? "status \(status ?? 0)" : code): "
    case .unreadable: text += "the answer cannot be read: "
    case .transport, .credentials, .configuration: break
    }
    text += message.isEmpty ? "no message" : message
    if !text.hasSuffix(".") { text += "." }
    if isOutcomeUnknown { text += " Whether it was done is not known." }
    if attempts > 1 { text += " It was sent \(attempts) times." }
    if let requestID { text += " Request \(requestID)." }
    return String(text.prefix(2000)).escapingControls
  }
}

/// What a service says of an error, as read from its answer.
package struct ServiceFault: Error, Hashable, Sendable {
  package let code: String
  package let message: String
  package let requestID: String?

  package init(code: String, message: String, requestID: String?) {
    self.code = code
    self.message = message
    self.requestID = requestID
  }

  /// Reads an error of the JSON protocols: the code from `x-amzn-ErrorType`, `__type` or `code`, without the namespace
  /// before `#` and the address after `:`; the words from `message` or `Message`.
  package static func json(_ response: HTTPResponse) -> ServiceFault {
    let tree = try? JSONTree(response.body, limits: JSONAnswer.limits)
    let named =
      response.head.header("x-amzn-ErrorType") ?? tree?["__type"]?.string ?? tree?["code"]?.string
      ?? tree?["Code"]?.string ?? ""
    let code = (named.split(separator: "#").last ?? "").split(separator: ":").first ?? ""
    return ServiceFault(
      code: String(code), message: tree?["message"]?.string ?? tree?["Message"]?.string ?? "",
      requestID: response.head.header("x-amzn-RequestId") ?? response.head.header("x-amz-request-id"))
  }
}

/// How JSON answers are read.
package enum JSONAnswer {
  /// Filter expressions and schemas are strings of up to 20,000 characters.
  package static var limits: JSONReader.Limits {
    var limits = JSONReader.Limits()
    limits.stringBytes = 1_000_000
    return limits
  }
}
