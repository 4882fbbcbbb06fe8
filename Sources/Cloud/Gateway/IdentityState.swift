import WholeFiles
import JSONText
import ObjectStore

/// The roles and policies of the emulated account.
struct IdentityState: Sendable {
  struct Role: Sendable {
    let name: String
    let path: String
    /// Who may take it on, as JSON text.
    let trust: String
    let description: String
    /// Seconds since 1970.
    let created: Int64
    /// JSON texts by name.
    var inlinePolicies: [String: String] = [:]
    /// ARNs in the order they were attached.
    var attachedPolicies: [String] = []
  }

  var roles: [String: Role] = [:]
  /// The account's own policies: JSON texts by ARN.
  var policies: [String: String] = [:]

  /// What a file keeps; nothing where there is none.
  init(file: String) {
    var limits = JSONReader.Limits()
    limits.stringBytes = 1 << 20
    guard let bytes = SmallFile.bytes(file), let tree = try? JSONTree(bytes, limits: limits) else { return }
    for entry in tree["roles"]?.elements ?? [] {
      guard let name = entry["name"]?.string, let path = entry["path"]?.string, let trust = entry["trust"]?.string,
        case .number(let created)? = entry["created"]?.content
      else { continue }
      var role = Role(
        name: name, path: path, trust: trust, description: entry["description"]?.string ?? "",
        created: Int64(created) ?? 0)
      for member in entry["inline"]?.members ?? [] { role.inlinePolicies[member.key] = member.value.string }
      role.attachedPolicies = (entry["attached"]?.elements ?? []).compactMap(\.string)
      roles[name] = role
    }
    for member in tree["policies"]?.members ?? [] { policies[member.key] = member.value.string }
  }

  /// Keeps all in a file, replaced whole.
  func save(_ path: String) throws(FileReplacement.Failure) {
    let file = try FileReplacement(of: path)
    try file.append(Array(json.compactText.utf8))
    try file.commit()
  }

  private var json: JSONTree {
    func texts(_ pairs: [String: String]) -> JSONTree {
      JSONTree(.object(pairs.sorted { $0.key < $1.key }.map { .init($0.key, JSONTree(.string($0.value))) }))
    }
    let roles = self.roles.values.sorted { $0.name < $1.name }.map { role in
      JSONTree(
        .object([
          .init("name", JSONTree(.string(role.name))), .init("path", JSONTree(.string(role.path))),
          .init("trust", JSONTree(.string(role.trust))), .init("description", JSONTree(.string(role.description))),
          .init("created", JSONTree(.number("\(role.created)"))), .init("inline", texts(role.inlinePolicies)),
          .init("attached", JSONTree(.array(role.attachedPolicies.map { JSONTree(.string($0)) }))),
        ]))
    }
    return JSONTree(.object([.init("roles", JSONTree(.array(roles))), .init("policies", texts(policies))]))
  }
}
