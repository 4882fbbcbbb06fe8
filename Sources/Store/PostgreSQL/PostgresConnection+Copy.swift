import CPQ

extension PostgresConnection {
  /// Runs a `COPY … TO STDOUT` and calls `body` with its bytes, a row a call, until it returns false.
  ///
  /// Memory does not grow with the number of rows.
  /// - Throws: `refused`, `unreachable`, or `stopped` where `body` returned false.
  package func copyOut(_ statement: String, _ body: (UnsafeBufferPointer<UInt8>) -> Bool) throws(PostgresError) {
    try beginCopy(statement, PGRES_COPY_OUT)
    while true {
      var buffer: UnsafeMutablePointer<CChar>?
      let length = PQgetCopyData(connection, &buffer, 0)
      defer { PQfreemem(buffer) }
      guard length > 0, let buffer else {
        guard length == -1 else { throw PostgresError(.unreachable, target: target.name, cause: lastMessage) }
        return try finishCopy()
      }
      let goesOn = UnsafeRawBufferPointer(start: buffer, count: Int(length)).withMemoryRebound(to: UInt8.self, body)
      if !goesOn {
        cancel()
        throw PostgresError(.stopped, target: target.name)
      }
    }
  }

  /// Runs a `COPY … FROM STDIN` and sends the chunks that `next` gives, until it gives nil.
  ///
  /// - Throws: `refused` or `unreachable`; whatever `next` throws, after the copy was called off. Nothing of the copy
  ///   stays then.
  package func copyIn(_ statement: String, _ next: () throws -> [UInt8]?) throws {
    try beginCopy(statement, PGRES_COPY_IN)
    do {
      while let chunk = try next() {
        var rest = chunk[...]
        while !rest.isEmpty {
          let part = rest.prefix(1 << 20)
          let sent = part.withUnsafeBytes {
            PQputCopyData(connection, $0.bindMemory(to: CChar.self).baseAddress, CInt($0.count))
          }
          guard sent == 1 else { throw PostgresError(.unreachable, target: target.name, cause: lastMessage) }
          rest = rest.dropFirst(part.count)
        }
      }
    } catch {
      PQputCopyEnd(connection, "called off by recast")
      drain()
      throw error
    }
    guard PQputCopyEnd(connection, nil) == 1 else {
      throw PostgresError(.unreachable, target: target.name, cause: lastMessage)
    }
    try finishCopy()
  }

  private func beginCopy(_ statement: String, _ wanted: ExecStatusType) throws(PostgresError) {
    let result = PQexecParams(connection, statement, 0, nil, nil, nil, nil, 0)
    defer { PQclear(result) }
    guard PQresultStatus(result) == wanted else { throw failure(result) }
  }

  private func finishCopy() throws(PostgresError) {
    var fault: PostgresError?
    while let result = PQgetResult(connection) {
      if PQresultStatus(result) != PGRES_COMMAND_OK, fault == nil { fault = failure(result) }
      PQclear(result)
    }
    if let fault { throw fault }
  }

  /// Passes over what is still to come of a statement, so that the connection can be used again.
  func drain() {
    while let result = PQgetResult(connection) { PQclear(result) }
  }

  /// Asks the server to stop what it is doing, and waits until it has.
  func cancel() {
    if let handle = PQgetCancel(connection) {
      var message = [CChar](repeating: 0, count: 256)
      _ = PQcancel(handle, &message, 256)
      PQfreeCancel(handle)
    }
    // Data of the copy that is under way goes nowhere.
    var buffer: UnsafeMutablePointer<CChar>?
    while PQgetCopyData(connection, &buffer, 0) > 0 {
      PQfreemem(buffer)
      buffer = nil
    }
    drain()
  }
}
