import ObjectStore

extension IdentityService {
  /// Policies written into a role or attached to it.
  func rolePolicy(
    _ action: String, of known: IdentityState.Role, required: (String) throws(ServiceError) -> String
  ) throws -> Content? {
    let name = known.name
    switch action {
    case "PutRolePolicy":
      let (policy, document) = (try required("PolicyName"), try required("PolicyDocument"))
      try change { $0.roles[name]?.inlinePolicies[policy] = document }
      return nil
    case "GetRolePolicy":
      let policy = try required("PolicyName")
      guard let document = known.inlinePolicies[policy] else {
        throw Self.noSuchEntity("The role policy with name \(policy) cannot be found.")
      }
      return { xml in
        xml.element("RoleName", name)
        xml.element("PolicyName", policy)
        xml.element("PolicyDocument", document)
      }
    case "DeleteRolePolicy":
      let policy = try required("PolicyName")
      guard known.inlinePolicies[policy] != nil else {
        throw Self.noSuchEntity("The role policy with name \(policy) cannot be found.")
      }
      try change { $0.roles[name]?.inlinePolicies[policy] = nil }
      return nil
    case "AttachRolePolicy":
      let arn = try required("PolicyArn")
      guard !known.attachedPolicies.contains(arn) else { return nil }
      try change { $0.roles[name]?.attachedPolicies.append(arn) }
      return nil
    case "DetachRolePolicy":
      let arn = try required("PolicyArn")
      guard known.attachedPolicies.contains(arn) else {
        throw Self.noSuchEntity("Policy \(arn) was not found.")
      }
      try change { $0.roles[name]?.attachedPolicies.removeAll { $0 == arn } }
      return nil
    case "ListRolePolicies":
      return { xml in
        xml.element("PolicyNames") { list in
          for policy in known.inlinePolicies.keys.sorted() { list.element("member", policy) }
        }
        xml.element("IsTruncated", "false")
      }
    case "ListAttachedRolePolicies":
      return { xml in
        xml.element("AttachedPolicies") { list in
          for arn in known.attachedPolicies {
            list.element("member") {
              $0.element("PolicyName", arn.split(separator: "/").last.map(String.init) ?? arn)
              $0.element("PolicyArn", arn)
            }
          }
        }
        xml.element("IsTruncated", "false")
      }
    default: throw invalidAction(action)
    }
  }
}
