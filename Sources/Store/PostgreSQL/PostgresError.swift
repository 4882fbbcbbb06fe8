/// Why a PostgreSQL server could not be used. No password is ever part of it.
package struct PostgresError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of fault it is.
  package enum Code: String, Sendable {
    /// The connection string is not one that libpq understands.
    case badTarget = "bad-target"
    /// The connection string holds a password.
    case passwordInTarget = "password-in-target"
    /// No connection came about, or it broke.
    case unreachable
    /// The server refused a statement.
    case refused
    /// A query was needed that gives rows, and this one gives none.
    case noRows = "no-rows"
    /// A name that cannot be an identifier: empty, or with a zero byte.
    case badName = "bad-name"
    /// A table or column that is not there.
    case notFound = "not-found"
    /// What the caller was doing with the rows stopped it.
    case stopped
  }

  package let code: Code
  /// The server and database, without user and password.
  package let target: String
  /// What libpq or the server said, on one line, without secrets; empty when there is nothing to add.
  package let cause: String
  /// The five characters by which SQL names an error; empty where the server said nothing.
  package let sqlState: String

  package init(_ code: Code, target: String, cause: String = "", sqlState: String = "") {
    self.code = code
    self.target = target
    self.cause = cause
    self.sqlState = sqlState
  }

  /// One sentence.
  package var description: String {
    let sentence =
      switch code {
      case .badTarget: "The connection string is not one that PostgreSQL's library understands"
      case .passwordInTarget:
        "The connection string holds a password. Put it into ~/.pgpass, a service file or PGPASSWORD, "
          + "where other users of this machine cannot read it"
      case .unreachable: "\(target) cannot be reached"
      case .refused: "\(target) refused the statement"
      case .noRows: "The statement for \(target) gives no rows; only a query can be read from"
      case .badName: "A table or column has a name that PostgreSQL cannot have"
      case .notFound: "\(target) has not what was asked for"
      case .stopped: "Reading from \(target) was stopped"
      }
    return cause.isEmpty ? sentence + "." : "\(sentence): \(cause)\(cause.hasSuffix(".") ? "" : ".")"
  }
}
