import AWSClient
import JSONText

/// One creation, carried out so that it happens once.
struct Creation {
  let client: PersonalizeClient
  let name: String
  let request: JSONTree
  let resource: CreatedResource

  init(client: PersonalizeClient, name: String, request: JSONTree, _ resource: CreatedResource) {
    self.client = client
    self.name = name
    self.request = request
    self.resource = resource
  }

  private var wantedName: String? { request[resource.name]?.string }

  func run<Answer: Decodable>() throws(AWSError) -> Answer {
    // Without a name there is no other way to tell ours from those that were there.
    let before = wantedName == nil ? Set(try rows().compactMap { $0[resource.arn]?.string }) : nil
    var attempt = 0
    var wasLost = false
    while true {
      attempt += 1
      do {
        return try client.call(name, .control, request, .unlessDone)
      } catch {
        let isSecondOfItself = wasLost && error.code == "ResourceAlreadyExistsException"
        guard error.isOutcomeUnknown || isSecondOfItself else { throw wasLost ? error.withUnknownOutcome() : error }
        wasLost = true
        switch try found(before: before, after: error) {
        case .ours(let described): return try answer(described)
        case .another(let arn):
          throw AWSError(
            .service, operation: error.operation, code: "ResourceAlreadyExistsException",
            message: "a resource of this name is there, and it is another one: \(arn)", requestID: error.requestID,
            status: error.status, body: error.body)
        case .nothing: break
        }
        // A name makes a second creation an error; without one it would be a second resource, if lists lag behind.
        guard wantedName != nil else {
          throw error.saying("\(error.message). It is not to be found; with a name it could be sent again safely")
        }
        guard !isSecondOfItself, attempt < client.aws.policy.maxAttempts else { throw error.withUnknownOutcome() }
        client.aws.wait(attempt: attempt)
      }
    }
  }

  private enum Finding {
    case nothing
    /// The description of what the lost request made.
    case ours(JSONTree)
    /// The ARN of something that has its name and says something else.
    case another(String)
  }

  private func found(before: Set<String>?, after error: AWSError) throws(AWSError) -> Finding {
    do throws(AWSError) { return try search(before: before) } catch let failure {
      throw error.saying("\(error.message). Looking for it failed too: \(failure.message)").withUnknownOutcome()
    }
  }

  private func search(before: Set<String>?) throws(AWSError) -> Finding {
    var found = Finding.nothing
    for row in try rows() {
      guard let arn = row[resource.arn]?.string, before?.contains(arn) != true else { continue }
      // What is being deleted is not what was just made; a repeat gets the service's own word.
      if row["status"]?.string?.hasPrefix("DELETE") == true { continue }
      if resource.isNamedInRows, row[resource.name]?.string != wantedName { continue }
      // The service begins trainings by itself.
      if row["trainingType"]?.string == "AUTOMATIC" { continue }
      let asked = JSONTree(.object([.init(resource.arn, JSONTree(.string(arn)))]))
      let described = try tree(resource.describe, asked)[resource.object] ?? JSONTree(.object([]))
      if let wantedName, described[resource.name]?.string != wantedName { continue }
      guard wantedName == nil else { return Creation.agrees(request, described) ? .ours(described) : .another(arn) }
      guard Creation.agrees(request, described) else { continue }
      // Two that were not there before: which is ours cannot be told.
      guard case .nothing = found else { return .nothing }
      found = .ours(described)
    }
    return found
  }

  private func answer<Answer: Decodable>(_ described: JSONTree) throws(AWSError) -> Answer {
    do throws(JSONError) { return try described.decoded() } catch {
      throw AWSError(.unreadable, operation: resource.describe, message: error.description)
    }
  }

  /// All rows of the list that it would be in.
  private func rows() throws(AWSError) -> [JSONTree] {
    var rows: [JSONTree] = []
    var token: String?
    var pages = 0
    while true {
      pages += 1
      var members: [JSONTree.Member] = []
      if let parent = resource.parent, let value = request[parent] { members.append(.init(parent, value)) }
      if let token { members.append(.init("nextToken", JSONTree(.string(token)))) }
      let page = try tree(resource.list, JSONTree(.object(members)))
      rows += page[resource.rows]?.elements ?? []
      guard let next = page["nextToken"]?.string, !next.isEmpty else { return rows }
      guard next != token, rows.count < 100_000, pages < PersonalizeClient.mostPages else {
        throw AWSError(.unreadable, operation: resource.list, message: "the list does not end")
      }
      token = next
    }
  }

  private func tree(_ name: String, _ request: JSONTree) throws(AWSError) -> JSONTree {
    try client.exchange(name, .control, request, .harmless) { tree throws(JSONError) in tree }
  }

  /// Whether a description says nothing else than a request: each member of both is the same. Defaults, which only the
  /// description has, and tags, which only the request has, speak neither way.
  static func agrees(_ request: JSONTree, _ described: JSONTree, key: String = "") -> Bool {
    switch (request.content, described.content) {
    case (.object(let members), .object):
      return members.allSatisfy { member in
        described[member.key].map { agrees(member.value, $0, key: member.key) } ?? true
      }
    case (.array(let a), .array(let b)): return a.count == b.count && zip(a, b).allSatisfy { agrees($0, $1) }
    case (.number(let a), .number(let b)): return Double(a) == Double(b)
    case (.string(let a), .string(let b)):
      // The type of a dataset is kept in capitals; `$LATEST` stands for a version; a schema is a JSON text.
      if a == b || key == "datasetType" && a.lowercased() == b.lowercased() || a.hasSuffix("/$LATEST") { return true }
      guard key == "schema", let a = try? JSONTree(Array(a.utf8)), let b = try? JSONTree(Array(b.utf8)) else {
        return false
      }
      return a == b
    default: return request == described
    }
  }
}
