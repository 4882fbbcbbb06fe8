import Glibc

/// A file in the making that takes another's place in one step, or not at all.
///
/// It is written beside its target under a name of its own. Unless `commit` moves it into place, it goes with its owner and
/// the target stays as it was. (A class for its `deinit`: Swift 6.3 cannot yet capture a noncopyable value in the closure
/// that receives a body.)
package final class FileReplacement {
  /// Why a file could not be written.
  package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    package let path: String
    /// The system's words.
    package let cause: String
    package var description: String { "\(path) cannot be written: \(cause)." }
  }

  package let target: String
  /// Where the bytes are until `commit`.
  package let temporaryPath: String
  private let descriptor: Int32

  /// Begins an empty file beside `target`, whose folder must exist.
  package init(of target: String) throws(Failure) {
    var name = Array("\(target).part-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw Failure(path: target, cause: systemMessage(errno)) }
    self.descriptor = descriptor
    self.target = target
    temporaryPath = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    // mkstemp lets only the owner read; a price list is no secret.
    fchmod(descriptor, 0o644)
  }

  deinit {
    close(descriptor)
    // After a commit nothing has this name any more.
    unlink(temporaryPath)
  }

  /// Appends bytes.
  package func append(_ bytes: [UInt8]) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw Failure(path: temporaryPath, cause: systemMessage(errno)) }
      rest = rest.dropFirst(written)
    }
  }

  /// Puts the file in the target's place, on the disk before it appears there.
  package func commit() throws(Failure) {
    guard fsync(descriptor) == 0, rename(temporaryPath, target) == 0 else {
      throw Failure(path: target, cause: systemMessage(errno))
    }
    let folder = target.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let directory = open(folder.isEmpty ? (target.hasPrefix("/") ? "/" : ".") : folder, O_RDONLY | O_CLOEXEC)
    // The rename is done; that its entry is on the disk too is more than most writers ask for.
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }
}

/// The system's words for an error number.
func systemMessage(_ number: Int32) -> String { String(cString: strerror(number)) }
