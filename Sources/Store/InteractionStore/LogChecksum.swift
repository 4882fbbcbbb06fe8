/// A 64-bit checksum of bytes: four lanes of multiply-and-rotate over 32 bytes at a time, folded and mixed at the end.
///
/// It finds damage, not forgery: a change inside one word of eight bytes changes it for sure (each step is a bijection of
/// its lane), any other change with a chance of all but about 2⁻⁶⁴. The lanes do not wait for each other, so that it runs
/// at the speed of memory. Source of the round: xxHash64 by Y. Collet (BSD; the algorithm, not its code).
package struct LogChecksum: Sendable {
  private static let first: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let second: UInt64 = 0xC2B2_AE3D_27D4_EB4F

  private var a: UInt64
  private var b: UInt64
  private var c: UInt64
  private var d: UInt64
  private var count: UInt64 = 0

  package init(seed: UInt64 = 0) {
    let start = seed &* LogChecksum.first
    // Digits of pi, so that the lanes differ.
    a = start &+ 0x243F_6A88_85A3_08D3
    b = start &+ 0x1319_8A2E_0370_7344
    c = start &+ 0xA409_3822_299F_31D0
    d = start &+ 0x082E_FA98_EC4E_6C89
  }

  /// Adds bytes; all but the last call must add a multiple of 32 bytes.
  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var (a, b, c, d) = (self.a, self.b, self.c, self.d)
    let whole = bytes.count / 32 * 32
    if let base = bytes.baseAddress {
      var at = base
      let end = base + whole
      while at < end {
        a = LogChecksum.round(a, LogChecksum.word(at))
        b = LogChecksum.round(b, LogChecksum.word(at + 8))
        c = LogChecksum.round(c, LogChecksum.word(at + 16))
        d = LogChecksum.round(d, LogChecksum.word(at + 24))
        at += 32
      }
    }
    if whole < bytes.count {
      var rest: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
      withUnsafeMutableBytes(of: &rest) { $0.copyBytes(from: UnsafeRawBufferPointer(rebasing: bytes[whole...])) }
      a = LogChecksum.round(a, rest.0.littleEndian)
      b = LogChecksum.round(b, rest.1.littleEndian)
      c = LogChecksum.round(c, rest.2.littleEndian)
      d = LogChecksum.round(d, rest.3.littleEndian)
    }
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
    count &+= UInt64(bytes.count)
  }

  @inline(__always)
  private static func word(_ place: UnsafeRawPointer) -> UInt64 {
    place.loadUnaligned(as: UInt64.self).littleEndian
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    let sum = (lane ^ word) &* second
    return (sum &<< 31 | sum &>> 33) &* first
  }

  /// The checksum of all that was added.
  package var value: UInt64 {
    var state = count &* LogChecksum.first
    for lane in [a, b, c, d] {
      state ^= lane
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
