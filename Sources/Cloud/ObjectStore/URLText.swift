import Signatures

/// Percent-encoded text as S3 reads it, strictly.
enum URLText {
  /// The text that an encoded one stands for; nil where a `%` has no two digits behind it or the bytes are not UTF-8.
  /// - Parameter plusIsBlank: as in queries.
  static func decoded(_ text: some StringProtocol, plusIsBlank: Bool = false) -> String? {
    var percents = 0
    for byte in text.utf8 where byte == UInt8(ascii: "%") { percents += 1 }
    let encoded = plusIsBlank ? String(text).replacing("+", with: " ") : String(text)
    let bytes = PercentEncoding.decode(encoded)
    // The decoder leaves a `%` that begins no code as it is; S3 refuses the request.
    guard bytes.count == encoded.utf8.count - 2 * percents else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}

/// Base64 read back.
enum Base64 {
  /// The bytes of a text with padding (RFC 4648); nil where it is none.
  static func bytes(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count % 4 == 0 else { return nil }
    let pads = digits.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    guard pads <= 2 else { return nil }
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    for (index, digit) in digits.dropLast(pads).enumerated() {
      guard let value = value(digit) else { return nil }
      bits = bits << 6 | value
      if index % 4 == 3 { bytes += [UInt8(bits >> 16 & 255), UInt8(bits >> 8 & 255), UInt8(bits & 255)] }
    }
    switch pads {
    case 1: bytes += [UInt8(bits >> 10 & 255), UInt8(bits >> 2 & 255)]
    case 2: bytes.append(UInt8(bits >> 4 & 255))
    default: break
    }
    return bytes
  }

  private static func value(_ digit: UInt8) -> UInt32? {
    switch digit {
    case 0x41...0x5A: UInt32(digit - 0x41)
    case 0x61...0x7A: UInt32(digit - 0x61 + 26)
    case 0x30...0x39: UInt32(digit - 0x30 + 52)
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
