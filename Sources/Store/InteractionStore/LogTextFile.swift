import Interactions

/// Writes a log as a text file.
package enum LogTextFile {
  /// Writes all of a log at `path`, in place of what is there, in one step when it is whole.
  /// - Throws: `unwritable`.
  package static func write(_ log: InteractionLog, as form: LogTextForm, to path: String) throws(StoreError) {
    var file = try DurableFile(path)
    try LogText(log, as: form).write { (bytes) throws(StoreError) in
      var fault: StoreError?
      bytes.withUnsafeBytes { raw in
        do throws(StoreError) { try file.append(raw) } catch { fault = error }
      }
      if let fault { throw fault }
    }
    try file.commit()
  }
}
