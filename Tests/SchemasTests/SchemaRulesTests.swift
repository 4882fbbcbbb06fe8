import Attributes
import Foundation
import JSONText
import Measures
import Schemas
import TestSupport
import Testing

@Suite("Schemas") struct SchemaRulesTests {
  static let ids = field("USER_ID") + "," + field("ITEM_ID")
  static let events = ids + "," + field("TIMESTAMP", #""long""#)

  @Test("the lecture's three schemas: lower case, no time; each finding has its line") func lecture() {
    func found(_ text: String) -> [String] {
      read(text).problems().map { finding in
        if case .key(let path, let line) = finding.place { return "\(line ?? 0) \(path) \(finding.code)" }
        return finding.code
      }
    }
    #expect(
      found(LectureSchema.users) == ["2 fields[0] reserved-case", "3 fields[1] untrained-text"])
    #expect(
      found(LectureSchema.items) == ["2 fields[0] reserved-case", "3 fields[1] untrained-text"])
    #expect(
      found(LectureSchema.interactions) == [
        "0 fields missing-field", "2 fields[0] reserved-case", "3 fields[1] reserved-case", "4 fields[2] event-value",
      ])
    #expect(read(LectureSchema.users).problems().hasErrors)
  }

  @Test("the lecture's schemas are fixed, with the columns that go with it") func lectureFixed() throws {
    for text in [LectureSchema.users, LectureSchema.items, LectureSchema.interactions] {
      let fix = SchemaFix(try #require(read(text).schema))
      let again = read(fix.schema.text).problems()
      #expect(!again.hasErrors && !again.contains { $0.code == "untrained-text" }, "\(again)")
      #expect(SchemaFix(fix.schema).changes.isEmpty)
    }
    let fix = SchemaFix(try #require(read(LectureSchema.interactions).schema))
    #expect(fix.columns.map(\.from) == ["user_id", "item_id", "point", nil])
    #expect(fix.columns.map(\.to) == ["USER_ID", "ITEM_ID", "point", "TIMESTAMP"])
    #expect(fix.schema.field("TIMESTAMP")?.type == .long)
    let users = SchemaFix(try #require(read(LectureSchema.users).schema))
    #expect(users.schema.field("os_device")?.isCategorical == true)
  }

  @Test("AWS's minimal schemas are right") func minimal() {
    #expect(codes(.interactions, Self.events).isEmpty)
    #expect(
      codes(.interactions, Self.events + "," + field("EVENT_TYPE") + "," + field("EVENT_VALUE", #"["null","float"]"#))
        .isEmpty)
    #expect(codes(.users, field("USER_ID") + "," + field("AGE", #"["int","null"]"#)).isEmpty)
    #expect(
      codes(
        .items,
        field("ITEM_ID") + "," + field("GENRES", #"["null","string"]"#, #""categorical":true"#) + ","
          + field("ABOUT", #""string""#, #""textual":true"#) + "," + field("CREATION_TIMESTAMP", #""long""#)
      ).isEmpty)
    #expect(codes(.actions, field("ACTION_ID") + "," + field("VALUE", #"["null","long"]"#)).isEmpty)
    #expect(
      codes(
        .actionInteractions,
        field("USER_ID") + "," + field("ACTION_ID") + "," + field("EVENT_TYPE") + "," + field("TIMESTAMP", #""long""#)
      ).isEmpty)
  }

  @Test("domains ask for more") func domains() {
    #expect(codes(.interactions, Self.events, domain: .ecommerce) == ["missing-field"])
    let shop = field("ITEM_ID") + "," + field("PRICE", #""float""#) + "," + field("CATEGORY_L1")
    #expect(codes(.items, shop, domain: .ecommerce) == ["not-categorical"])
    #expect(
      codes(.items, field("ITEM_ID") + "," + field("PRICE", #""int""#), domain: .videoOnDemand).filter {
        $0 == "missing-field"
      }.count == 2)
  }

  @Test(
    "each rule has its code",
    arguments: [
      ("wrong-type", ids + "," + field("TIMESTAMP", #""int""#)),
      (
        "nullable-required",
        field("USER_ID", #"["null","string"]"#) + "," + field("ITEM_ID") + "," + field("TIMESTAMP", #""long""#)
      ),
      ("flagged-reserved", events + "," + field("EVENT_TYPE", #""string""#, #""categorical":true"#)),
      ("nullable-reserved", events + "," + field("EVENT_TYPE", #"["null","string"]"#)),
      ("reserved-case", events + "," + field("event_type")),
      ("wrong-type", events + "," + field("EVENT_VALUE", #""int""#)),
      ("duplicate-field", events + "," + field("A_1", #""int""#) + "," + field("A1", #""int""#)),
      ("duplicate-field", events + "," + field("Abc", #""int""#) + "," + field("ABC", #""int""#)),
      ("bad-name", events + "," + field("A-B", #""int""#)), ("bad-name", events + "," + field("", #""int""#)),
      ("bad-name", events + "," + field("1A", #""int""#)),
      ("long-name", events + "," + field(String(repeating: "A", count: 151), #""int""#)),
      ("unknown-type", events + "," + field("A", #""text""#)), ("unknown-type", events + "," + field("A", "3")),
      ("unknown-type", events + "," + field("A", #""null""#)),
      ("bad-union", events + "," + field("A", #"["null"]"#)),
      ("bad-union", events + "," + field("A", #"["int","string"]"#)),
      ("bad-union", events + "," + field("A", #"["null","int","string"]"#)),
      ("bad-union", events + "," + field("A", "[]")),
      ("nested-type", events + "," + field("A", #"{"type":"array","items":"string"}"#)),
      ("flag-needs-text", events + "," + field("A", #""int""#, #""categorical":true"#)),
      ("flag-items-only", events + "," + field("A", #""string""#, #""textual":true"#)),
      ("wrong-kind", events + "," + field("A", #""string""#, #""categorical":"true""#)),
      ("boolean", events + "," + field("A", #""boolean""#)), ("untrained-text", events + "," + field("A")),
      ("unknown-key", events + "," + field("A", #""int""#, #""doc":"x""#)),
      ("duplicate-key", events + "," + #"{"name":"A","name":"B","type":"int"}"#),
      ("too-many-fields", events + (1...6).map { "," + field("F\($0)", #""int""#) }.joined()),
      ("missing-field", field("USER_ID") + "," + field("ITEM_ID")), ("not-a-field", events + ",3"),
      ("missing-key", events + #",{"type":"int"}"#), ("missing-key", events + #",{"name":"A"}"#),
    ])
  func rules(code: String, fields: String) {
    #expect(codes(.interactions, fields) == [code])
  }

  @Test(
    "rules of items and users",
    arguments: [
      (DatasetKind.items, "no-metadata", field("ITEM_ID")),
      (.users, "no-metadata", field("USER_ID") + "," + field("A", #""boolean""#)),
      (
        .items, "two-textual",
        field("ITEM_ID") + "," + ["A", "B"].map { field($0, #""string""#, #""textual":true"#) }.joined(separator: ",")
      ),
      (.items, "two-flags", field("ITEM_ID") + "," + field("A", #""string""#, #""textual":true,"categorical":true"#)),
      (.users, "too-many-fields", field("USER_ID") + (1...26).map { "," + field("F\($0)", #""int""#) }.joined()),
      (.items, "too-many-fields", field("ITEM_ID") + (1...101).map { "," + field("F\($0)", #""int""#) }.joined()),
    ])
  func otherRules(dataset: DatasetKind, code: String, fields: String) {
    #expect(codes(dataset, fields, severity: .error) == [code])
  }

  @Test(
    "what is no schema at all",
    arguments: [
      ("", "cut-off"), ("[]", "not-a-record"), ("{}", "missing-key"), ("{\"type\":\"record\"", "cut-off"),
      ("x", "not-json"),
      (#"{"type":"enum","name":"Users","fields":[]}"#, "not-a-record"),
      (#"{"type":"record","name":"Shop","fields":[]}"#, "bad-record-name"),
      (#"{"type":"record","name":"users","fields":[]}"#, "bad-record-name"),
      (String(repeating: "[", count: 100), "too-deep"),
      ("[" + String(repeating: "1,", count: 20_000) + "1]", "too-long"),
      (String(repeating: " ", count: 400_000), "too-long"),
    ])
  func none(text: String, code: String) {
    #expect(read(text).problems().contains { $0.code == code && $0.severity == .error }, "\(read(text).problems())")
  }

  @Test("reading what is written gives the same schema, for made-up ones") func roundTrip() throws {
    var draws = Draws(state: 99)
    for _ in 0..<500 {
      let fields = (0..<Int.random(in: 0..<8, using: &draws)).map { index in
        DatasetSchema.Field(
          ["A", "b_\"", "USER_ID", "é\n"][Int.random(in: 0..<4, using: &draws)] + "\(index)",
          DatasetSchema.FieldType.allCases[Int.random(in: 0..<6, using: &draws)], isNullable: .random(using: &draws),
          isCategorical: .random(using: &draws), isTextual: .random(using: &draws), isItemName: .random(using: &draws))
      }
      let schema = DatasetSchema(name: "Items", namespace: "x.\"y", version: "1.0", fields: fields)
      #expect(read(schema.text).schema == schema)
    }
  }

  @Test("spoiled schemas end in findings or a schema, never in a crash (SCHEMA_MUTATIONS for more)") func fuzz() {
    let count = ProcessInfo.processInfo.environment["SCHEMA_MUTATIONS"].flatMap(Int.init) ?? 3000
    var draws = Draws(state: 1)
    let seeds = [
      LectureSchema.users, LectureSchema.items, LectureSchema.interactions,
      DatasetSchema(
        name: "Items", fields: [.init("ITEM_ID", .string), .init("A", .string, isNullable: true, isTextual: true)]
      ).text,
    ].map { Array($0.utf8) }
    let words = [
      "null", "true", "\"string\"", "[", "]", "{", "}", ",", ":", "\"name\"", "\\u0000", "1e9", "\"categorical\"",
    ]
    .map { Array($0.utf8) }
    var readable = 0
    for round in 0..<count {
      var bytes = seeds[round % seeds.count]
      for _ in 0..<Int.random(in: 1...4, using: &draws) {
        let at = Int.random(in: 0..<max(1, bytes.count), using: &draws)
        switch Int.random(in: 0..<4, using: &draws) {
        case 0 where !bytes.isEmpty: bytes[at] = UInt8.random(in: 0...255, using: &draws)
        case 1 where !bytes.isEmpty:
          bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...9, using: &draws)))
        case 2: bytes.insert(contentsOf: words.randomElement(using: &draws) ?? [], at: min(at, bytes.count))
        default:
          let part = Array(bytes[min(at, bytes.count)..<min(bytes.count, at + Int.random(in: 1...40, using: &draws))])
          bytes.insert(contentsOf: part, at: Int.random(in: 0...bytes.count, using: &draws))
        }
      }
      let reading = SchemaReading(bytes, source: "s")
      let problems = reading.problems()
      if let schema = reading.schema {
        readable += 1
        let fix = SchemaFix(schema)
        if fix.columns.count != fix.schema.fields.count { Issue.record("\(String(decoding: bytes, as: UTF8.self))") }
        if SchemaReading(Array(fix.schema.text.utf8), source: "s").schema != fix.schema {
          Issue.record("\(fix.schema.text)")
        }
      } else if !problems.hasErrors {
        Issue.record("no schema and no error: \(String(decoding: bytes, as: UTF8.self))")
      }
      for finding in problems where finding.description.utf8.contains(where: { $0 < 0x20 }) {
        Issue.record("a control in \(finding.code): \(JSONTree.quoted(finding.description))")
      }
    }
    #expect(readable > count / 20)
  }
}
