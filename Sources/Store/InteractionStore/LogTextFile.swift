import Interactions
import WholeFiles

/// Writes a log as a text file.
package enum LogTextFile {
  /// Writes all of a log at `path`, in place of what is there, in one step when it is whole.
  /// - Throws: `unwritable`.
  package static func write(_ log: InteractionLog, as form: LogTextForm, to path: String) throws(StoreError) {
    do throws(FileReplacement.Failure) {
      let file = try FileReplacement(of: path)
      try LogText(log, as: form).write { (bytes) throws(FileReplacement.Failure) in try file.append(bytes) }
      try file.commit()
    } catch {
      throw StoreError(error)
    }
  }
}
