import CPQ
import Glibc

/// A connection to a PostgreSQL server, through libpq. One thread at a time; closed with its owner.
///
/// The session speaks UTF-8, ISO dates and UTC. User and password come from libpq's environment variables, service file
/// and password file alone. Statements are constants of ours with `$1`, `$2`, … for values; names go through
/// `quoted(_:)`; nothing that a user wrote is pasted into SQL. The one exception is a whole query that the user gives:
/// see `PostgresConnection.rows(ofUserQuery:)`.
package final class PostgresConnection {
  let connection: OpaquePointer
  package let target: PostgresTarget

  /// - Parameters:
  ///   - isReadOnly: whether the server is to refuse whatever would change something.
  ///   - connectTimeoutSeconds: how long a connection may take to come about.
  /// - Throws: `unreachable`.
  package init(
    _ target: PostgresTarget = .environment, isReadOnly: Bool = false, connectTimeoutSeconds: Int = 10
  ) throws(PostgresError) {
    self.target = target
    let settings = [
      ("dbname", target.connectionString), ("connect_timeout", "\(connectTimeoutSeconds)"),
      ("fallback_application_name", "recast"), ("client_encoding", "UTF8"),
    ].filter { !$0.1.isEmpty }
    let opened = PostgresConnection.withCStrings(settings.map { Optional($0.0) }) { keywords in
      PostgresConnection.withCStrings(settings.map { Optional($0.1) }) { values in
        PQconnectdbParams(keywords, values, 1)
      }
    }
    guard let opened else { throw PostgresError(.unreachable, target: target.name, cause: "out of memory") }
    connection = opened
    guard PQstatus(opened) == CONNECTION_OK else {
      // `deinit` closes it.
      throw PostgresError(.unreachable, target: target.name, cause: lastMessage)
    }
    // Notices would be written to standard error.
    PQsetNoticeReceiver(opened, { _, _ in }, nil)
    try execute("SET DateStyle = ISO, YMD")
    try execute("SET TimeZone = 'UTC'")
    try execute("SET extra_float_digits = 1")
    if isReadOnly { try execute("SET default_transaction_read_only = on") }
  }

  deinit { PQfinish(connection) }

  /// Runs one statement to its end and keeps its rows, for statements that give few.
  ///
  /// - Parameters:
  ///   - statement: one statement; the server refuses several in one.
  ///   - parameters: the values of `$1`, `$2`, … as text; nil is null.
  /// - Throws: `refused` or `unreachable`.
  @discardableResult
  package func execute(_ statement: String, _ parameters: [String?] = []) throws(PostgresError) -> PostgresRows {
    let result = PostgresConnection.withCStrings(parameters) { values in
      PQexecParams(connection, statement, CInt(parameters.count), nil, values, nil, nil, 0)
    }
    let rows = PostgresRows(result)
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK: return rows
    default: throw failure(result)
    }
  }

  /// Runs `body` inside a transaction: committed when it returns, rolled back when it throws.
  package func transaction<Result>(_ body: () throws -> Result) throws -> Result {
    try execute("BEGIN")
    do {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      _ = try? execute("ROLLBACK")
      throw error
    }
  }

  /// A name as SQL text, in double quotes with those inside doubled.
  ///
  /// Source: the PostgreSQL 15 manual, 4.1.1 Identifiers and Key Words.
  /// - Throws: `badName` for an empty name, one with a zero byte, and one over 63 bytes, which the server would cut off.
  package static func quoted(_ name: String) throws(PostgresError) -> String {
    guard !name.isEmpty, name.utf8.count <= 63, !name.utf8.contains(0) else {
      throw PostgresError(
        .badName, target: "PostgreSQL", cause: "it is empty, longer than 63 bytes or holds a zero byte")
    }
    return "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// A table's name as SQL text; `schema.table` is two names.
  package static func quoted(table: String) throws(PostgresError) -> String {
    var parts: [String] = []
    for part in table.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false) {
      parts.append(try quoted(String(part)))
    }
    return parts.joined(separator: ".")
  }

  /// The error that a failed result tells, or the connection.
  func failure(_ result: OpaquePointer?) -> PostgresError {
    func field(_ code: UnicodeScalar) -> String {
      PQresultErrorField(result, CInt(code.value)).map { String(cString: $0) } ?? ""
    }
    let primary = field("M")
    let isBroken = PQstatus(connection) != CONNECTION_OK
    return PostgresError(
      isBroken ? .unreachable : .refused, target: target.name,
      cause: PostgresConnection.oneLine(primary.isEmpty ? lastMessage : primary), sqlState: field("C"))
  }

  /// What libpq said last, on one line.
  var lastMessage: String { PostgresConnection.oneLine(String(cString: PQerrorMessage(connection))) }

  /// A message on one line, without control characters and without the password that the environment holds.
  static func oneLine(_ message: String) -> String {
    var text = String(message.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
    if let secret = getenv("PGPASSWORD").map({ String(cString: $0) }), secret.count > 2 {
      text = text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "***")
    }
    let words = text.split(separator: " ")
    return String(words.joined(separator: " ").prefix(500))
  }

  /// Calls `body` with a null-terminated array of C strings that live as long as the call.
  static func withCStrings<Result>(
    _ strings: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
  ) -> Result {
    var copies = strings.map { $0.map { strdup($0) } ?? nil }
    defer { for copy in copies { free(copy) } }
    copies.append(nil)
    let pointers = copies.map { UnsafePointer($0) }
    return pointers.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("the array ends with nil, so it is not empty") }
      return body(base)
    }
  }
}
