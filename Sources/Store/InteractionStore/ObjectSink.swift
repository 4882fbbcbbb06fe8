import Glibc

/// Where files are put by name: a folder, or what stands in for one.
///
/// Nothing is seen under its name before `commit`, and then all is. What is not committed leaves nothing behind.
package protocol ObjectSink: AnyObject {
  /// Begins an object, or another in the place of the one before; its bytes follow with `append`.
  ///
  /// - Parameter name: without slashes.
  func begin(_ name: String) throws(StoreError)

  /// Appends bytes to the object begun last.
  func append(_ bytes: [UInt8]) throws(StoreError)

  /// Makes all objects visible under their names, in the order in which they were begun.
  func commit() throws(StoreError)
}

/// A folder as a sink. Each file is written beside its place and renamed when all are on the disk.
package final class FolderSink: ObjectSink {
  private let folder: String
  private var objects: [(name: String, temporary: String)] = []
  private var descriptor: CInt = -1

  /// Makes the folder where there is none.
  /// - Throws: `unwritable`.
  package init(_ folder: String) throws(StoreError) {
    self.folder = folder.hasSuffix("/") ? folder : folder + "/"
    var path = folder.hasPrefix("/") ? "" : "."
    for part in folder.split(separator: "/") {
      path += "/" + part
      guard mkdir(path, 0o755) == 0 || errno == EEXIST || errno == EROFS else {
        throw StoreError(.unwritable, path: folder, cause: systemMessage(errno))
      }
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    for object in objects { unlink(object.temporary) }
  }

  /// Begins a hidden file beside the place.
  package func begin(_ name: String) throws(StoreError) {
    precondition(!name.isEmpty && !name.contains("/"))
    try finish()
    // A dot keeps it out of the way of whoever lists the folder meanwhile.
    let temporary = "\(folder).\(name).\(getpid()).partial"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw StoreError(.unwritable, path: folder + name, cause: systemMessage(errno)) }
    objects.append((name, temporary))
  }

  /// Appends bytes to the file begun last.
  package func append(_ bytes: [UInt8]) throws(StoreError) {
    var done = 0
    while done < bytes.count {
      let got = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done) }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { throw StoreError(.unwritable, path: folder, cause: systemMessage(errno)) }
      done += got
    }
  }

  /// Renames all files; each is on the disk by then.
  package func commit() throws(StoreError) {
    try finish()
    for object in objects {
      guard rename(object.temporary, folder + object.name) == 0 else {
        throw StoreError(.unwritable, path: folder + object.name, cause: systemMessage(errno))
      }
    }
    objects = []
    let directory = open(folder, O_RDONLY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }

  /// Puts the object begun last on the disk.
  private func finish() throws(StoreError) {
    guard descriptor >= 0 else { return }
    defer { descriptor = -1 }
    let isSynced = fsync(descriptor) == 0
    guard close(descriptor) == 0, isSynced else {
      throw StoreError(.unwritable, path: folder, cause: systemMessage(errno))
    }
  }
}
