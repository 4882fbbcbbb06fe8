/// A 64-bit checksum of bytes: eight lanes of multiplications over 64 bytes at a time, folded and mixed at the end.
///
/// It finds damage, not forgery: a change inside one word of eight bytes changes it for sure (each step is a bijection of
/// its lane, and of its word), and other damage as surely as a random number would, which is once missed in 2⁶⁴. The lanes
/// do not wait for each other, and a word costs one multiplication, so that it runs at the speed of memory.
package struct LogChecksum: Sendable {
  private typealias Lanes = SIMD8<UInt64>

  private static let first: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let second: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let laneBytes = 64

  private var lanes: Lanes
  private var count: UInt64 = 0

  package init(seed: UInt64 = 0) {
    // Digits of pi, so that the lanes differ.
    lanes =
      Lanes(
        0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344, 0xA409_3822_299F_31D0, 0x082E_FA98_EC4E_6C89,
        0x4528_21E6_38D0_1377, 0xBE54_66CF_34E9_0C6C, 0xC0AC_29B7_C97C_50DD, 0x3F84_D5B5_B547_0917)
      &+ Lanes(repeating: seed &* LogChecksum.first)
  }

  /// Adds bytes; all but the last call must add a multiple of 64 bytes.
  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    let whole = bytes.count / LogChecksum.laneBytes * LogChecksum.laneBytes
    if let base = bytes.baseAddress {
      var (a, b, c, d) = (lanes[0], lanes[1], lanes[2], lanes[3])
      var (e, f, g, h) = (lanes[4], lanes[5], lanes[6], lanes[7])
      var at = base
      let end = base + whole
      while at < end {
        a = LogChecksum.round(a, LogChecksum.word(at))
        b = LogChecksum.round(b, LogChecksum.word(at + 8))
        c = LogChecksum.round(c, LogChecksum.word(at + 16))
        d = LogChecksum.round(d, LogChecksum.word(at + 24))
        e = LogChecksum.round(e, LogChecksum.word(at + 32))
        f = LogChecksum.round(f, LogChecksum.word(at + 40))
        g = LogChecksum.round(g, LogChecksum.word(at + 48))
        h = LogChecksum.round(h, LogChecksum.word(at + 56))
        at += LogChecksum.laneBytes
      }
      lanes = Lanes(a, b, c, d, e, f, g, h)
    }
    if whole < bytes.count {
      var rest = Lanes.zero
      withUnsafeMutableBytes(of: &rest) { $0.copyBytes(from: UnsafeRawBufferPointer(rebasing: bytes[whole...])) }
      for lane in rest.indices { lanes[lane] = LogChecksum.round(lanes[lane], rest[lane].littleEndian) }
    }
    count &+= UInt64(bytes.count)
  }

  @inline(__always)
  private static func word(_ place: UnsafeRawPointer) -> UInt64 {
    place.loadUnaligned(as: UInt64.self).littleEndian
  }

  /// The product modulo 2⁶⁴ − 1, to which the factor is coprime: a bijection in which every bit of the word goes round to
  /// all others. A plain product would be put into vectors, whose 64-bit multiplication is made of three on most builds.
  /// The sum breaks what the product keeps: turned bits of a word would turn all of the lane, and back with the next one.
  @inline(__always)
  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    let product = (lane ^ word).multipliedFullWidth(by: second)
    let (sum, carry) = product.high.addingReportingOverflow(product.low)
    return sum &+ (carry ? 1 : 0) &+ first
  }

  /// The checksum of all that was added.
  package var value: UInt64 {
    var state = count &* LogChecksum.first
    for index in lanes.indices {
      state ^= lanes[index]
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
