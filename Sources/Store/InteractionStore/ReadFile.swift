import Glibc

/// The bytes of a file or pipe: all, or the first few.
///
/// - Throws: `notFound`, `isDirectory`, `notAFile` or `unreadable`.
package func readFile(_ path: String, atMost limit: Int = .max) throws(StoreError) -> [UInt8] {
  let descriptor = retried { open(path, O_RDONLY | O_CLOEXEC) }
  guard descriptor >= 0 else {
    throw errno == ENOENT || errno == ENOTDIR
      ? StoreError(.notFound, path: path) : StoreError(.unreadable, path: path, cause: systemMessage(errno))
  }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else {
    throw StoreError(.unreadable, path: path, cause: systemMessage(errno))
  }
  switch status.st_mode & S_IFMT {
  case S_IFREG, S_IFIFO, S_IFSOCK: break
  case S_IFDIR: throw StoreError(.isDirectory, path: path)
  default: throw StoreError(.notAFile, path: path)
  }
  // One more than the size, so that the end of a file is met without growing. A pipe has no size.
  var bytes = [UInt8](repeating: 0, count: min(max(Int(status.st_size) + 1, 65_536), limit))
  var filled = 0
  while filled < limit {
    if filled == bytes.count { bytes += [UInt8](repeating: 0, count: min(bytes.count, limit - filled)) }
    let got = bytes.withUnsafeMutableBytes { buffer in
      retried { read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled) }
    }
    guard got >= 0 else { throw StoreError(.unreadable, path: path, cause: systemMessage(errno)) }
    if got == 0 { break }
    filled += got
  }
  bytes.removeLast(bytes.count - filled)
  return bytes
}

/// A system call again as long as a signal interrupts it.
private func retried<T: SignedInteger>(_ call: () -> T) -> T {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}

/// The system's words for an error number.
func systemMessage(_ number: CInt) -> String { String(cString: strerror(number)) }
