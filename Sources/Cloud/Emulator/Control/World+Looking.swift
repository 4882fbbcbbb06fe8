import JSONText
import Randomness

// Descriptions and lists, alike for all kinds.
extension World {
  /// What a describe operation answers.
  func describe(_ kind: ResourceKind, _ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let record = try record(kind, input.required(kind.arnKey))
    return .object([(kind.wrapper, record.view(kind.described, at: call.now, besides: derived(record, call.now)))])
  }

  /// What a list operation answers, page by page.
  func list(_ kind: ResourceKind, _ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    var chosen = all(kind).filter { ARNText($0.arn)?.region == call.region }
    if let key = kind.parentKey, let parent = input.text(key) {
      if kind == .solutionVersion { _ = try record(.solution, parent) }
      chosen = chosen.filter { record in
        // Campaigns know their version, and lists ask for its solution.
        let own = record.text(key) ?? record.text("solutionVersionArn").map(World.solution(ofVersion:))
        return own == parent
      }
    }
    let (page, token) = try Paging.page(
      chosen, key: \.number, of: kind.listKey + (kind.parentKey.flatMap(input.text) ?? ""), input)
    let rows = page.map { $0.view(kind.listed, at: call.now) }
    return .object([(kind.listKey, .array(rows))] + (token.map { [("nextToken", .text($0))] } ?? []))
  }

  /// Members of descriptions that other resources decide.
  private func derived(_ record: Record, _ now: Int64) -> [String: JSONTree] {
    guard record.kind == .solution else { return [:] }
    guard let version = all(.solutionVersion, where: "solutionArn", is: record.arn).last else { return [:] }
    let keys = [
      "solutionVersionArn", "status", "trainingMode", "trainingType", "creationDateTime", "lastUpdatedDateTime",
      "failureReason",
    ]
    return ["latestSolutionVersion": version.view(keys, at: now)]
  }

  /// The solution's ARN of a version's.
  static func solution(ofVersion arn: String) -> String {
    guard let slash = arn.lastIndex(of: "/") else { return arn }
    return String(arn[..<slash])
  }
}

/// Pages of lists.
enum Paging {
  /// The rows that come after the token's, and the next token where more remain.
  ///
  /// - Parameters:
  ///   - key: ascends in the order of the rows.
  ///   - list: what is listed, so that a token of another list is refused.
  static func page<Row>(
    _ rows: [Row], key: (Row) -> Int, of list: String, _ input: Input
  ) throws(ServiceFault) -> (rows: [Row], token: String?) {
    let mark = digest(list)
    var after = Int.min
    if let token = input.text("nextToken") {
      let parts = token.split(separator: "-")
      guard parts.count == 2, parts[0] == mark, let last = Int(parts[1], radix: 16) else {
        throw .badToken("The token \(token.prefix(60)) is not valid.")
      }
      after = last
    }
    let rest = rows.filter { key($0) > after }
    let page = Array(rest.prefix(input.whole("maxResults") ?? 100))
    guard page.count < rest.count, let last = page.last else { return (page, nil) }
    return (page, mark + "-" + String(key(last), radix: 16))
  }

  /// FNV-1a, as hexadecimal text.
  private static func digest(_ text: String) -> String { String(FNV1a.of(text), radix: 16) }
}
