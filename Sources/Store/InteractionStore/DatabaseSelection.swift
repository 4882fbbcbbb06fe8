/// What of a database is read as events.
package enum DatabaseSelection: Hashable, Sendable {
  /// All rows of a table or view; `schema.table` is two names.
  case table(String)
  /// The rows of one query that the user wrote; it is run as it is, alone, and where nothing can be changed.
  case query(String)

  /// The table's name, or that it is a query, for findings.
  var name: String {
    switch self {
    case .table(let name): name
    case .query: "the query"
    }
  }
}
