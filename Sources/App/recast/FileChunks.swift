import Glibc
import InteractionStore

/// A file's bytes piece by piece, so that memory does not grow with the file.
final class FileChunks {
  private let descriptor: Int32
  private let path: String
  private let chunkBytes: Int
  /// Bytes in the file.
  let size: Int
  private(set) var bytesRead = 0

  /// - Throws: `StoreError` where the path is no file that can be read; pipes are none, for they cannot be read twice.
  init(_ path: String, chunkBytes: Int = 262_144) throws(StoreError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    self.path = path
    self.chunkBytes = chunkBytes
    guard descriptor >= 0 else {
      size = 0
      throw errno == ENOENT || errno == ENOTDIR
        ? StoreError(.notFound, path: path)
        : StoreError(.unreadable, path: path, cause: String(cString: strerror(errno)))
    }
    var status = stat()
    let isKnown = fstat(descriptor, &status) == 0
    size = Int(status.st_size)
    guard isKnown, status.st_mode & S_IFMT == S_IFREG else {
      throw StoreError(status.st_mode & S_IFMT == S_IFDIR ? .isDirectory : .notAFile, path: path)
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The next bytes; none at the end.
  /// - Throws: `unreadable`, or `compressed` where the file begins as gzip does.
  func next() throws(StoreError) -> [UInt8] {
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: chunkBytes) { buffer, filled in
      repeat { count = read(descriptor, buffer.baseAddress, buffer.count) } while count < 0 && errno == EINTR
      filled = max(0, count)
    }
    guard count >= 0 else { throw StoreError(.unreadable, path: path, cause: String(cString: strerror(errno))) }
    if bytesRead == 0, bytes.starts(with: [0x1F, 0x8B]) { throw StoreError(.compressed, path: path) }
    bytesRead += count
    return bytes
  }
}
