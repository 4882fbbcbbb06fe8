import CPQ

extension PostgresConnection {
  /// Runs a query that a user wrote, as it is and alone, and calls `body` with its rows one by one until it returns false.
  ///
  /// Nothing is pasted to the query: it is sent as a prepared statement, of which the server takes exactly one, is
  /// described first, and runs only when it gives rows (so `COMMIT`, `DROP`, `COPY … TO PROGRAM` and the like do not),
  /// inside a transaction in which the server refuses every change. Rows are streamed; memory does not grow with them.
  /// - Parameters:
  ///   - query: one SELECT, VALUES, TABLE or WITH statement.
  ///   - columns: called once before the first row, with the columns' names.
  ///   - body: called with the bytes of each value of a row, nil for null; they live only as long as the call.
  /// - Throws: `noRows`, `refused`, `unreachable`, or `stopped` where `columns` or `body` returned false.
  package func rows(
    ofUserQuery query: String, columns: ([String]) -> Bool, _ body: ([UnsafeBufferPointer<UInt8>?]) -> Bool
  ) throws(PostgresError) {
    try execute("BEGIN READ ONLY")
    defer { _ = try? execute("ROLLBACK") }
    try prepare(query, columns)
    let sent = PQsendQueryPrepared(connection, "", 0, nil, nil, nil, 0)
    guard sent == 1, PQsetSingleRowMode(connection) == 1 else {
      throw PostgresError(.unreachable, target: target.name, cause: lastMessage)
    }
    var fault: PostgresError?
    while let result = PQgetResult(connection) {
      defer { PQclear(result) }
      switch PQresultStatus(result) {
      case PGRES_SINGLE_TUPLE:
        if fault == nil, !body(PostgresConnection.values(of: result)) {
          fault = PostgresError(.stopped, target: target.name)
          cancel()
        }
      case PGRES_TUPLES_OK: break
      default: fault = fault ?? failure(result)
      }
    }
    if let fault { throw fault }
  }

  /// Prepares the unnamed statement, and refuses it where it gives no rows.
  private func prepare(_ query: String, _ columns: ([String]) -> Bool) throws(PostgresError) {
    let prepared = PQprepare(connection, "", query, 0, nil)
    defer { PQclear(prepared) }
    guard PQresultStatus(prepared) == PGRES_COMMAND_OK else { throw failure(prepared) }
    let described = PostgresRows(PQdescribePrepared(connection, ""))
    guard described.columnCount > 0 else { throw PostgresError(.noRows, target: target.name) }
    guard columns(described.columnNames) else { throw PostgresError(.stopped, target: target.name) }
  }

  private static func values(of result: OpaquePointer) -> [UnsafeBufferPointer<UInt8>?] {
    (0..<PQnfields(result)).map { column in
      guard PQgetisnull(result, 0, column) == 0, let bytes = PQgetvalue(result, 0, column) else { return nil }
      let length = Int(PQgetlength(result, 0, column))
      return UnsafeRawBufferPointer(start: bytes, count: length).bindMemory(to: UInt8.self)
    }
  }
}
