/// A 64-bit checksum of bytes: eight lanes of multiply-and-rotate over 64 bytes at a time, folded and mixed at the end.
///
/// It finds damage, not forgery: any change of one to eight neighbouring bytes inside a lane changes it for sure (each step
/// is a bijection of the lane), and any other change with a chance of about 2⁻⁶⁴. The lanes do not wait for each other, so
/// that it runs at the speed of memory. Source of the round: xxHash64 by Y. Collet (BSD; the algorithm, not its code).
package struct LogChecksum: Sendable {
  private static let first: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let second: UInt64 = 0xC2B2_AE3D_27D4_EB4F

  private var lanes = SIMD8<UInt64>(
    0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344, 0xA409_3822_299F_31D0, 0x082E_FA98_EC4E_6C89,
    0x4528_21E6_38D0_1377, 0xBE54_66CF_34E9_0C6C, 0xC0AC_29B7_C97C_50DD, 0x3F84_D5B5_B547_0917)
  private var count: UInt64 = 0

  package init(seed: UInt64 = 0) { lanes &+= SIMD8(repeating: seed &* LogChecksum.first) }

  /// Adds bytes; all but the last call must add a multiple of 64 bytes.
  @inline(__always)
  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var at = 0
    var lanes = self.lanes
    while at + 64 <= bytes.count {
      var words = SIMD8<UInt64>()
      for lane in 0..<8 {
        words[lane] = bytes.loadUnaligned(fromByteOffset: at + lane * 8, as: UInt64.self).littleEndian
      }
      lanes = LogChecksum.round(lanes, words)
      at += 64
    }
    if at < bytes.count {
      var words = SIMD8<UInt64>()
      for index in at..<bytes.count {
        words[(index - at) / 8] |= UInt64(bytes[index]) << UInt64(8 * ((index - at) % 8))
      }
      lanes = LogChecksum.round(lanes, words)
    }
    self.lanes = lanes
    count &+= UInt64(bytes.count)
  }

  @inline(__always)
  private static func round(_ lanes: SIMD8<UInt64>, _ words: SIMD8<UInt64>) -> SIMD8<UInt64> {
    let sum = (lanes ^ words) &* SIMD8(repeating: second)
    return (sum &<< 31 | sum &>> 33) &* SIMD8(repeating: first)
  }

  /// The checksum of all that was added.
  package var value: UInt64 {
    var state = count &* LogChecksum.first
    for lane in 0..<8 {
      state ^= lanes[lane]
      state = (state &<< 27 | state &>> 37) &* LogChecksum.second &+ LogChecksum.first
    }
    state ^= state >> 33
    state = state &* LogChecksum.second
    state ^= state >> 29
    state = state &* 0x1656_67B1_9E37_79F9
    return state ^ (state >> 32)
  }

  /// The checksum of some bytes.
  package static func of(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    var sum = LogChecksum(seed: seed)
    sum.add(bytes)
    return sum.value
  }
}
