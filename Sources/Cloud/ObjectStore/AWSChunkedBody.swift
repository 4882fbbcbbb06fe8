/// The body of an upload with `Content-Encoding: aws-chunked`: pieces, each with its length and perhaps a signature, then
/// header fields such as a checksum.
///
/// Source: Amazon S3 API reference, "Signature calculations: transferring payload in multiple chunks" (2025). The signatures
/// of pieces are not checked.
enum AWSChunkedBody {
  /// The bytes and the trailing fields.
  /// - Parameter length: what `x-amz-decoded-content-length` says.
  static func decoded(
    _ body: [UInt8], length: Int?
  ) throws(S3Error) -> (bytes: [UInt8], trailers: [(name: String, value: String)]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(length ?? 0, body.count))
    var position = 0
    /// The line that begins at `position`, without its end.
    func line() -> ArraySlice<UInt8>? {
      guard let end = body[position...].prefix(16_384).firstIndex(of: 0x0A) else { return nil }
      var line = body[position..<end]
      if line.last == 0x0D { line.removeLast() }
      position = end + 1
      return line
    }
    while true {
      guard let head = line() else { throw .incompleteBody }
      let digits = String(decoding: head.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
      guard let count = Int(digits, radix: 16), count >= 0 else { throw .incompleteBody }
      if count == 0 { break }
      guard count <= body.count - position else { throw .incompleteBody }
      bytes += body[position..<position + count]
      position += count
      guard let end = line(), end.isEmpty else { throw .incompleteBody }
    }
    var trailers: [(name: String, value: String)] = []
    while position < body.count, let text = line(), !text.isEmpty {
      let field = String(decoding: text, as: UTF8.self)
      let name = field.prefix { $0 != ":" }
      trailers.append((name.lowercased(), String(field[name.endIndex...].dropFirst().drop { $0 == " " })))
      guard trailers.count < 32 else { throw .incompleteBody }
    }
    guard length == nil || length == bytes.count else { throw .incompleteBody }
    return (bytes, trailers)
  }
}
