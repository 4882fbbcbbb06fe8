import Interactions
import JSONText
import Measures

/// What a campaign answered, as a record keeps it: JSON Lines, the head first, then a line for each answer and for each step
/// whose events were told, in the order in which they came.
package struct ReplayRecord: Sendable {
  /// The answer to one request, or that there was none.
  package struct Answer: Hashable, Sendable {
    /// When the request went out, microseconds since the epoch.
    package var at: Int64
    /// Microseconds that it went out later than intended.
    package var waited: Int64
    /// Microseconds from sending to the answer, retries included.
    package var took: Int64
    /// Names of items, best first; empty where there was no answer.
    package var items: [String]
    /// The error's code in place of an answer.
    package var fault: String?
    /// How often it was sent.
    package var sends: Int

    package init(at: Int64, waited: Int64, took: Int64, items: [String], fault: String? = nil, sends: Int = 1) {
      self.at = at
      self.waited = waited
      self.took = took
      self.items = items
      self.fault = fault
      self.sends = sends
    }
  }

  package let head: ReplayHead
  /// By request; nil for those not yet asked.
  package internal(set) var answers: [Answer?]
  /// By step.
  package internal(set) var told: [Bool]
  /// Bytes to the end of the last whole line: what is behind them was cut off by a stop.
  package let wholeBytes: Int

  private init(head: ReplayHead, steps: Int, wholeBytes: Int) {
    self.head = head
    answers = [Answer?](repeating: nil, count: head.requests)
    told = [Bool](repeating: false, count: steps)
    self.wholeBytes = wholeBytes
  }

  /// A record of a script in which nothing is answered yet.
  package init(new head: ReplayHead, for script: ReplayScript) {
    self.init(head: head, steps: script.steps.count, wholeBytes: 0)
  }

  /// The head that stands in a record's first line, if it has one that can be read.
  package static func head(of bytes: [UInt8]) -> ReplayHead? {
    let line = bytes.prefix(1 << 20).prefix { $0 != UInt8(ascii: "\n") }
    guard let tree = try? JSONTree(Array(line)) else { return nil }
    return try? tree.decoded()
  }

  /// Requests that are answered, or that failed for good.
  package var answered: Int { answers.count { $0 != nil } }

  /// Reads a record for a script.
  ///
  /// A line that was cut off at the end is passed over; anything else that is no line of a record is a finding, and so is a
  /// record of other requests.
  ///
  /// - Parameter expected: what the head must say; the facts about the campaign aside where nobody is asked.
  package static func read(
    _ bytes: [UInt8], source: String, script: ReplayScript, expected: (ReplayHead) -> ReplayHead
  ) -> (record: ReplayRecord?, findings: [Finding]) {
    func finding(_ code: String, _ row: Int?, _ message: String, _ remedy: String = "") -> Finding {
      Finding(
        code: code, source: source, place: row.map { .row($0) } ?? .whole, message: message, remedy: remedy)
    }
    let whole = (bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
    guard whole > 0 else {
      return (nil, [finding("record-empty", nil, "It has no whole line.", "Remove it, or name another file.")])
    }
    var record: ReplayRecord?
    var findings: [Finding] = []
    var row = 0
    var start = 0
    while start < whole, findings.count < 20 {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? whole
      let line = Array(bytes[start..<end])
      start = end + 1
      row += 1
      let tree = try? JSONTree(line)
      guard record != nil else {
        guard let tree, tree["recast"]?.string == ReplayHead.kind else {
          return (nil, [finding("not-a-record", row, "This is no record of a replay.", "Name another file.")])
        }
        guard tree["format"]?.content == .number("\(ReplayHead.formatVersion)"),
          let head: ReplayHead = try? tree.decoded()
        else {
          return (
            nil, [finding("record-format", row, "It was written by another version of recast.", "Name another file.")]
          )
        }
        if let difference = head.difference(from: expected(head)) {
          return (
            nil,
            [
              finding(
                "record-of-another-replay", row, "The record is of another replay: \(difference).",
                "Name another file, or replay what it was made for.")
            ]
          )
        }
        guard head.requests == script.requests.count, head.isPossible else {
          return (nil, [finding("record-damaged", row, "Its head says what cannot be.", "Restore a copy.")])
        }
        record = ReplayRecord(head: head, steps: script.steps.count, wholeBytes: whole)
        continue
      }
      if tree.map({ record?.take($0) ?? false }) != true {
        findings.append(
          finding("record-damaged", row, "This line is none of a record.", "Name another file, or restore a copy."))
      }
    }
    return (findings.isEmpty ? record : nil, findings)
  }

  /// Takes a line in; whether it is one.
  private mutating func take(_ tree: JSONTree) -> Bool {
    func whole(_ key: String, _ range: ClosedRange<Int64>) -> Int64? {
      guard case .number(let text)? = tree[key]?.content, let value = Int64(text), range.contains(value) else {
        return nil
      }
      return value
    }
    if let step = whole("told", 0...Int64.max) {
      guard step < told.count else { return false }
      told[Int(step)] = true
      return true
    }
    // Times beyond these are no times, and sums of them must not overflow.
    let longest: Int64 = 1 << 50
    guard let request = whole("ask", 0...Int64.max), request < answers.count,
      let at = whole("at", 0...(1 << 53)), let waited = whole("waited", 0...longest),
      let took = whole("took", 0...longest), let sends = whole("sends", 1...1000)
    else { return false }
    let items = tree["items"]?.elements?.compactMap(\.string) ?? []
    let fault = tree["fault"]?.string
    guard (fault == nil) == (tree["items"] != nil), items.count == tree["items"]?.elements?.count ?? 0 else {
      return false
    }
    // What was answered first counts.
    guard answers[Int(request)] == nil else { return true }
    answers[Int(request)] = Answer(
      at: at, waited: waited, took: took, items: items, fault: fault, sends: Int(sends))
    return true
  }

  /// The line of an answer, with its end.
  static func line(_ request: Int32, _ answer: Answer) -> [UInt8] {
    var members: [JSONTree.Member] = [
      .init("ask", number(Int64(request))), .init("at", number(answer.at)), .init("waited", number(answer.waited)),
      .init("took", number(answer.took)), .init("sends", number(Int64(answer.sends))),
    ]
    if let fault = answer.fault {
      members.append(.init("fault", JSONTree(.string(fault))))
    } else {
      members.append(.init("items", JSONTree(.array(answer.items.map { JSONTree(.string($0)) }))))
    }
    return Array((JSONTree(.object(members)).compactText + "\n").utf8)
  }

  /// The line of a step whose events were told.
  static func line(told step: Int, events: Int, at: Int64) -> [UInt8] {
    let members: [JSONTree.Member] = [
      .init("told", number(Int64(step))), .init("events", number(Int64(events))), .init("at", number(at)),
    ]
    return Array((JSONTree(.object(members)).compactText + "\n").utf8)
  }

  private static func number(_ value: Int64) -> JSONTree { JSONTree(.number("\(value)")) }
}
