import JSONText
import TestSupport
import Testing

@Suite("JSON tree") struct JSONTreeTests {
  static func tree(_ text: String, values: Int = 1000) throws -> JSONTree {
    try JSONTree(Array(text.utf8), values: values)
  }

  @Test("members keep their order and their repetitions, values their places") func order() throws {
    let text = #" {"b" : 1.50, "a":[true, null,"x"], "b":{}} "#
    let tree = try Self.tree(text)
    #expect(tree.members?.map(\.key) == ["b", "a", "b"])
    #expect(tree.repeatedKeys.map(\.key) == ["b"])
    #expect(tree["b"]?.content == .number("1.50"))
    #expect(tree["a"]?.elements?.map(\.offset) == [19, 25, 30])
    #expect(tree["a"]?.elements?.map(\.kind) == [.boolean, .null, .string])
    #expect(tree.compactText == #"{"b":1.50,"a":[true,null,"x"],"b":{}}"#)
  }

  @Test("reading what was written gives an equal value, on 300 made-up values") func roundTrip() throws {
    var draws = Draws(state: 7)
    let letters: [Character] = ["a", "\"", "\\", "\n", "\u{1}", "\u{7F}", "é", "한", "😀", "\u{2028}", "\u{202E}", "/"]
    func text() -> String {
      String((0..<Int.random(in: 0..<6, using: &draws)).map { _ in letters.randomElement(using: &draws) ?? "x" })
    }
    func value(_ depth: Int) -> JSONTree {
      switch Int.random(in: 0..<(depth > 4 ? 4 : 6), using: &draws) {
      case 0: JSONTree(.string(text()))
      case 1: JSONTree(.number(["0", "-1.5e+3", "12345678901234567890"].randomElement(using: &draws) ?? "0"))
      case 2: JSONTree(.boolean(Bool.random(using: &draws)))
      case 3: JSONTree(.null)
      case 4: JSONTree(.array((0..<Int.random(in: 0..<4, using: &draws)).map { _ in value(depth + 1) }))
      default:
        JSONTree(
          .object((0..<Int.random(in: 0..<4, using: &draws)).map { _ in JSONTree.Member(text(), value(depth + 1)) }))
      }
    }
    for _ in 0..<300 {
      let tree = value(0)
      #expect(try Self.tree(tree.compactText) == tree)
      #expect(!tree.compactText.unicodeScalars.contains { $0.value < 32 || $0.value == 0x202E })
    }
  }

  @Test(
    "a quote or backslash that a mark behind it joins to one character is escaped all the same",
    arguments: ["\"\u{301}", "\\\u{200D}x", "\u{600}\"", "a\"\u{FE0F}b"])
  func joined(text: String) throws {
    let written = JSONTree(.string(text)).compactText
    #expect(try Self.tree(written).string.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars), "\(written)")
  }

  @Test("values in all are counted, nesting and rests refused") func limits() throws {
    #expect(try Self.tree("[1,2]", values: 3).elements?.count == 2)
    let error = #expect(throws: JSONError.self) { try Self.tree("[1,2,3]", values: 3) }
    #expect(error?.code == .tooLong)
    #expect(throws: JSONError.self) { try Self.tree(String(repeating: "[", count: 1_000_000)) }
    #expect(throws: JSONError.self) { try Self.tree("{} x") }
  }

  @Test("the line of a byte counts from 1") func lines() {
    let bytes = Array("a\nbc\n\nd".utf8)
    #expect([0, 1, 2, 4, 5, 6, 99].map(LineStarts(bytes).line) == [1, 1, 2, 2, 3, 4, 4])
  }
}
