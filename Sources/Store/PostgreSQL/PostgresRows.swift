import CPQ

/// The rows of one result, as the server wrote them: text, or nil for null.
package struct PostgresRows: ~Copyable {
  private let result: OpaquePointer?

  init(_ result: OpaquePointer?) { self.result = result }

  deinit { PQclear(result) }

  package var count: Int { Int(PQntuples(result)) }
  package var columnCount: Int { Int(PQnfields(result)) }

  /// Names of the columns.
  package var columnNames: [String] {
    (0..<columnCount).map { PQfname(result, CInt($0)).map { String(cString: $0) } ?? "" }
  }

  /// A value; nil for null.
  package subscript(row: Int, column: Int) -> String? {
    precondition(row >= 0 && row < count && column >= 0 && column < columnCount)
    guard PQgetisnull(result, CInt(row), CInt(column)) == 0 else { return nil }
    let length = Int(PQgetlength(result, CInt(row), CInt(column)))
    guard let bytes = PQgetvalue(result, CInt(row), CInt(column)) else { return nil }
    return UnsafeRawBufferPointer(start: bytes, count: length).withMemoryRebound(to: UInt8.self) {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
