import Randomness
import Testing

@Suite("FNV-1a") struct FNV1aTests {
  @Test(
    "gives what its authors published",
    arguments: [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
      as [(String, UInt64)])
  func vectors(text: String, hash: UInt64) {
    #expect(FNV1a.of(text) == hash)
    var pieces = FNV1a()
    for byte in text.utf8 { withUnsafeBytes(of: byte) { pieces.add($0) } }
    #expect(pieces.value == hash)
  }
}
