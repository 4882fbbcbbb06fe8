import Evaluation
import Interactions
import Measures

/// Reads lists or truths that arrive in chunks; all that is wrong with them is found in one reading.
package struct ListFileReader: Sendable {
  private let role: ListRole
  private let source: String
  private let limits: ListLimits
  private var format: ListFormat?
  private var rows: ListRowReader?
  private var table = ListTable()
  private var findings: [Finding] = []
  private var faultCount = 0
  private var failedQueries = 0
  private var isFull = false

  /// - Parameters:
  ///   - format: recognised by the first line unless stated.
  ///   - source: the file as the user named it, for findings.
  package init(_ role: ListRole, format: ListFormat? = nil, source: String, limits: ListLimits = ListLimits()) {
    self.role = role
    self.format = format
    self.source = source
    self.limits = limits
  }

  /// Takes the next bytes; false where nothing further is wanted.
  package mutating func append(_ chunk: Span<UInt8>, users: inout NamePool, items: inout NamePool) -> Bool {
    take(chunk, isEnd: false, &users, &items)
    return !isFull
  }

  /// The table, and what is wrong with the file.
  package mutating func finish(users: inout NamePool, items: inout NamePool) -> (table: ListTable, findings: [Finding])
  {
    take([UInt8]().span, isEnd: true, &users, &items)
    table.failedQueries = failedQueries
    if faultCount > findings.count {
      findings.append(
        Finding(
          code: "more-faults", source: source, place: .whole,
          message: "\(faultCount - findings.count) further rows cannot be used."))
    }
    if role == .lists, table.count > 0, table.ranks.isEmpty, table.scores.isEmpty {
      findings.append(
        Finding(
          .warning, code: "no-order", source: source, place: .whole,
          message: "The file has neither RANK nor SCORE: lists are taken in the order of its rows."))
    }
    if role == .truth, format == .personalize {
      findings.append(
        Finding(
          code: "no-truth", source: source, place: .whole,
          message: "The output of a batch job holds lists and no truth.", remedy: "Give USER_ID,ITEM_ID[,GAIN]."))
    } else if table.count == 0, faultCount == 0 {
      findings.append(Finding(code: "no-rows", source: source, place: .whole, message: "The file holds no rows."))
    }
    return (table, findings)
  }

  private mutating func take(_ chunk: Span<UInt8>, isEnd: Bool, _ users: inout NamePool, _ items: inout NamePool) {
    guard !isFull else { return }
    let format = format ?? ListFormat(of: chunk)
    self.format = format
    var reader = rows ?? ListRowReader(format, role: role, limits: limits)
    reader.append(chunk, isEnd: isEnd) { line, row in
      switch row {
      case .success(let row): add(row, line, &users, &items)
      case .failure(let fault): add(fault, line)
      }
    }
    rows = reader
  }

  private mutating func add(_ row: ListRow, _ line: Int, _ users: inout NamePool, _ items: inout NamePool) {
    if row.user.isEmpty || row.item.isEmpty { return add(.emptyID, line) }
    if max(row.user.utf8.count, row.item.utf8.count) > limits.idBytes { return add(.longID, line) }
    guard table.count < limits.rows else {
      if !isFull {
        findings.append(
          Finding(
            code: "too-many-rows", source: source, place: .row(line),
            message: "The file has more than \(limits.rows) rows."))
      }
      isFull = true
      return
    }
    table.append(row, user: users.index(of: row.user), item: items.index(of: row.item))
  }

  private mutating func add(_ fault: ListFault, _ line: Int) {
    if fault == .failedQuery {
      failedQueries += 1
      return
    }
    // A broken header is said once, not again for every row.
    if fault == .shortRow, findings.contains(where: { $0.code.hasSuffix("-column") }) { return }
    faultCount += 1
    guard findings.count < limits.findings else { return }
    findings.append(Finding(code: fault.code, source: source, place: .row(line), message: fault.message))
  }
}

/// Rows of lists or truths in file order, under indices of users and items.
package struct ListTable: Sendable {
  private var users: [Int32] = []
  private var items: [Int32] = []
  /// Beside the rows, or empty.
  private(set) var ranks: [Double] = []
  private(set) var scores: [Double] = []
  private var gains: [Double] = []
  /// Queries of a batch job that the service could not answer.
  package internal(set) var failedQueries = 0

  /// Number of rows.
  package var count: Int { users.count }

  mutating func append(_ row: ListRow, user: Int32, item: Int32) {
    users.append(user)
    items.append(item)
    if let rank = row.rank { ranks.append(rank) }
    if let score = row.score { scores.append(score) }
    if let gain = row.gain { gains.append(gain) }
  }

  /// The users in order of their first row.
  package var usersInOrder: [Int32] {
    var isSeen = [Bool](repeating: false, count: Int(users.max() ?? -1) + 1)
    var order: [Int32] = []
    for user in users where !isSeen[Int(user)] {
      isSeen[Int(user)] = true
      order.append(user)
    }
    return order
  }

  /// The lists of the given users, empty where the table has none. Scores that stand beside some rows only are left out.
  package func lists(of users: [Int32]) -> ScoredLists {
    let (starts, order) = rows(by: users)
    var lists = ScoredLists()
    for position in users.indices {
      let rows = order[starts[position]..<starts[position + 1]]
      lists.append(
        rows.map { items[$0] }, ranks: ranks.count == count ? rows.map { ranks[$0] } : [],
        scores: scores.count == count ? rows.map { scores[$0] } : [])
    }
    return lists
  }

  /// What the given users took.
  package func truth(of users: [Int32]) -> GradedTruth {
    let (starts, order) = rows(by: users)
    var truth = GradedTruth()
    for position in users.indices {
      truth.append(
        order[starts[position]..<starts[position + 1]].map { (items[$0], gains.count == count ? gains[$0] : 1) })
    }
    return truth
  }

  /// Rows of users that are not among the given ones.
  package func rowsBeside(_ users: [Int32]) -> Int { count - rows(by: users).order.count }

  /// Rows by user in file order: where each user's begin in `order`.
  private func rows(by wanted: [Int32]) -> (starts: [Int], order: [Int]) {
    let highest = Int(max(users.max() ?? -1, wanted.max() ?? -1))
    var place = [Int](repeating: -1, count: highest + 1)
    for (position, user) in wanted.enumerated() { place[Int(user)] = position }
    var starts = [Int](repeating: 0, count: wanted.count + 1)
    for user in users where place[Int(user)] >= 0 { starts[place[Int(user)] + 1] += 1 }
    for position in wanted.indices { starts[position + 1] += starts[position] }
    var next = starts
    var order = [Int](repeating: 0, count: starts[wanted.count])
    for (row, user) in users.enumerated() where place[Int(user)] >= 0 {
      order[next[place[Int(user)]]] = row
      next[place[Int(user)]] += 1
    }
    return (starts, order)
  }
}
