import Foundation
import JSONText
import TestSupport
import Testing

@Suite("JSON reader") struct JSONReaderTests {
  /// A JSON value as it was read; numbers as text.
  indirect enum Value: Equatable {
    case object([String], [Value])
    case array([Value])
    case text(String)
    case number(String)
    case other(JSONReader.Kind)
  }

  static func value(_ reader: inout JSONReader) throws -> Value {
    switch try reader.kind() {
    case .object:
      var (keys, values): ([String], [Value]) = ([], [])
      try reader.beginObject()
      while let key = try reader.nextKey() {
        keys.append(key)
        values.append(try value(&reader))
      }
      return .object(keys, values)
    case .array:
      var values: [Value] = []
      try reader.beginArray()
      while try reader.nextElement() { values.append(try value(&reader)) }
      return .array(values)
    case .string: return .text(try reader.string())
    case .number: return .number(try reader.stringOrNumber())
    case let kind:
      try reader.skip()
      return .other(kind)
    }
  }

  static func whole(_ bytes: [UInt8], chunk: Int = .max, limits: JSONReader.Limits = .init()) throws -> Value {
    var reader = JSONReader(limits: limits, nextChunk: chunks(bytes, chunk))
    let read = try value(&reader)
    try reader.end()
    return read
  }

  static func skipped(_ bytes: [UInt8], chunk: Int = .max) throws {
    var reader = JSONReader(nextChunk: chunks(bytes, chunk))
    try reader.skip()
    try reader.end()
  }

  @Test("reads every kind of value, numbers as they are written") func kinds() throws {
    let text = #" {"a":[1,-0.50e+3,1e400,true,false,null,"x",{}],"b":{"c":[]}} "#
    let expected = Value.object(
      ["a", "b"],
      [
        .array([
          .number("1"), .number("-0.50e+3"), .number("1e400"), .other(.boolean), .other(.boolean), .other(.null),
          .text("x"), .object([], []),
        ]), .object(["c"], [.array([])]),
      ])
    for size in [1, 2, 3, 7, 1000] { #expect(try Self.whole(Array(text.utf8), chunk: size) == expected) }
  }

  @Test("resolves escapes and surrogate pairs, and passes UTF-8 through, wherever chunks end")
  func escapes() throws {
    let text = #""\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00 \uD55C é 한 😀""#
    for size in 1...9 {
      #expect(
        try Self.whole(Array(text.utf8), chunk: size)
          == .text("\"\\/\u{8}\u{C}\n\r\tA\u{E9}\u{1F600} \u{D55C} é 한 😀"))
    }
  }

  @Test("a byte order mark is passed over, in one piece or in three") func byteOrderMark() throws {
    for size in [1, 2, 100] {
      #expect(try Self.whole([0xEF, 0xBB, 0xBF] + Array("[]".utf8), chunk: size) == .array([]))
    }
  }

  static let broken: [String] = [
    "", " ", "{", "[", "\"", "{\"a\"", "{\"a\":", "{\"a\":1", "[1,", "[1", "tru", "-", "[1,]", "{\"a\":1,}", "[,1]",
    "{,}", "{\"a\" 1}", "{a:1}", "{1:1}", "[1 2]", "[1}", "{\"a\":1]", "01", "-01", "1.", ".5", "+1", "1e", "1e+",
    "0x1",
    "1.e3", "--1", "1-", "NaN", "[NaN]", "Infinity", "-Infinity", "nul", "nulll", "True", "[tru]", "'a'", "\"\u{1}\"",
    "\"\n\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800x\"", "\"\\ud800\\n\"", "\"\\udc00\"",
    "\"\\ud800\\ud800\"", "1 2", "{}{}", "[]]", "// c\n1", "[1]x", "\u{FEFF}\u{FEFF}1", "\u{1F}1", "\0",
  ]

  @Test("refuses what is no JSON, skipped or read, whatever the chunks", arguments: broken)
  func refuses(text: String) {
    let bytes = Array(text.utf8)
    for size in [1, 2, 1000] {
      #expect(throws: JSONError.self, "\(text)") { try Self.whole(bytes, chunk: size) }
      #expect(throws: JSONError.self, "\(text)") { try Self.skipped(bytes, chunk: size) }
    }
  }

  @Test(
    "refuses bytes that are not UTF-8",
    arguments: [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
      [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC3, 0x28],
    ] as [[UInt8]])
  func invalidUTF8(bytes: [UInt8]) {
    #expect(throws: JSONError.self) { try Self.whole([0x22] + bytes + [0x22]) }
    #expect(throws: JSONError.self) { try Self.skipped([0x22] + bytes + [0x22]) }
    #expect(throws: JSONError.self) { try Self.whole(bytes) }
  }

