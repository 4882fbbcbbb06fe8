import Glibc

/// One load or rollback at a time on a database file: an advisory lock on a file beside it.
///
/// The system releases it when the process ends, however that happens. The file stays, empty; were it removed, two loads
/// could each hold a lock on a file of that name. (A lock on the database file itself would end SQLite's own locks where
/// the file system emulates one kind by the other.)
final class ServingLock {
  private let path: String
  private var descriptor: CInt = -1

  init(path: String) { self.path = path }

  deinit { release() }

  /// - Throws: `busy` where another process has it.
  func take() throws(ServingError) {
    guard descriptor < 0 else { throw ServingError(.busy, database: path) }
    let opened = open(path + ".recast-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard opened >= 0 else { throw ServingError(.database, database: path, String(cString: strerror(errno))) }
    guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
      close(opened)
      throw ServingError(.busy, database: path)
    }
    descriptor = opened
  }

  func release() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
  }
}
