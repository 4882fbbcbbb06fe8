import JSONText
import LocalService
import ObjectStore

/// An error of a service in its own form: JSON, JSON with a header, or one of two kinds of XML.
struct ServiceError: Error, Hashable, Sendable {
  let status: Int
  let code: String
  let message: String

  func response(of service: AWSService, to request: HTTPServiceRequest) -> HTTPServiceResponse {
    switch service {
    case .personalize:
      HTTPServiceResponse(
        status: status, headers: [("Content-Type", "application/x-amz-json-1.1")],
        body: Array("{\"__type\":\(JSONTree.quoted(code)),\"message\":\(JSONTree.quoted(message))}".utf8))
    case .personalizeRuntime, .personalizeEvents:
      HTTPServiceResponse(
        status: status, headers: [("Content-Type", "application/json"), ("x-amzn-ErrorType", code)],
        body: Array("{\"message\":\(JSONTree.quoted(message))}".utf8))
    case .s3: ObjectStore.errorResponse(status: status, code: code, message: message, to: request)
    case .sts, .iam:
      HTTPServiceResponse(
        status: status, headers: [("Content-Type", "text/xml")],
        body: XMLText.plainDocument("ErrorResponse") { xml in
          xml.element("Error") {
            $0.element("Type", status < 500 ? "Sender" : "Receiver")
            $0.element("Code", code)
            $0.element("Message", message)
          }
          xml.element("RequestId", "00000000-0000-0000-0000-000000000000")
        })
    }
  }
}
