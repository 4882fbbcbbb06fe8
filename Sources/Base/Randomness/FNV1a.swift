/// FNV-1a of 64 bits: tells texts apart, by accident the same once in 2⁶⁴; whoever means to can make two alike.
///
/// A published algorithm that stays as it is, so that what is kept by it is found again by any build.
/// Source: G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, IETF draft-eastlake-fnv.
package struct FNV1a: Sendable {
  package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  package init() {}

  /// Adds bytes.
  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes { add(byte) }
  }

  /// The hash of a text in UTF-8.
  package static func of(_ text: String) -> UInt64 {
    var hash = FNV1a()
    for byte in text.utf8 { hash.add(byte) }
    return hash.value
  }

  @inline(__always)
  private mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
}
