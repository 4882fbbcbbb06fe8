import Glibc

/// A file or pipe open for reading, closed with its owner.
struct OpenFile: ~Copyable {
  private let descriptor: CInt
  private let path: String
  /// Bytes in the file; 0 for a pipe.
  let size: Int

  /// - Throws: `notFound`, `isDirectory`, `notAFile` or `unreadable`.
  init(_ path: String) throws(StoreError) {
    let opened = retried { open(path, O_RDONLY | O_CLOEXEC) }
    guard opened >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR
        ? StoreError(.notFound, path: path) : StoreError(.unreadable, path: path, cause: systemMessage(errno))
    }
    var status = stat()
    let fault: StoreError?
    if fstat(opened, &status) != 0 {
      fault = StoreError(.unreadable, path: path, cause: systemMessage(errno))
    } else {
      switch status.st_mode & S_IFMT {
      case S_IFREG, S_IFIFO, S_IFSOCK: fault = nil
      case S_IFDIR: fault = StoreError(.isDirectory, path: path)
      default: fault = StoreError(.notAFile, path: path)
      }
    }
    if let fault {
      close(opened)
      throw fault
    }
    descriptor = opened
    self.path = path
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Whether it can be read again from its beginning, which a pipe cannot.
  var isRegular: Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Goes back to the first byte of a regular file.
  func rewind() { _ = lseek(descriptor, 0, SEEK_SET) }

  /// Reads the next bytes into memory; their number, 0 at the end of the file.
  /// - Throws: `unreadable`.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
    let got = retried { Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
    guard got >= 0 else { throw StoreError(.unreadable, path: path, cause: systemMessage(errno)) }
    return got
  }

  /// Reads bytes of a regular file at an offset, as many as the buffer holds unless the file ends before.
  /// - Throws: `unreadable`.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(StoreError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let got = retried {
        pread(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled, offset + filled)
      }
      guard got >= 0 else { throw StoreError(.unreadable, path: path, cause: systemMessage(errno)) }
      if got == 0 { break }
      filled += got
    }
    return filled
  }

  /// Reads the next bytes into `bytes` from an offset on; their number, 0 at the end of the file.
  /// - Throws: `unreadable`.
  func read(into bytes: inout [UInt8], from offset: Int) throws(StoreError) -> Int {
    let got = bytes.withUnsafeMutableBytes { buffer in
      retried { Glibc.read(descriptor, buffer.baseAddress.map { $0 + offset }, buffer.count - offset) }
    }
    guard got >= 0 else { throw StoreError(.unreadable, path: path, cause: systemMessage(errno)) }
    return got
  }
}

/// A system call again as long as a signal interrupts it.
private func retried<T: SignedInteger>(_ call: () -> T) -> T {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}
