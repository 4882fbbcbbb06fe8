import CPQ
import Glibc

/// Which server and database: what is not left to libpq's environment variables (`PGHOST`, `PGDATABASE`, `PGSERVICE`, …),
/// its service file and its password file.
///
/// A password in the string is refused: arguments can be read by every user of a machine and end up in histories.
/// Source: the PostgreSQL 15 manual, 34.1.1 Connection Strings, 34.15 Environment Variables, 34.16 The Password File.
package struct PostgresTarget: Hashable, Sendable {
  /// What libpq is given; empty where the environment says all.
  let connectionString: String
  /// The server and database for people, without user and password.
  package let name: String

  /// All from the environment.
  package static let environment = PostgresTarget(connectionString: "", name: environmentName())

  private init(connectionString: String, name: String) {
    self.connectionString = connectionString
    self.name = name
  }

  /// A `postgresql://[user@]host[:port]/database` or `key=value` string; `postgresql:` and the empty string leave all to
  /// the environment.
  /// - Throws: `badTarget` or `passwordInTarget`; neither repeats the string.
  package init(_ text: String) throws(PostgresError) {
    guard !["", "postgresql:", "postgres:", "postgresql://", "postgres://"].contains(text) else {
      self = .environment
      return
    }
    guard !text.utf8.contains(0) else { throw PostgresError(.badTarget, target: "PostgreSQL") }
    guard let options = PQconninfoParse(text, nil) else { throw PostgresError(.badTarget, target: "PostgreSQL") }
    defer { PQconninfoFree(options) }
    var given: [String: String] = [:]
    var at = options
    while let keyword = at.pointee.keyword {
      if let value = at.pointee.val { given[String(cString: keyword)] = String(cString: value) }
      at += 1
    }
    guard given["password"] == nil, given["sslpassword"] == nil else {
      throw PostgresError(.passwordInTarget, target: "PostgreSQL")
    }
    connectionString = text
    name = PostgresTarget.name(
      service: given["service"], host: given["host"] ?? given["hostaddr"], port: given["port"],
      database: given["dbname"])
  }

  /// Whether a source or place that a user names is one of ours: it begins with `postgresql:` or `postgres:`.
  package static func isTarget(_ text: String) -> Bool {
    text.hasPrefix("postgresql:") || text.hasPrefix("postgres:")
  }

  private static func environmentName() -> String {
    func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
    return name(
      service: variable("PGSERVICE"), host: variable("PGHOST"), port: variable("PGPORT"),
      database: variable("PGDATABASE"))
  }

  private static func name(service: String?, host: String?, port: String?, database: String?) -> String {
    var place = host ?? (service == nil ? "local" : "")
    if let port { place += ":\(port)" }
    let parts = [service.map { "service \($0)" }, place.isEmpty ? nil : place, database].compactMap { $0 }
    return "PostgreSQL (\(parts.joined(separator: ", ")))"
  }
}
