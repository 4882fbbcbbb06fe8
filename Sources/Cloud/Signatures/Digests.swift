import CCrypto

/// A message digest by libcrypto, of bytes that come in pieces.
package final class MessageDigest {
  private let context: OpaquePointer?

  private init(_ kind: OpaquePointer?) {
    context = EVP_MD_CTX_new()
    EVP_DigestInit_ex(context, kind, nil)
  }

  deinit { EVP_MD_CTX_free(context) }

  /// FIPS 180-4.
  package static var sha256: MessageDigest { MessageDigest(EVP_sha256()) }
  package static var sha1: MessageDigest { MessageDigest(EVP_sha1()) }
  /// What ETags of S3 are made of.
  package static var md5: MessageDigest { MessageDigest(EVP_md5()) }

  /// Takes in more bytes.
  package func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
  }

  /// The digest of all bytes taken in; the end of this value's use.
  package func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    EVP_DigestFinal_ex(context, &digest, &count)
    return Array(digest.prefix(Int(count)))
  }

  /// The digest of bytes that are all there.
  package func finish(_ bytes: [UInt8]) -> [UInt8] {
    update(bytes)
    return finish()
  }
}

/// SHA-256 (FIPS 180-4).
package enum SHA256 {
  /// Bytes of a digest.
  package static let byteCount = 32

  /// The digest of bytes that are all there.
  package static func digest(_ bytes: [UInt8]) -> [UInt8] { MessageDigest.sha256.finish(bytes) }

  /// The digest in lower-case hexadecimal, as AWS wants it.
  package static func hexadecimal(_ bytes: [UInt8]) -> String { BytesText.hexadecimal(digest(bytes)) }
}

/// HMAC with SHA-256 (RFC 2104) through libcrypto.
package enum HMACSHA256 {
  /// The code of a message, 32 bytes.
  package static func code(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: SHA256.byteCount)
    key.withUnsafeBytes { key in
      message.withUnsafeBufferPointer { message in
        _ = HMAC(EVP_sha256(), key.baseAddress, Int32(key.count), message.baseAddress, message.count, &code, nil)
      }
    }
    return code
  }
}

/// Bytes as text.
package enum BytesText {
  /// Two lower-case digits a byte.
  package static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// RFC 4648, section 4, with padding.
  package static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0..<4 {
        text.append(place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Whether two texts are equal, in a time that does not tell where they differ.
  package static func areEqual(_ a: String, _ b: String) -> Bool {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
