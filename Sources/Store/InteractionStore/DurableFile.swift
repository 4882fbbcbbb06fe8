import Glibc

/// A file in the making beside its place, which it takes in one step when it is whole and on the disk, or not at all.
///
/// Whoever is killed meanwhile leaves the old file, or none, and a `.partial` that nobody reads.
struct DurableFile: ~Copyable {
  private let descriptor: CInt
  private let path: String
  private let temporary: String
  private(set) var length = 0

  /// Begins an empty file.
  /// - Throws: `unwritable`.
  init(_ path: String) throws(StoreError) {
    self.path = path
    temporary = "\(path).\(getpid()).partial"
    unlink(temporary)
    descriptor = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw StoreError(.unwritable, path: path, cause: systemMessage(errno)) }
  }

  deinit {
    close(descriptor)
    // After a commit nothing has this name any more.
    unlink(temporary)
  }

  /// Appends bytes.
  mutating func append(_ bytes: UnsafeRawBufferPointer) throws(StoreError) {
    try write(bytes, at: length)
    length += bytes.count
  }

  /// Writes bytes over others, or behind them.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(StoreError) {
    var done = 0
    while done < bytes.count {
      let got = pwrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, offset + done)
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { throw StoreError(.unwritable, path: path, cause: systemMessage(errno)) }
      done += got
    }
  }

  /// Takes the file's place.
  /// - Parameter isSynced: whether the bytes must be on the disk before the name is theirs; a cache can do without.
  consuming func commit(isSynced: Bool = true) throws(StoreError) {
    guard !isSynced || fsync(descriptor) == 0, rename(temporary, path) == 0 else {
      throw StoreError(.unwritable, path: path, cause: systemMessage(errno))
    }
    if isSynced { syncFolder(of: path) }
  }
}

/// Puts a folder's entries on the disk, so that a rename in it outlives a power cut.
func syncFolder(of path: String) {
  let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
  let directory = open(folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder, O_RDONLY | O_CLOEXEC)
  guard directory >= 0 else { return }
  fsync(directory)
  close(directory)
}
