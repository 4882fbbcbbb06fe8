import Glibc

/// The bytes of a file or pipe: all, or the first few.
///
/// - Throws: `notFound`, `isDirectory`, `notAFile` or `unreadable`.
package func readFile(_ path: String, atMost limit: Int = .max) throws(StoreError) -> [UInt8] {
  try readOpenFile(OpenFile(path), path: path, atMost: limit)
}

/// The bytes of an open file, from where it stands.
func readOpenFile(_ file: borrowing OpenFile, path: String, atMost limit: Int) throws(StoreError) -> [UInt8] {
  // One more than the size, so that the end of a file is met without growing. A pipe has no size.
  var bytes = [UInt8](repeating: 0, count: min(max(file.size + 1, 65_536), limit))
  var filled = 0
  while filled < limit {
    if filled == bytes.count { bytes += [UInt8](repeating: 0, count: min(bytes.count, limit - filled)) }
    let got = try file.read(into: &bytes, from: filled)
    if got == 0 { break }
    filled += got
  }
  bytes.removeLast(bytes.count - filled)
  return bytes
}

/// The system's words for an error number.
func systemMessage(_ number: CInt) -> String { String(cString: strerror(number)) }
