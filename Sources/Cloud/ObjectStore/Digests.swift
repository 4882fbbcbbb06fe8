import CZlib
import Signatures

/// The checksums that S3 takes and gives in `x-amz-checksum-…` headers.
enum ChecksumAlgorithm: String, CaseIterable, Sendable {
  case crc32 = "CRC32"
  case crc32c = "CRC32C"
  case crc64nvme = "CRC64NVME"
  case sha1 = "SHA1"
  case sha256 = "SHA256"

  /// `x-amz-checksum-crc32` and so on.
  var header: String { "x-amz-checksum-" + rawValue.lowercased() }
  /// The element of an answer, such as `ChecksumCRC32`.
  var element: String { "Checksum" + rawValue }

  /// The checksum as its header has it: base64 of the bytes, the highest first.
  func text(of bytes: [UInt8]) -> String { BytesText.base64(checksum(bytes)) }

  func checksum(_ bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .crc32:
      bigEndian(
        UInt32(truncatingIfNeeded: bytes.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }))
    case .crc32c: bigEndian(CyclicRedundancyCheck.crc32c.value(bytes))
    case .crc64nvme: bigEndian(CyclicRedundancyCheck.crc64nvme.value(bytes))
    case .sha1: MessageDigest.sha1.finish(bytes)
    case .sha256: SHA256.digest(bytes)
    }
  }
}

/// A reflected cyclic redundancy check by table, a byte at a time; all bits set before and inverted after.
struct CyclicRedundancyCheck<Word: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
  private let table: [Word]

  /// - Parameter polynomial: reflected, the lowest power in the highest bit.
  init(polynomial: Word) {
    table = (0..<256).map { byte in
      (0..<8).reduce(Word(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ polynomial : value >> 1 }
    }
  }

  func value(_ bytes: [UInt8]) -> Word {
    ~bytes.reduce(Word.max) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
  }
}

extension CyclicRedundancyCheck<UInt32> {
  /// Castagnoli's polynomial (RFC 3720).
  static let crc32c = CyclicRedundancyCheck(polynomial: 0x82F6_3B78)
}

extension CyclicRedundancyCheck<UInt64> {
  /// Rocksoft's polynomial, as in the NVM Express specification 2.0.
  static let crc64nvme = CyclicRedundancyCheck(polynomial: 0x9A6C_9329_AC4B_C9B5)
}

private func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.bigEndian) { Array($0) }
}
