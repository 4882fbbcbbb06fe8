import Glibc
import JSONText
import Synchronization

/// Why a record cannot be kept.
package struct ReplayRecordError: Error, Hashable, Sendable, CustomStringConvertible {
  package let path: String
  /// Without a full stop.
  package let cause: String
  package var description: String { "The record \(path) cannot be kept: \(cause)." }
}

/// The file of a record, to which lines are only added: each is in the system's hands, whole, before the next request of its
/// user goes out, so that a killed program loses no answer that was followed by anything.
package final class ReplayRecordFile: Sendable {
  private let path: String
  private let descriptor: Mutex<CInt>

  /// Opens a record, made if need be, for this program alone; what a stop left of a line goes.
  ///
  /// - Parameter wholeBytes: to the end of the last whole line; nil for a new record, which must not be there with anything
  ///   in it.
  package init(_ path: String, wholeBytes: Int?) throws(ReplayRecordError) {
    self.path = path
    func failure(_ cause: String) -> ReplayRecordError { ReplayRecordError(path: path, cause: cause) }
    // Answers are a customer's data: for its owner alone. A pipe that nobody reads must not stop us.
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o600)
    guard file >= 0 else { throw failure(String(cString: strerror(errno))) }
    descriptor = Mutex(file)
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      throw failure(errno == EWOULDBLOCK ? "another replay is writing it" : String(cString: strerror(errno)))
    }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw failure("it is no file") }
    guard let wholeBytes else {
      guard status.st_size == 0 else { throw failure("it has come to be meanwhile") }
      return
    }
    guard status.st_size >= wholeBytes, ftruncate(file, wholeBytes) == 0 else {
      throw failure("it changed while it was read")
    }
  }

  deinit { descriptor.withLock { _ = close($0) } }

  /// Writes the head of a new record.
  package func begin(_ head: ReplayHead) throws(ReplayRecordError) {
    guard let tree = try? JSONTree(encoding: head) else {
      throw ReplayRecordError(path: path, cause: "its head cannot be written")
    }
    try append(Array((tree.compactText + "\n").utf8))
  }

  /// Adds a line.
  func append(_ line: [UInt8]) throws(ReplayRecordError) {
    let code = descriptor.withLock { file -> CInt in
      var rest = line[...]
      while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { return errno == 0 ? EIO : errno }
        rest = rest.dropFirst(written)
      }
      return 0
    }
    guard code == 0 else { throw ReplayRecordError(path: path, cause: String(cString: strerror(code))) }
  }
}
