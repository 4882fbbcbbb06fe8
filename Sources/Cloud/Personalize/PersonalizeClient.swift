import AWSClient
import HTTPTransfer
import JSONText
import Measures

/// Amazon Personalize: typed operations over an AWS client.
package struct PersonalizeClient: Sendable {
  package let aws: AWSClient
  private let timeout: Timespan

  /// - Parameter timeout: for one exchange.
  package init(_ aws: AWSClient, timeout: Timespan = .seconds(60)) {
    self.aws = aws
    self.timeout = timeout
  }

  /// Carries an operation out.
  ///
  /// A creation is sent once; where its answer is lost, the account is searched for what it should have made, and it is sent
  /// again only where that is not there. A deletion that finds nothing after a lost answer is done.
  package func send<Operation: PersonalizeOperation>(
    _ operation: Operation
  ) throws(AWSError) -> Operation.Answer {
    let name = Operation.operationName
    let request: JSONTree
    do { request = try JSONTree(encoding: operation) } catch {
      throw AWSError(.configuration, operation: name, message: "the request cannot be written as JSON: \(error)")
    }
    switch Operation.effect {
    case .reading: return try call(name, Operation.door, request, .harmless)
    case .change: return try call(name, Operation.door, request, .idempotent)
    case .deletion:
      // The second of two does not find it, and is a success only where the first is known of.
      do { return try call(name, Operation.door, request, .idempotent, isSentOnce: true) } catch {
        guard error.followsLostAttempt, error.code == "ResourceNotFoundException",
          let answer: Operation.Answer = try? JSONTree(.object([])).decoded()
        else { throw error }
        return answer
      }
    case .creation(let resource): return try Creation(client: self, name: name, request: request, resource).run()
    }
  }

  /// Pages after which a list is taken to have no end.
  static let mostPages = 10_000

  /// All rows of a list, page by page.
  ///
  /// - Parameter atMost: rows; more are an error, for a list without end must not fill the memory.
  package func all<List: PagedOperation>(
    _ list: List, atMost: Int = 100_000
  ) throws(AWSError) -> [List.Answer.Row] {
    var list = list
    var rows: [List.Answer.Row] = []
    var pages = 0
    while true {
      pages += 1
      let page = try send(list)
      rows += page.rows
      guard let token = page.nextToken, !token.isEmpty else { return rows }
      guard token != list.nextToken, rows.count <= atMost, pages < PersonalizeClient.mostPages else {
        throw AWSError(
          .unreadable, operation: List.operationName, message: "the list does not end after \(rows.count) rows")
      }
      list.nextToken = token
    }
  }

  /// Carries out one request as JSON, without knowing its shape.
  func call<Answer: Decodable>(
    _ name: String, _ door: PersonalizeDoor, _ request: JSONTree, _ repetition: AWSCall.Repetition,
    isSentOnce: Bool = false
  ) throws(AWSError) -> Answer {
    // An answer of another shape is as good as none, so it is read in here.
    try exchange(name, door, request, repetition, isSentOnce: isSentOnce) { tree throws(JSONError) in
      try tree.decoded()
    }
  }

  /// The answer of one request, as JSON first.
  func exchange<Answer>(
    _ name: String, _ door: PersonalizeDoor, _ request: JSONTree, _ repetition: AWSCall.Repetition,
    isSentOnce: Bool = false, read: (JSONTree) throws(JSONError) -> Answer
  ) throws(AWSError) -> Answer {
    var call = PersonalizeClient.call(name, door, request, repetition)
    call.limits.timeout = timeout
    call.isSentOnce = isSentOnce
    return try aws.send(call) { response in try read(try PersonalizeClient.tree(response)) }
  }

  static func tree(_ response: HTTPResponse) throws(JSONError) -> JSONTree {
    // Operations without an answer may send no body at all.
    guard !response.body.isEmpty else { return JSONTree(.object([])) }
    return try JSONTree(response.body, limits: JSONAnswer.limits, values: 1_000_000)
  }

  /// The call of an operation, not yet signed.
  package static func call(
    _ name: String, _ door: PersonalizeDoor, _ request: JSONTree, _ repetition: AWSCall.Repetition
  ) -> AWSCall {
    let body = Array(request.compactText.utf8)
    switch door {
    case .control:
      return AWSCall(
        .personalize, operation: name,
        headers: [
          HTTPHeader("Content-Type", "application/x-amz-json-1.1"),
          HTTPHeader("X-Amz-Target", "AmazonPersonalize.\(name)"),
        ], body: body, repetition: repetition)
    case .runtime(let path):
      return AWSCall(
        .personalizeRuntime, operation: name, path: path, headers: [HTTPHeader("Content-Type", "application/json")],
        body: body, repetition: repetition)
    case .events(let path):
      return AWSCall(
        .personalizeEvents, operation: name, path: path, headers: [HTTPHeader("Content-Type", "application/json")],
        body: body, repetition: repetition)
    }
  }
}
