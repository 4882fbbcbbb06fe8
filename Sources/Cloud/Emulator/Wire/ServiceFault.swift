import JSONText
import LocalService

/// An error as the service answers it.
struct ServiceFault: Error, Hashable, Sendable {
  /// The exception's name, such as `ResourceNotFoundException`.
  let code: String
  let message: String
  /// HTTP status on the control plane.
  var status = 400

  static func invalid(_ message: String) -> ServiceFault { .init(code: "InvalidInputException", message: message) }
  static func missing(_ message: String) -> ServiceFault { .init(code: "ResourceNotFoundException", message: message) }
  static func exists(_ message: String) -> ServiceFault {
    .init(code: "ResourceAlreadyExistsException", message: message)
  }
  static func inUse(_ message: String) -> ServiceFault { .init(code: "ResourceInUseException", message: message) }
  static func limit(_ message: String) -> ServiceFault { .init(code: "LimitExceededException", message: message) }
  static func badToken(_ message: String) -> ServiceFault { .init(code: "InvalidNextTokenException", message: message) }
  static func throttled(_ message: String) -> ServiceFault { .init(code: "ThrottlingException", message: message) }
  static func notJSON(_ message: String) -> ServiceFault { .init(code: "SerializationException", message: message) }
  static func failure(_ message: String) -> ServiceFault {
    .init(code: "InternalFailure", message: message, status: 500)
  }

  /// Status on the runtime and events services, which differ: missing is 404 there, and in use 409 where events go.
  func restStatus(isEvents: Bool) -> Int {
    switch code {
    case "ResourceNotFoundException": 404
    case "ResourceInUseException" where isEvents: 409
    default: status
    }
  }

  /// The answer of the control plane.
  func controlResponse(requestID: String) -> HTTPServiceResponse {
    let body = JSONTree(
      .object([.init("__type", JSONTree(.string(code))), .init("message", JSONTree(.string(message)))]))
    return HTTPServiceResponse(
      status: status, headers: Headers.control(requestID), body: Array(body.compactText.utf8))
  }

  /// The answer of the runtime or events service.
  func restResponse(requestID: String, isEvents: Bool) -> HTTPServiceResponse {
    let body = JSONTree(.object([.init("message", JSONTree(.string(message)))]))
    return HTTPServiceResponse(
      status: restStatus(isEvents: isEvents),
      headers: Headers.rest(requestID) + [("x-amzn-ErrorType", code)], body: Array(body.compactText.utf8))
  }
}

/// Headers that answers carry.
enum Headers {
  static func control(_ requestID: String) -> [(name: String, value: String)] {
    [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-RequestId", requestID)]
  }

  static func rest(_ requestID: String) -> [(name: String, value: String)] {
    [("Content-Type", "application/json"), ("x-amzn-RequestId", requestID)]
  }
}
