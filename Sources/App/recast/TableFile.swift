import Glibc
import Scenarios

/// A table that is written line by line beside its place and put there whole by one rename.
///
/// What stands there already is replaced only where it is such a table, too: a file of the user's own is not written over by
/// a mistaken option.
final class TableFile {
  private let path: String
  private let temporary: String
  private var descriptor: Int32

  /// - Parameter header: the first line, by which an earlier table is recognised.
  /// - Throws: `Stop` where the place is taken or cannot be written.
  init(path: String, header: String, remedy: String) throws(Stop) {
    self.path = path
    temporary = "\(path).\(getpid()).tmp"
    descriptor = -1
    if TableFile.holdsOther(path, header: header) {
      throw Stop(.wrongInput, "\(PathText.fileName(path)) exists and holds something else. \(remedy)")
    }
    Interruption.isTemporary(temporary)
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      Interruption.settled(temporary)
      throw Stop(.environment, "\(path) cannot be written: \(String(cString: strerror(errno))).")
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
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard written > 0 else {
        let reason = String(cString: strerror(errno))
        discard()
        throw Stop(.environment, "\(path) cannot be written: \(reason).")
      }
      bytes = bytes.dropFirst(written)
    }
  }

  /// Puts the table in place.
  func finish() throws(Stop) {
    close(descriptor)
    descriptor = -1
    guard rename(temporary, path) == 0 else {
      let reason = String(cString: strerror(errno))
      discard()
      throw Stop(.environment, "\(path) cannot be written: \(reason).")
    }
    Interruption.settled(temporary)
  }

  /// Leaves nothing behind.
  func discard() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    unlink(temporary)
    Interruption.settled(temporary)
  }
}
