import LocalService
import Measures
import ObjectStore
import Synchronization

/// The calls of STS and IAM that pipelines for Personalize make: who am I, and a role that Personalize takes on.
///
/// Roles and policies are kept and given back; nothing is checked against them.
final class IdentityService: Sendable {
  static let iamVersion = "2010-05-08"
  static let stsVersion = "2011-06-15"

  let account: String
  private let file: String
  let clock: @Sendable () -> Instant
  let state: Mutex<IdentityState>

  /// - Parameter file: where roles are kept between runs.
  init(account: String, file: String, clock: @escaping @Sendable () -> Instant) {
    self.account = account
    self.file = file
    self.clock = clock
    state = Mutex(IdentityState(file: file))
  }

  func respond(to request: HTTPServiceRequest, service: AWSService) -> HTTPServiceResponse {
    let form = FormBody(request.body, query: request.query)
    let action = form.value("Action") ?? ""
    do {
      let content = service == .sts ? try sts(action, form) : try iam(action, form)
      let version = service == .sts ? Self.stsVersion : Self.iamVersion
      let nameSpace = "https://\(service.rawValue).amazonaws.com/doc/\(version)/"
      let body = XMLText.document(action + "Response", nameSpace: nameSpace) { xml in
        if let content { xml.element(action + "Result", content) }
        xml.element("ResponseMetadata") { $0.element("RequestId", "00000000-0000-0000-0000-000000000000") }
      }
      return HTTPServiceResponse(status: 200, headers: [("Content-Type", "text/xml")], body: body)
    } catch let error as ServiceError {
      return error.response(of: service, to: request)
    } catch {
      return ServiceError(status: 500, code: "ServiceFailure", message: "\(error)").response(of: service, to: request)
    }
  }

  typealias Content = (inout XMLText) -> Void

  /// Changes roles or policies, and keeps them.
  func change(_ body: (inout IdentityState) throws -> Void) throws {
    try state.withLock { state in
      var changed = state
      try body(&changed)
      try changed.save(file)
      state = changed
    }
  }

  private func sts(_ action: String, _ form: FormBody) throws(ServiceError) -> Content? {
    switch action {
    case "GetCallerIdentity":
      return { [account] xml in
        xml.element("Arn", "arn:aws:iam::\(account):user/recast")
        xml.element("UserId", "AIDAEMULATOR000000000")
        xml.element("Account", account)
      }
    case "AssumeRole", "GetSessionToken":
      let now = clock()
      let seconds = min(43_200, max(900, form.value("DurationSeconds").flatMap { Double($0) } ?? 3600))
      let role = form.value("RoleArn")
      if action == "AssumeRole" {
        guard let role, role.hasPrefix("arn:"), let session = form.value("RoleSessionName"), !session.isEmpty else {
          throw ServiceError(
            status: 400, code: "ValidationError", message: "RoleArn and RoleSessionName are required.")
        }
      }
      let (name, session) = (role?.split(separator: "/").last ?? "", form.value("RoleSessionName") ?? "")
      return { [account] xml in
        xml.element("Credentials") {
          $0.element("AccessKeyId", "ASIAEMULATOR00000000")
          $0.element("SecretAccessKey", "emulated-secret-key-of-no-use-anywhere-0")
          $0.element("SessionToken", "emulated-session-token")
          $0.element("Expiration", "\(now + .seconds(seconds))")
        }
        if role != nil {
          xml.element("AssumedRoleUser") {
            $0.element("AssumedRoleId", "AROAEMULATOR000000000:\(session)")
            $0.element("Arn", "arn:aws:sts::\(account):assumed-role/\(name)/\(session)")
          }
        }
      }
    default: throw invalidAction(action)
    }
  }

  func invalidAction(_ action: String) -> ServiceError {
    ServiceError(
      status: 400, code: "InvalidAction",
      message: "Could not find operation \(action.prefix(100)): the emulator has GetCallerIdentity, AssumeRole and "
        + "GetSessionToken of STS, and roles and policies of IAM.")
  }
}
