import Compression

/// Reads a file or pipe in chunks of at most 1 MiB and calls `body` with each, until it returns false.
///
/// A file that begins as gzip does is unpacked, whatever its name is; `body` then sees the text.
/// - Throws: `notFound`, `isDirectory`, `notAFile` or `unreadable`; `compressed` for a form other than gzip;
///   `damagedCompression` where gzip is damaged, cut off or a bomb. `body` may have seen a part of the text by then.
package func readChunks(
  of path: String, limits: GunzipLimits = GunzipLimits(), _ body: (Span<UInt8>) -> Bool
) throws(StoreError) {
  let file = try OpenFile(path)
  var bytes = [UInt8](repeating: 0, count: 1 << 20)
  // A pipe may give a byte at a time; the form shows in the first four.
  var filled = 0
  while filled < 4 {
    let got = try file.read(into: &bytes, from: filled)
    if got == 0 { break }
    filled += got
  }
  if bytes[..<filled].starts(with: Gunzip.magic) {
    try readGzip(file, path: path, bytes: &bytes, filled: filled, limits: limits, body)
    return
  }
  // Zip, Zstandard and bzip2.
  let otherForms: [[UInt8]] = [[0x50, 0x4B, 0x03, 0x04], [0x28, 0xB5, 0x2F, 0xFD], [0x42, 0x5A, 0x68]]
  guard !otherForms.contains(where: { bytes[..<filled].starts(with: $0) }) else {
    throw StoreError(.compressed, path: path)
  }
  while filled > 0 {
    guard body(bytes.span.extracting(0..<filled)) else { return }
    filled = try file.read(into: &bytes, from: 0)
  }
}

private func readGzip(
  _ file: borrowing OpenFile, path: String, bytes: inout [UInt8], filled: Int, limits: GunzipLimits,
  _ body: (Span<UInt8>) -> Bool
) throws(StoreError) {
  var filled = filled
  // An error of the file ends the loop and is thrown behind it, so that the block throws one type.
  var fault: StoreError?
  do throws(CompressionError) {
    var gunzip = try Gunzip(limits: limits)
    while filled > 0 {
      guard try gunzip.inflate(bytes.span.extracting(0..<filled), body) else { return }
      do throws(StoreError) {
        filled = try file.read(into: &bytes, from: 0)
      } catch {
        fault = error
        break
      }
    }
    if fault == nil { try gunzip.finish() }
  } catch {
    throw StoreError(.damagedCompression, path: path, cause: "\(error)")
  }
  if let fault { throw fault }
}
