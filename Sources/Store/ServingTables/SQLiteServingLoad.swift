import BatchFiles
import GRDB

/// A version in the making in SQLite.
final class SQLiteServingLoad: ServingLoad {
  /// Rows written in one transaction: few commits, and none that holds others up for long.
  private static let rowsPerTransaction = 50_000

  private let store: SQLiteServingStore
  private let table: ServingTableName
  private var version: ServingVersion
  private let previous: ServingVersion?
  private var waiting: [BatchAnswer] = []
  private var waitingRows = 0
  private var isOver = false

  package var previousLists: Int? { previous?.lists }

  init(
    _ store: SQLiteServingStore, _ table: ServingTableName, kind: BatchKind, source: String, loadedAt: String
  ) throws(ServingError) {
    self.store = store
    self.table = table
    let path = store.path
    (version, previous) = try store.guarded {
      try store.queue.inDatabase { database in
        let versions = try ServingRegistry.versions(database, path: path).filter { $0.table == table.text }
        for dead in versions where dead.state == .loading { try ServingRegistry.remove(table, dead.number, database) }
        let current = versions.first { $0.state == .current }
        if let current, current.kind != kind {
          throw ServingError(.otherKind, database: path, "\(table.quoted) serves \(current.kind.rawValue)")
        }
        let version = ServingVersion(
          table: table.text, number: (versions.first?.number ?? 0) + 1, state: .loading, kind: kind, lists: 0,
          rows: 0, loadedAt: loadedAt, source: source)
        try SQLiteServingLoad.create(version, table, isKnown: current != nil, database, path: path)
        return (version, current)
      }
    }
  }

  deinit { if !isOver { try? abandon() } }

  func previousLists(_ keys: [String]) throws(ServingError) -> [[String]] {
    guard let previous else { return keys.map { _ in [] } }
    let name = quotedIdentifier(table.version(previous.number))
    let kind = previous.kind
    return try store.guarded {
      try store.queue.inDatabase { database in
        let statement = try database.cachedStatement(
          sql: "SELECT \(kind.memberColumn) FROM \(name) WHERE \(kind.keyColumn) = ? ORDER BY rank")
        return try keys.map { try String.fetchAll(statement, arguments: [$0]) }
      }
    }
  }

  func add(_ answer: BatchAnswer) throws(ServingError) {
    guard !answer.items.isEmpty else { return }
    waiting.append(answer)
    waitingRows += answer.items.count
    if waitingRows >= SQLiteServingLoad.rowsPerTransaction { try write() }
  }

  func publish(keeping: Int) throws(ServingError) -> ServingVersion {
    try write()
    let (path, table, version) = (store.path, table, version)
    let published = version.with(.current)
    try store.guarded {
      try store.queue.inDatabase { database in
        // Outside the swap's transaction, for counting takes long and the version is nobody else's.
        try SQLiteServingStore.checkRows(database, table, version, path: path)
        try SQLiteServingStore.point(table, to: published, database)
      }
    }
    isOver = true
    defer { store.releaseLock() }
    try store.guarded {
      try store.queue.inDatabase { database in
        let others = try ServingRegistry.versions(database, path: path).filter {
          $0.table == table.text && $0.state == .kept
        }
        for old in others.dropFirst(max(0, keeping)) { try ServingRegistry.remove(table, old.number, database) }
      }
    }
    return published
  }

  func abandon() throws(ServingError) {
    guard !isOver else { return }
    isOver = true
    defer { store.releaseLock() }
    let (table, number) = (table, version.number)
    try store.guarded { try store.queue.inDatabase { try ServingRegistry.remove(table, number, $0) } }
  }

  /// Writes what waits in one transaction.
  private func write() throws(ServingError) {
    guard !waiting.isEmpty else { return }
    let name = quotedIdentifier(table.version(version.number))
    let answers = waiting
    try store.guarded {
      try store.queue.inTransaction(.immediate) { database in
        let insert = try database.cachedStatement(sql: "INSERT INTO \(name) VALUES (?, ?, ?, ?)")
        for answer in answers {
          for (index, item) in answer.items.enumerated() {
            let score = answer.scores.isEmpty || answer.scores[index].isNaN ? nil : answer.scores[index]
            insert.setUncheckedArguments([answer.key, index + 1, item, score])
            try insert.execute()
          }
        }
        return .commit
      }
    }
    version = ServingVersion(
      table: version.table, number: version.number, state: .loading, kind: version.kind,
      lists: version.lists + answers.count, rows: version.rows + waitingRows, loadedAt: version.loadedAt,
      source: version.source)
    waiting.removeAll(keepingCapacity: true)
    waitingRows = 0
  }

  /// Makes the version's table and its entry in one transaction.
  private static func create(
    _ version: ServingVersion, _ table: ServingTableName, isKnown: Bool, _ database: Database, path: String
  ) throws {
    let name = table.version(version.number)
    try database.inTransaction(.immediate) {
      let taken = try String.fetchOne(
        database, sql: "SELECT name FROM sqlite_schema WHERE lower(name) IN (lower(?), lower(?))",
        arguments: [name, isKnown ? name : table.text])
      if let taken { throw ServingError(.occupied, database: path, quotedIdentifier(taken)) }
      try ServingRegistry.create(database)
      // One row an item, so that a product can join it; clustered by key and rank, which is how it is read.
      try database.execute(
        sql: """
          CREATE TABLE \(quotedIdentifier(name)) (
            \(version.kind.keyColumn) TEXT NOT NULL, rank INTEGER NOT NULL,
            \(version.kind.memberColumn) TEXT NOT NULL, score REAL,
            PRIMARY KEY (\(version.kind.keyColumn), rank)) STRICT, WITHOUT ROWID
          """)
      try ServingRegistry.insert(version, database)
      return .commit
    }
  }
}
