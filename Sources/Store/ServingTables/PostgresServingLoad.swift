import BatchFiles
import PostgreSQL

/// A version in the making in PostgreSQL: everything inside one transaction.
final class PostgresServingLoad: ServingLoad {
  /// Rows sent with one COPY.
  private static let rowsPerCopy = 50_000

  private let store: PostgresServingStore
  private let table: ServingTableName
  private var version: ServingVersion
  private let previous: ServingVersion?
  private var waiting: [UInt8] = []
  private var waitingRows = 0
  private var isOver = false

  var previousLists: Int? { previous?.lists }

  /// Makes the version's table; the caller has begun a transaction.
  init(
    _ store: PostgresServingStore, _ table: ServingTableName, kind: BatchKind, source: String, loadedAt: String
  ) throws {
    self.store = store
    self.table = table
    let versions = try store.listed().filter { $0.table == table.text }
    let current = versions.first { $0.state == .current }
    if let current, current.kind != kind {
      throw store.failure(.otherKind, "\(table.quoted) serves \(current.kind.rawValue)")
    }
    previous = current
    version = ServingVersion(
      table: table.text, number: (versions.first?.number ?? 0) + 1, state: .loading, kind: kind, lists: 0, rows: 0,
      loadedAt: loadedAt, source: source)
    let name = quotedIdentifier(table.version(version.number))
    for taken in [name] + (current == nil ? [table.quoted] : []) {
      guard try store.connection.execute("SELECT to_regclass($1)", [taken])[0, 0] == nil else {
        throw store.failure(.occupied, taken)
      }
    }
    try store.connection.execute(
      """
      CREATE TABLE IF NOT EXISTS recast_serving (
        name text NOT NULL, version integer NOT NULL, state text NOT NULL, kind text NOT NULL, lists bigint NOT NULL,
        item_rows bigint NOT NULL, loaded_at text NOT NULL, source text NOT NULL, PRIMARY KEY (name, version))
      """)
    try store.connection.execute(
      """
      CREATE TABLE \(name) (
        \(kind.keyColumn) text NOT NULL, rank integer NOT NULL, \(kind.memberColumn) text NOT NULL,
        score double precision)
      """)
  }

  deinit { if !isOver { store.abandon(table) } }

  func previousLists(_ keys: [String]) throws(ServingError) -> [[String]] {
    var lists = keys.map { _ in [String]() }
    guard let previous, !keys.isEmpty else { return lists }
    let name = quotedIdentifier(table.version(previous.number))
    let kind = previous.kind
    // All in one question: a server may be a millisecond away, and users are many.
    try store.guarded {
      let rows = try store.connection.execute(
        """
        SELECT asked.place, served.\(kind.memberColumn)
        FROM unnest($1::text[]) WITH ORDINALITY AS asked (key, place)
          JOIN \(name) AS served ON served.\(kind.keyColumn) = asked.key
        ORDER BY asked.place, served.rank
        """, [PostgresServingLoad.array(keys)])
      for row in 0..<rows.count {
        guard let place = rows[row, 0].flatMap(Int.init), let item = rows[row, 1] else { continue }
        lists[place - 1].append(item)
      }
    }
    return lists
  }

  /// Texts as the server reads an array. Source: the PostgreSQL 15 manual, 8.15.2 Array Value Input.
  private static func array(_ texts: [String]) -> String {
    var literal = "{"
    for (index, text) in texts.enumerated() {
      literal += index == 0 ? "\"" : ",\""
      for scalar in text.unicodeScalars {
        if scalar == "\"" || scalar == "\\" { literal.unicodeScalars.append("\\") }
        literal.unicodeScalars.append(scalar)
      }
      literal += "\""
    }
    return literal + "}"
  }

  func add(_ answer: BatchAnswer) throws(ServingError) {
    guard !answer.items.isEmpty else { return }
    for (index, item) in answer.items.enumerated() {
      append(answer.key)
      waiting += "\t\(index + 1)\t".utf8
      append(item)
      let score = answer.scores.isEmpty ? .nan : answer.scores[index]
      waiting += score.isNaN ? "\t\\N\n".utf8 : "\t\(score)\n".utf8
    }
    waitingRows += answer.items.count
    version = ServingVersion(
      table: version.table, number: version.number, state: .loading, kind: version.kind, lists: version.lists + 1,
      rows: version.rows + answer.items.count, loadedAt: version.loadedAt, source: version.source)
    if waitingRows >= PostgresServingLoad.rowsPerCopy { try write() }
  }

  func publish(keeping: Int) throws(ServingError) -> ServingVersion {
    try write()
    let name = quotedIdentifier(table.version(version.number))
    let published = version.with(.current)
    try store.guarded {
      // The index is built once, over all rows.
      try store.connection.execute("ALTER TABLE \(name) ADD PRIMARY KEY (\(version.kind.keyColumn), rank)")
      try store.connection.execute("ANALYZE \(name)")
      try store.checkRows(table, version)
      try store.connection.execute(
        "INSERT INTO recast_serving VALUES ($1, $2, 'kept', $3, $4, $5, $6, $7)",
        [
          version.table, "\(version.number)", version.kind.rawValue, "\(version.lists)", "\(version.rows)",
          version.loadedAt, version.source,
        ])
      try store.point(table, to: published)
      try store.connection.execute("COMMIT")
    }
    isOver = true
    defer { store.unlock(table) }
    // A reader of an old version may hold it for long; what stays now goes with the next load.
    _ = try? store.guarded { try removeOld(keeping: keeping) }
    return published
  }

  func abandon() throws(ServingError) {
    guard !isOver else { return }
    isOver = true
    store.abandon(table)
  }

  private func removeOld(keeping: Int) throws {
    let others = try store.listed().filter { $0.table == table.text && $0.state == .kept }
    for old in others.dropFirst(max(0, keeping)) {
      try store.connection.transaction {
        try store.connection.execute("DROP TABLE IF EXISTS \(quotedIdentifier(table.version(old.number)))")
        try store.connection.execute(
          "DELETE FROM recast_serving WHERE name = $1 AND version = $2", [table.text, "\(old.number)"])
      }
    }
  }

  /// Sends what waits.
  private func write() throws(ServingError) {
    guard !waiting.isEmpty else { return }
    let name = quotedIdentifier(table.version(version.number))
    var rows: [UInt8]? = waiting
    try store.guarded {
      try store.connection.copyIn("COPY \(name) FROM STDIN") {
        defer { rows = nil }
        return rows
      }
    }
    waiting.removeAll(keepingCapacity: true)
    waitingRows = 0
  }

  /// A text in COPY's own form. Source: the PostgreSQL 15 manual, COPY, File Formats, Text Format.
  private func append(_ text: String) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): waiting += "\\\\".utf8
      case 0x09: waiting += "\\t".utf8
      case 0x0A: waiting += "\\n".utf8
      case 0x0D: waiting += "\\r".utf8
      default: waiting.append(byte)
      }
    }
  }
}
