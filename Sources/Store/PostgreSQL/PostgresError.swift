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

  /// One sentence, and one on what to do where it is not plain.
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
    guard !cause.isEmpty else { return sentence + "." }
    let isSentence = cause.hasSuffix(".") || cause.hasSuffix("?")
    return "\(sentence): \(cause)\(isSentence ? "" : ".")\(remedy.isEmpty ? "" : " " + remedy)"
  }

  /// What to do about it, as a sentence; empty where the cause says all.
  package var remedy: String {
    // The library's words for an authentication that failed before the server gave an SQL state.
    let words = ["no password supplied", "password authentication failed", "Peer authentication failed"]
    if code == .unreachable, words.contains(where: cause.contains) {
      return "Name the user in the connection string or PGUSER, and give the password in ~/.pgpass or PGPASSWORD."
    }
    // Source: the PostgreSQL 15 manual, Appendix A, Error Codes.
    return switch sqlState {
    case "42P07": "A table that is there is never written over: name another, or drop it."
    case "42501": "Ask the database's owner for the right to it."
    default: ""
    }
  }

  /// Whether the one who asked can mend it by asking otherwise: a name, a statement, a connection string.
  package var isWrongInput: Bool {
    switch code {
    case .badTarget, .passwordInTarget, .noRows, .badName, .notFound: true
    // Syntax errors and names that are not there; missing rights are no matter of words.
    case .refused: ["42", "3D", "3F", "22"].contains { sqlState.hasPrefix($0) } && sqlState != "42501"
    case .unreachable, .stopped: false
    }
  }
}