  @Test("errors name the byte and the path") func places() {
    let text = #"{"terms":{"OnDemand":[{"x":1},{"y":NaN}]}}"#
    let error = #expect(throws: JSONError.self) { try Self.whole(Array(text.utf8)) }
    #expect(error?.code == .notJSON)
    #expect(error?.path == "terms.OnDemand[1].y")
    #expect(error?.offset == text.utf8.count - 7)
    #expect(error?.description == "At byte 35 (terms.OnDemand[1].y): `NaN` is no JSON value.")
  }

  @Test("a text of strings cut anywhere is cut off, and nothing else") func cutOff() throws {
    let bytes = Array(
      #" {"a":["1","x\n\u00e9é\ud83d\ude00",{}],"b":{"c":[[],{"d":"" }]}, "e" : "한" } "#.utf8
    ).dropLast(1)
    try Self.skipped(Array(bytes))
    for length in 0..<bytes.count {
      let error = #expect(throws: JSONError.self) { try Self.skipped(Array(bytes.prefix(length)), chunk: 64) }
      #expect(error?.code == .cutOff, "\(length): \(String(describing: error))")
    }
  }

  @Test("nesting is read to the limit and refused beyond it; a million brackets end at once") func depth() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    _ = try Self.whole(nested(64))
    try Self.skipped(nested(64))
    for depth in [65, 1_000_000] {
      let read = #expect(throws: JSONError.self) { try Self.whole(nested(depth), chunk: 4096) }
      let skipped = #expect(throws: JSONError.self) { try Self.skipped(nested(depth), chunk: 4096) }
      #expect(read?.code == .tooDeep && skipped?.code == .tooDeep && read?.offset == 64)
    }
  }

  @Test("strings and numbers have a longest length, plain or escaped") func lengths() throws {
    var limits = JSONReader.Limits()
    limits.stringBytes = 10
    limits.numberBytes = 5
    #expect(try Self.whole(Array("\"0123456789\"".utf8), limits: limits) == .text("0123456789"))
    #expect(try Self.whole(Array("12345".utf8), limits: limits) == .number("12345"))
    for text in ["\"0123456789x\"", "\"\\n123456789xxxxxxxxxx\"", "\"ééééé!\"", "123456"] {
      let error = #expect(throws: JSONError.self) { try Self.whole(Array(text.utf8), limits: limits) }
      #expect(error?.code == .tooLong, "\(text)")
    }
  }

  @Test("a value of another kind is named") func wrongKind() {
    var reader = JSONReader(Array("[1]".utf8))
    let error = #expect(throws: JSONError.self) { try reader.beginObject() }
    #expect(error?.code == .wrongKind && error?.detail == "an array stands where an object is needed")
  }

  @Test("what the source of the bytes says is passed on") func unreadable() {
    struct Broken: Error, CustomStringConvertible { var description: String { "the disk is gone" } }
    var calls = 0
    var reader = JSONReader {
      calls += 1
      if calls > 1 { throw Broken() }
      return Array("[1,".utf8)
    }
    let error = #expect(throws: JSONError.self) { try reader.skip() }
    #expect(error?.code == .unreadable && error?.detail == "the disk is gone" && error?.offset == 3)
  }

  @Test("accepts and refuses what Foundation does, on 4,000 spoiled texts; reading and skipping agree")
  func againstFoundation() {
    var draws = Draws(state: 20_261_124)
    let seedTexts = [
      #"{"a":[1,-0.5e3,true,null,"x\n\u00e9"],"b":{"c":[{"d":"é한"}]}}"#, #"[[[],{}],"\ud83d\ude00",0,1E5,{"k":false}]"#,
    ].map { Array($0.utf8) }
    let spice = Array("{}[]\",:\\u0123eE+-.tfn \u{1}".utf8) + [0x80, 0xC3, 0xFF]
    for round in 0..<4000 {
      var bytes = seedTexts[round % seedTexts.count]
      for _ in 0..<Int.random(in: 1...3, using: &draws) {
        let at = Int.random(in: 0..<bytes.count, using: &draws)
        switch Int.random(in: 0..<3, using: &draws) {
        case 0: bytes[at] = spice.randomElement(using: &draws) ?? 0
        case 1: bytes.remove(at: at)
        default: bytes.insert(spice.randomElement(using: &draws) ?? 0, at: at)
        }
      }
      var error: JSONError?
      do { _ = try Self.whole(bytes, chunk: 5) } catch let caught { error = caught as? JSONError }
      let skipped = (try? Self.skipped(bytes, chunk: 3)) != nil
      let theirs = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
      // Foundation lets a comma stand before a closing brace.
      #expect((error == nil) == skipped, "\(bytes)")
      #expect(
        (error == nil) == theirs || error?.detail == "nothing follows a comma",
        "\(String(decoding: bytes, as: UTF8.self)) \(bytes)")
    }
  }
}
