import JSONText
import TestSupport
import Testing

@Suite("JSON of Swift values") struct JSONCodingTests {
  struct Inner: Codable, Hashable {
    var flag: Bool
    var numbers: [Double]
  }
  struct Outer: Codable, Hashable {
    var name: String
    var count: Int
    var inner: Inner?
    var list: [Inner]
    var map: [String: [Int]]
    var none: String?
    var big: Int64
  }

  @Test("reading is the inverse of writing") func roundTrip() throws {
    var draws = Draws(state: 21)
    for _ in 0..<50 {
      func inner() -> Inner {
        Inner(
          flag: Bool.random(using: &draws),
          numbers: (0..<Int.random(in: 0..<4, using: &draws)).map { _ in Double.random(in: -1e20...1e20, using: &draws)
          })
      }
      let value = Outer(
        name: "ü\u{0}\"\\\(draws.next())", count: Int(truncatingIfNeeded: draws.next()),
        inner: Bool.random(using: &draws) ? inner() : nil, list: [inner(), inner()],
        map: ["b": [1], "a": [], "c": [Int.max, Int.min]], none: nil, big: Int64.min)
      let text = try JSONTree(encoding: value).compactText
      #expect(try JSONTree(Array(text.utf8)).decoded(as: Outer.self) == value)
    }
  }

  @Test("keys are in order, absent values left out, whole numbers without a point") func text() throws {
    let value = Outer(
      name: "x", count: 1, inner: Inner(flag: true, numbers: [1, 0.5, 1e-7]), list: [], map: ["b": [2], "a": []],
      none: nil, big: 3)
    #expect(
      try JSONTree(encoding: value).compactText == """
        {"big":3,"count":1,"inner":{"flag":true,"numbers":[1,0.5,1e-07]},"list":[],"map":{"a":[],"b":[2]},"name":"x"}
        """)
    #expect(throws: EncodingError.self) { try JSONTree(encoding: [Double.nan]) }
  }

  @Test(
    "what does not fit names its place",
    arguments: [
      (#"{"flag":1,"numbers":[]}"#, "flag"), (#"{"flag":true,"numbers":[1,"2"]}"#, "numbers[1]"),
      (#"{"flag":true}"#, "numbers"), (#"{"flag":true,"numbers":{}}"#, "numbers"), ("[]", ""),
      (#"{"flag":true,"numbers":[1e999]}"#, "numbers[0]"),
    ])
  func faults(text: String, path: String) throws {
    let tree = try JSONTree(Array(text.utf8))
    let error = #expect(throws: JSONError.self) { try tree.decoded(as: Inner.self) }
    #expect(error?.code == .wrongKind && error?.path == path)
    let whole = #expect(throws: JSONError.self) { try JSONTree(.number("1.5")).decoded(as: Int.self) }
    #expect(whole?.code == .wrongKind)
  }
}
