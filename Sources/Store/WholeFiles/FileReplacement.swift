import Glibc
import Synchronization

/// A file in the making that takes another's place in one step, or not at all.
///
/// It is written beside its target as a hidden `.name.XXXXXX.partial`. Unless `commit` moves it into place, it goes with its
/// owner and the target stays as it was. What a killed program left is removed when the next one writes the same target: a
/// lock, which the system gives up when a program ends, tells the dead from those still at work.
/// (A class for its `deinit`: Swift 6.3 cannot yet capture a noncopyable value in the closure that receives a body.)
package final class FileReplacement {
  /// Why a file could not be written.
  package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The target, as the user named it.
    package let path: String
    /// The system's words.
    package let cause: String
    package var description: String { "\(path) cannot be written: \(cause)." }
  }

  package let target: String
  /// Where the bytes are until `commit`.
  package let temporaryPath: String
  /// Bytes appended.
  package private(set) var length = 0
  private let place: String
  private let descriptor: CInt
  private var isCommitted = false

  /// Begins an empty file beside `target`, whose folder must exist; where that is a link, beside the file it leads to.
  ///
  /// A file that is there keeps its permissions; what is there and is no file stays, and is a failure.
  package init(of target: String) throws(Failure) {
    self.target = target
    var status = stat()
    let isThere = stat(target, &status) == 0
    guard !isThere || status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(
        path: target, cause: status.st_mode & S_IFMT == S_IFDIR ? systemMessage(EISDIR) : "It is there and is no file")
    }
    place = isThere ? FileReplacement.followed(target) : target
    let (folder, name) = FileReplacement.parts(place)
    // A name may have 255 bytes.
    let stem = ".\(String(decoding: Array(name.utf8.prefix(200)), as: UTF8.self))."
    FileReplacement.removeDead(in: folder, stem)
    (descriptor, temporaryPath) = try FileReplacement.begin(folder + stem, target: target)
    if isThere { fchmod(descriptor, status.st_mode & 0o777) }
  }

  deinit {
    close(descriptor)
    if !isCommitted { FileReplacement.remove(temporaryPath) }
  }

  /// Appends bytes.
  package func append(_ bytes: [UInt8]) throws(Failure) {
    var failure: Failure?
    bytes.withUnsafeBytes { raw in
      do throws(Failure) { try append(raw) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Appends bytes.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    try write(bytes, at: length)
    length += bytes.count
  }

  /// Writes bytes over others, or behind them.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(Failure) {
    var done = 0
    while done < bytes.count {
      let got = pwrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, offset + done)
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { throw Failure(path: target, cause: systemMessage(errno)) }
      done += got
    }
  }

  /// Puts the bytes on the disk.
  package func sync() throws(Failure) {
    guard fsync(descriptor) == 0 else { throw Failure(path: target, cause: systemMessage(errno)) }
  }

  /// Puts the file in the target's place.
  ///
  /// - Parameter isSynced: whether the bytes must be on the disk before the name is theirs; a cache can do without.
  package func commit(isSynced: Bool = true) throws(Failure) {
    if isSynced { try sync() }
    guard rename(temporaryPath, place) == 0 else { throw Failure(path: target, cause: systemMessage(errno)) }
    isCommitted = true
    FileReplacement.open.withLock { _ = $0.remove(temporaryPath) }
    if isSynced { FileReplacement.syncFolder(FileReplacement.parts(place).folder) }
  }

  // MARK: - What is unfinished

  /// Names of the files in the making of this program.
  private static let open = Mutex<Set<String>>([])

  /// Removes whatever is unfinished, for a program that is about to end from outside.
  package static func removeUnfinished() {
    open.withLock { paths in
      for path in paths { unlink(path) }
      paths = []
    }
  }

  private static func remove(_ path: String) {
    open.withLock { paths in
      if paths.remove(path) != nil { unlink(path) }
    }
  }

  private static let ending = ".partial"
  private static let randomBytes = 6

  /// Makes a file of a name that nothing has, and locks it.
  private static func begin(_ start: String, target: String) throws(Failure) -> (CInt, String) {
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
    for _ in 0..<100 {
      let random = (0..<randomBytes).map { _ in letters[Int.random(in: 0..<letters.count)] }
      let path = start + String(decoding: random, as: UTF8.self) + ending
      let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else {
        if errno == EEXIST || errno == EINTR { continue }
        throw Failure(path: target, cause: systemMessage(errno))
      }
      _ = open.withLock { $0.insert(path) }
      // Whoever cleans up may have met it between these two calls; a file system without locks has no such cleaning.
      let isLocked = flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
      var status = stat()
      if isLocked, fstat(descriptor, &status) == 0, status.st_nlink > 0 { return (descriptor, path) }
      close(descriptor)
      remove(path)
    }
    throw Failure(path: target, cause: systemMessage(EEXIST))
  }

  /// Removes what dead programs left of a target.
  private static func removeDead(in folder: String, _ stem: String) {
    guard let directory = opendir(folder.isEmpty ? "." : folder) else { return }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasPrefix(stem), name.hasSuffix(ending),
        name.utf8.count == stem.utf8.count + randomBytes + ending.utf8.count
      else { continue }
      let leftover = Glibc.open(folder + name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard leftover >= 0 else { continue }
      if flock(leftover, LOCK_EX | LOCK_NB) == 0 { unlink(folder + name) }
      close(leftover)
    }
  }

  // MARK: - Paths

  /// A path split behind its last slash.
  private static func parts(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    let behind = path.index(after: slash)
    return (String(path[..<behind]), String(path[behind...]))
  }

  /// The file that a path leads to; the path itself where it is no link.
  private static func followed(_ path: String) -> String {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK, let real = realpath(path, nil) else {
      return path
    }
    defer { free(real) }
    return String(cString: real)
  }

  /// Puts a folder's entries on the disk, so that a rename in it outlives a power cut.
  private static func syncFolder(_ folder: String) {
    let directory = Glibc.open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    // The rename is done; that its entry is on the disk too is more than most writers ask for.
    guard directory >= 0 else { return }
    fsync(directory)
    close(directory)
  }
}

/// The system's words for an error number.
private func systemMessage(_ number: CInt) -> String { String(cString: strerror(number)) }
