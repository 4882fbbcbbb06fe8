import LocalService
import Testing

@Suite("Searching bytes") struct ByteSearchTests {
  @Test(
    "the first place of a word, at either end, twice, cut off, or nowhere",
    arguments: [
      ("filterArn", 0), (#"{"filterArn":"a","filterArn":"b"}"#, 2), ("xfilterAr", nil), ("filterAfilterArn", 7),
      ("", nil), ("filterAr", nil),
    ] as [(String, Int?)])
  func place(text: String, expected: Int?) {
    let bytes = Array(text.utf8)
    #expect(bytes.withUnsafeBufferPointer { $0.firstPlace(of: "filterArn") } == expected)
    #expect(bytes.withUnsafeBufferPointer { $0.firstPlace(of: "") } == nil)
  }
}
