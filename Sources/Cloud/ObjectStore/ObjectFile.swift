import Glibc
import WholeFiles
import JSONText

/// An object on the disk: a mark, the length of its description, the description as JSON, then its bytes. In one file, so
/// that bytes and description are replaced together.
final class ObjectFile {
  private static let mark = Array("RECASTO1".utf8)
  private let descriptor: Int32
  private let start: Int
  let description: ObjectDescription

  /// Opens a file; nil where there is none or it is no whole object of ours.
  init?(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    guard let prefix = readBytes(descriptor, at: 0, count: 12), prefix.starts(with: ObjectFile.mark) else {
      close(descriptor)
      return nil
    }
    let length = prefix.dropFirst(8).reduce(0) { $0 << 8 | Int($1) }
    var status = stat()
    guard length < 1 << 20, let json = readBytes(descriptor, at: 12, count: length),
      let tree = try? JSONTree(json), let description = ObjectDescription(tree), fstat(descriptor, &status) == 0,
      Int(status.st_size) == 12 + length + description.size
    else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
    self.description = description
    start = 12 + length
  }

  deinit { close(descriptor) }

  /// Some of the object's bytes.
  func read(_ range: Range<Int>) throws(ReadFailure) -> [UInt8] {
    guard let bytes = readBytes(descriptor, at: start + range.lowerBound, count: range.count) else {
      throw ReadFailure(key: description.key.text, cause: String(cString: strerror(errno)))
    }
    return bytes
  }

  /// Hands out all bytes, some megabytes at a time.
  func readAll(_ receive: ([UInt8]) throws -> Void) throws {
    var position = 0
    while position < description.size {
      let end = min(position + (4 << 20), description.size)
      try receive(try read(position..<end))
      position = end
    }
  }

  /// Begins a file whose bytes follow by `append`, exactly as many as the description says.
  static func begin(_ description: ObjectDescription, at path: String) throws(FileReplacement.Failure)
    -> FileReplacement
  {
    let file = try FileReplacement(of: path)
    let json = Array(description.json.compactText.utf8)
    let length = withUnsafeBytes(of: UInt32(json.count).bigEndian) { Array($0) }
    try file.append(mark + length + json)
    return file
  }

  /// An object's file could not be read.
  struct ReadFailure: Error, CustomStringConvertible {
    let key: String
    let cause: String
    var description: String { "the object \(JSONTree.quoted(key)) cannot be read: \(cause)" }
  }
}

/// So many bytes from a place; nil where they are not there.
private func readBytes(_ descriptor: Int32, at offset: Int, count: Int) -> [UInt8]? {
  guard count > 0 else { return [] }
  var isWhole = true
  let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
    while filled < count {
      let got = pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
      if got < 0, errno == EINTR { continue }
      guard got > 0 else {
        isWhole = false
        return
      }
      filled += got
    }
  }
  return isWhole ? bytes : nil
}

/// Folders and the names in them.
enum Folders {
  /// Makes a folder that is not there yet.
  static func make(_ path: String) throws(FolderFailure) {
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw FolderFailure(path: path, cause: String(cString: strerror(errno)))
    }
  }

  /// Names in a folder, sorted; none where there is no such folder.
  static func names(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes a folder with what it holds, following no links.
  static func remove(_ path: String, depth: Int = 8) {
    for name in names(path) {
      let inner = path + "/" + name
      if unlink(inner) != 0, depth > 0 { remove(inner, depth: depth - 1) }
    }
    rmdir(path)
  }
}

/// Why a folder could not be made.
package struct FolderFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package let path: String
  /// The system's words.
  package let cause: String
  package var description: String { "The folder \(path) cannot be made: \(cause)." }
}
