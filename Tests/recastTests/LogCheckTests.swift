import Foundation
import Testing

@Suite("recast log check and schema") struct LogCheckTests {
  static let schema = #"""
    {"type": "record", "name": "Interactions", "namespace": "com.amazonaws.personalize.schema", "fields": [
      {"name": "USER_ID", "type": "string"}, {"name": "ITEM_ID", "type": "string"},
      {"name": "TIMESTAMP", "type": "long"}], "version": "1.0"}
    """#
  static let lecture = #"""
    {"type": "record", "name": "Interactions", "namespace": "com.amazonaws.personalize.schema", "fields": [
      {"name": "user_id", "type": "string"}, {"name": "item_id", "type": "string"},
      {"name": "point", "type": "float"}], "version": "1.0"}
    """#

  static func write(_ text: String, _ path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

  static func events(_ count: Int, factor: Int = 1) -> String {
    "USER_ID,ITEM_ID,TIMESTAMP\n"
      + (0..<count).map { "u\($0 % 40),i\($0 % 90),\((1_700_000_000 + $0) * factor)\n" }.joined()
  }

  @Test("a good file passes; one of milliseconds is refused with lines and a remedy; JSON says the same")
  func check() throws {
    try withScratch { folder in
      let (schema, good, bad) = ("\(folder)/s.avsc", "\(folder)/good.csv", "\(folder)/bad.csv")
      try Self.write(Self.schema, schema)
      try Self.write(Self.events(1200), good)
      try Self.write(Self.events(30, factor: 1000), bad)
      let fine = try Program("log", "check", good, "--schema", schema)
      #expect(fine.status == 0 && fine.errors.isEmpty, "\(fine.errors)")
      #expect(fine.output.contains("different USER_ID") && fine.output.contains("1200"))
      let refused = try Program("log", "check", bad, "--schema", schema)
      #expect(refused.status == 2)
      #expect(refused.errors.contains("bad.csv:2: error: TIMESTAMP: A time has more digits than seconds have"))
      #expect(refused.errors.contains("Divide by 1,000") && refused.errors.contains("training needs 25"))
      let machine = try Program("log", "check", bad, "--schema", schema, "--json")
      let json = try #require(try JSONSerialization.jsonObject(with: Data(machine.output.utf8)) as? [String: Any])
      let findings = try #require(json["findings"] as? [[String: Any]])
      #expect(machine.status == 2 && json["valid"] as? Bool == false)
      #expect(Set(findings.compactMap { $0["code"] as? String }).isSuperset(of: ["milliseconds", "too-few-events"]))
    }
  }

  @Test("a lecture's schema is refused, and its fix is written and accepted") func fix() throws {
    try withScratch { folder in
      let (old, new) = ("\(folder)/old.avsc", "\(folder)/new.avsc")
      try Self.write(Self.lecture, old)
      let refused = try Program("log", "schema", "check", old, "--fix", new)
      #expect(refused.status == 2 && refused.errors.contains("The required field TIMESTAMP is missing."))
      #expect(refused.output.contains("user_id → USER_ID") && refused.output.contains("(none yet) → TIMESTAMP"))
      #expect(try Program("log", "schema", "check", new).status == 0)
    }
  }

  @Test("an inferred schema accepts its file") func infer() throws {
    try withScratch { folder in
      let (data, schema) = ("\(folder)/e.csv", "\(folder)/e.avsc")
      try Self.write(Self.events(1200), data)
      let inferred = try Program("log", "schema", "infer", data, "--out", schema)
      #expect(inferred.status == 0 && inferred.output.hasPrefix("Interactions, from all 1200 rows"))
      #expect(try Program("log", "schema", "check", schema).status == 0)
      #expect(try Program("log", "check", data, "--schema", schema).status == 0)
      #expect(try Program("log", "schema", "infer", "\(folder)/none.csv").status == 3)
    }
  }
}
