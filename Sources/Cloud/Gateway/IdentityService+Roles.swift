import LocalService
import Measures
import ObjectStore
import Synchronization

extension IdentityService {
  /// What is there of IAM.
  private static let actions: Set = [
    "ListRoles", "CreatePolicy", "GetPolicy", "DeletePolicy", "CreateRole", "GetRole", "DeleteRole", "PutRolePolicy",
    "GetRolePolicy", "DeleteRolePolicy", "AttachRolePolicy", "DetachRolePolicy", "ListRolePolicies",
    "ListAttachedRolePolicies", "TagRole", "UntagRole", "UpdateAssumeRolePolicy",
  ]

  func iam(_ action: String, _ form: FormBody) throws -> Content? {
    guard Self.actions.contains(action) else { throw invalidAction(action) }
    func required(_ name: String) throws(ServiceError) -> String {
      guard let value = form.value(name), !value.isEmpty else {
        throw ServiceError(status: 400, code: "ValidationError", message: "\(name) is required.")
      }
      return value
    }
    switch action {
    case "ListRoles":
      let roles = state.withLock { $0.roles.values.sorted { $0.name < $1.name } }
      return { xml in
        xml.element("Roles") { list in for role in roles { list.element("member") { self.describe(role, &$0) } } }
        xml.element("IsTruncated", "false")
      }
    case "CreatePolicy":
      let (name, document) = (try required("PolicyName"), try required("PolicyDocument"))
      let arn = "arn:aws:iam::\(account):policy\(form.value("Path") ?? "/")\(name)"
      try change { state throws(ServiceError) in
        guard state.policies[arn] == nil else {
          throw ServiceError(
            status: 409, code: "EntityAlreadyExists", message: "A policy called \(name) already exists.")
        }
        state.policies[arn] = document
      }
      return { xml in xml.element("Policy") { self.describe(policy: arn, &$0) } }
    case "GetPolicy", "DeletePolicy":
      let arn = try required("PolicyArn")
      try change { state throws(ServiceError) in
        // AWS's own policies are there without being made.
        guard state.policies[arn] != nil || arn.hasPrefix("arn:aws:iam::aws:policy/") else {
          throw Self.noSuchEntity("Policy \(arn) was not found.")
        }
        if action == "DeletePolicy" { state.policies[arn] = nil }
      }
      return action == "GetPolicy" ? { xml in xml.element("Policy") { self.describe(policy: arn, &$0) } } : nil
    default: return try role(action, form, named: try required("RoleName"), required: required)
    }
  }

  private func role(
    _ action: String, _ form: FormBody, named name: String, required: (String) throws(ServiceError) -> String
  ) throws -> Content? {
    if action == "CreateRole" {
      let role = IdentityState.Role(
        name: name, path: form.value("Path") ?? "/", trust: try required("AssumeRolePolicyDocument"),
        description: form.value("Description") ?? "", created: clock().seconds)
      try change { state throws(ServiceError) in
        guard state.roles[name] == nil else {
          throw ServiceError(
            status: 409, code: "EntityAlreadyExists", message: "Role with name \(name) already exists.")
        }
        state.roles[name] = role
      }
      return { xml in xml.element("Role") { self.describe(role, &$0) } }
    }
    guard let known = state.withLock({ $0.roles[name] }) else {
      throw Self.noSuchEntity("The role with name \(name) cannot be found.")
    }
    switch action {
    case "GetRole": return { xml in xml.element("Role") { self.describe(known, &$0) } }
    case "DeleteRole":
      guard known.inlinePolicies.isEmpty, known.attachedPolicies.isEmpty else {
        throw ServiceError(
          status: 409, code: "DeleteConflict",
          message:
            "Cannot delete entity, must \(known.attachedPolicies.isEmpty ? "delete" : "detach all") policies first.")
      }
      try change { $0.roles[name] = nil }
      return nil
    case "TagRole", "UntagRole", "UpdateAssumeRolePolicy": return nil
    default: return try rolePolicy(action, of: known, required: required)
    }
  }

  static func noSuchEntity(_ message: String) -> ServiceError {
    ServiceError(status: 404, code: "NoSuchEntity", message: message)
  }

  private func describe(_ role: IdentityState.Role, _ xml: inout XMLText) {
    xml.element("Path", role.path)
    xml.element("RoleName", role.name)
    xml.element("RoleId", "AROAEMULATOR000000000")
    xml.element("Arn", "arn:aws:iam::\(account):role\(role.path)\(role.name)")
    xml.element("CreateDate", "\(Instant(seconds: role.created))")
    // IAM writes policies percent-encoded; boto3 takes that back.
    xml.element("AssumeRolePolicyDocument", role.trust)
    if !role.description.isEmpty { xml.element("Description", role.description) }
    xml.element("MaxSessionDuration", "3600")
  }

  private func describe(policy arn: String, _ xml: inout XMLText) {
    xml.element("PolicyName", arn.split(separator: "/").last.map(String.init) ?? arn)
    xml.element("PolicyId", "ANPAEMULATOR000000000")
    xml.element("Arn", arn)
    xml.element("Path", "/")
    xml.element("DefaultVersionId", "v1")
    xml.element("AttachmentCount", "0")
    xml.element("IsAttachable", "true")
  }
}
