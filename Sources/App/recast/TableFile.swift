import Glibc
import Scenarios
import WholeFiles

/// A table that is written line by line beside its place and put there whole by one rename.
///
/// What stands there already is replaced only where it is such a table, too: a file of the user's own is not written over by
/// a mistaken option.
final class TableFile {
  private let file: FileReplacement

  /// - Parameter header: the first line, by which an earlier table is recognised.
  /// - Throws: `Stop` where the place is taken or cannot be written.
  init(path: String, header: String, remedy: String) throws(Stop) {
    if TableFile.holdsOther(path, header: header) {
      throw Stop(.wrongInput, "\(PathText.fileName(path)) exists and holds something else. \(remedy)")
    }
    do throws(FileReplacement.Failure) { file = try FileReplacement(of: path) } catch {
      throw Stop(.environment, "\(error)")
    }
  }

  /// Whether a file stands there that is neither empty nor such a table.
  static func holdsOther(_ path: String, header: String) -> Bool {
    let existing = open(path, O_RDONLY | O_CLOEXEC)
    guard existing >= 0 else { return false }
    defer { close(existing) }
    var start = [UInt8](repeating: 0, count: header.utf8.count)
    let count = read(existing, &start, start.count)
    return count != 0 && (count < start.count || start != Array(header.utf8))
  }

  /// Writes text at the end.
  func write(_ text: String) throws(Stop) {
    do throws(FileReplacement.Failure) { try file.append(Array(text.utf8)) } catch {
      throw Stop(.environment, "\(error)")
    }
  }

  /// Puts the table in place. One that is not finished goes with its owner.
  func finish() throws(Stop) {
    do throws(FileReplacement.Failure) { try file.commit() } catch { throw Stop(.environment, "\(error)") }
  }
}
