import Attributes
import Measures
import Schemas
import Testing

@Suite("Checking data files") struct DatasetCheckTests {
  static let now: Int64 = 1_790_000_000
  static let schema = DatasetSchema(
    name: "Interactions",
    fields: [
      .init("USER_ID", .string), .init("ITEM_ID", .string), .init("TIMESTAMP", .long), .init("EVENT_TYPE", .string),
      .init("EVENT_VALUE", .float, isNullable: true),
    ])
  static let header = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\n"
  /// 1,200 events of 30 users, all right.
  static let good = (0..<1200).map {
    "u\($0 % 30),i\($0 % 77),\(1_700_000_000 + $0),view,\($0 % 5 == 0 ? "" : "1.5")\n"
  }

  static func check(
    _ text: String, _ schema: DatasetSchema = schema, as dataset: DatasetKind = .interactions, chunk: Int = 4096,
    known: [String: DistinctSample] = [:]
  ) -> DatasetCheck.Report {
    check(Array(text.utf8), schema, as: dataset, chunk: chunk, known: known)
  }
  static func check(
    _ bytes: [UInt8], _ schema: DatasetSchema = schema, as dataset: DatasetKind = .interactions, chunk: Int = 4096,
    known: [String: DistinctSample] = [:]
  ) -> DatasetCheck.Report {
    var check = DatasetCheck(schema: schema, dataset: dataset, now: now, known: known)
    var rest = bytes[...]
    while !rest.isEmpty, check.append(Array(rest.prefix(chunk)).span) { rest = rest.dropFirst(chunk) }
    return check.finish()
  }

  @Test("a good file has no findings, in chunks of any size") func good() {
    for chunk in [7, 4096, 1 << 20] {
      let report = Self.check(Self.header + Self.good.joined(), chunk: chunk)
      #expect(report.findings.isEmpty, "\(report.findings)")
      #expect(report.rows == 1200 && report.distinct.map(\.count) == [30, 77])
      #expect(report.eventTypes.map(\.name) == ["view"] && report.eventTypes[0].rows == 1200)
      #expect(report.span == 1_700_000_000...1_700_001_199)
    }
  }

  @Test(
    "one spoiled row: its code, column and line",
    arguments: [
      (",i,1700000000,view,1", "empty-id", "USER_ID"), ("u,,1700000000,view,1", "empty-id", "ITEM_ID"),
      ("u,i,,view,1", "empty-cell", "TIMESTAMP"), ("u,i,1700000000000,view,1", "milliseconds", "TIMESTAMP"),
      ("u,i,2026-11-25,view,1", "text-time", "TIMESTAMP"), ("u,i,1.5,view,1", "not-whole", "TIMESTAMP"),
      ("u,i,99999999999999999999,view,1", "out-of-range", "TIMESTAMP"), ("u,i,5,view,1", "early-time", "TIMESTAMP"),
      ("u,i,1790086401,view,1", "future-time", "TIMESTAMP"), ("u,i,1700000000,,1", "empty-cell", "EVENT_TYPE"),
      ("u,i,1700000000,view,much", "not-a-number", "EVENT_VALUE"),
      ("u,i,1700000000,view,NaN", "not-a-number", "EVENT_VALUE"),
      ("u ,i,1700000000,view,1", "blanks-around-id", "USER_ID"),
      (#""u\"",i,1700000000,view,1"#, "quote-in-id", "USER_ID"),
      (String(repeating: "é", count: 257) + ",i,1700000000,view,1", "long-id", "USER_ID"),
      ("u,i,1700000000,view", "field-count", nil), ("\"u\"x,i,1700000000,view,1", "text-after-quote", nil),
    ] as [(String, String, String?)])
  func spoiled(row: String, code: String, column: String?) throws {
    let report = Self.check(Self.header + Self.good.joined() + row + "\n" + row + "9\n")
    let finding = try #require(report.findings.first { $0.code == code }, "\(report.findings)")
    #expect(finding.column == column && finding.lines.first == 1202)
    #expect(report.findings.filter { $0.code != "duplicate-events" && $0.code != code }.isEmpty || code == "early-time")
  }

  @Test("ids of 256 letters are none too long, however many bytes they have") func idLetters() {
    let row = String(repeating: "한", count: 256) + ",i,1700000000,view,1\n"
    #expect(!Self.check(Self.header + Self.good.joined() + row).hasErrors)
  }

  @Test("bytes that are not UTF-8, and files of another encoding") func encodings() {
    let bytes = Array((Self.header + Self.good.joined()).utf8)
    let latin = Self.check(bytes + [0xE9] + Array(",i,1700000000,view,1\n".utf8))
    #expect(latin.findings.map(\.code) == ["not-utf8"])
    #expect(Self.check([0xFF, 0xFE] + bytes).findings.map(\.code) == ["utf-16"])
    #expect(Self.check([0xEF, 0xBB, 0xBF] + bytes).findings.map(\.code) == ["byte-order-mark"])
  }

  @Test(
    "headers",
    arguments: [
      ("user_id,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\n", ["missing-column", "extra-column"]),
      ("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,RATING\n", ["missing-column", "extra-column"]),
      ("USER_ID;ITEM_ID;TIMESTAMP;EVENT_TYPE;EVENT_VALUE\n", ["separator"]),
      ("\"USER_ID\",ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\n", ["quoted-header"]),
    ])
  func headers(header: String, codes: [String]) {
    #expect(Self.check(header + Self.good.joined()).findings.map(\.code) == codes)
  }

  @Test("another order of columns is a warning, and they are still found") func order() {
    let text =
      "ITEM_ID,USER_ID,TIMESTAMP,EVENT_VALUE,EVENT_TYPE\n"
      + (0..<1200).map { "i\($0 % 9),u\($0 % 30),\(1_700_000_000 + $0),,buy\n" }.joined()
    #expect(Self.check(text).findings.map(\.code) == ["column-order", "sparse-column"])
  }

  @Test("too few events, too few users who come back, one user's share") func minima() {
    #expect(Self.check(Self.header + Self.good.prefix(999).joined()).findings.map(\.code) == ["too-few-events"])
    let fewUsers = (0..<1200).map { "u\($0 % 24),i\($0),\(1_700_000_000 + $0),view,1\n" }.joined()
    #expect(Self.check(Self.header + fewUsers).findings.map(\.code) == ["too-few-users"])
    let once = (0..<4000).map { "n\($0),i\($0),\(1_700_000_000 + $0),view,1\n" }.joined()
    let back = (0..<60).map { "u\($0 % 30),i\($0),\(1_700_000_000 + $0),view,1\n" }.joined()
    #expect(Self.check(Self.header + once + back).findings.map(\.code) == ["few-returning-users"])
    #expect(Self.check(Self.header).findings.map(\.code) == ["no-rows"])
    #expect(Self.check("").findings.map(\.code) == ["no-header"])
  }

  @Test("event types and optional columns are ten together") func eventTypes() {
    let types = (0..<1200).map { "u\($0 % 30),i\($0 % 77),\(1_700_000_000 + $0),t\($0 % 9),1\n" }.joined()
    #expect(Self.check(Self.header + types).findings.map(\.code) == ["event-types"])
    let eight = (0..<1200).map { "u\($0 % 30),i\($0 % 77),\(1_700_000_000 + $0),t\($0 % 8),1\n" }.joined()
    #expect(Self.check(Self.header + eight).findings.isEmpty)
  }

  @Test("the same row twice, doubled quotes, ids of the other file") func others() throws {
    let twice = Self.check(Self.header + Self.good.joined() + Self.good[0])
    #expect(twice.findings.map(\.code) == ["duplicate-events"])
    #expect(
      Self.check(Self.header + Self.good.joined() + "u1,\"i\"\"1\",1700000000,view,1\n").findings.map(\.code) == [
        "doubled-quotes", "quote-in-id",
      ])
    let items = DatasetSchema(name: "Items", fields: [.init("ITEM_ID", .string), .init("P", .float)])
    let known = Self.check("ITEM_ID,P\n" + (0..<70).map { "i\($0),1\n" }.joined(), items, as: .items)
    #expect(known.findings.isEmpty)
    let report = Self.check(Self.header + Self.good.joined(), known: known.ids)
    #expect(report.findings.map(\.code) == ["unknown-id"])
    #expect(report.findings[0].message.hasPrefix("8.8 %"), "105 of 1,200 events: \(report.findings[0].message)")
  }

  @Test("items: categories, running text, duplicates, fill") func items() {
    let schema = DatasetSchema(
      name: "Items",
      fields: [
        .init("ITEM_ID", .string), .init("GENRES", .string, isNullable: true, isCategorical: true),
        .init("ABOUT", .string, isNullable: true, isTextual: true), .init("CREATION_TIMESTAMP", .long),
        .init("ADULT", .boolean),
      ])
    let header = "ITEM_ID,GENRES,ABOUT,CREATION_TIMESTAMP,ADULT\n"
    let rows = (0..<100).map { "i\($0),g\($0 % 30)|g\(($0 + 1) % 30),about,1700000000,true\n" }
    #expect(Self.check(header + rows.joined(), schema, as: .items).findings.isEmpty)
    let sparse = (0..<100).map { "i\($0),\($0 < 60 ? "g\($0)" : ""),\($0 < 84 ? "x" : ""),1700000000,true\n" }
    #expect(
      Self.check(header + sparse.joined(), schema, as: .items).findings.map(\.code)
        == ["sparse-column", "many-categories", "sparse-text"])
    let long = "i1,\(String(repeating: "x", count: 1001)),\(String(repeating: "y", count: 20_001)),1700000000,TRUE\n"
    #expect(
      Self.check(header + rows.joined() + long, schema, as: .items).findings.map(\.code)
        == ["long-category", "long-text", "not-a-boolean", "duplicate-ids", "many-categories"])
  }

  @Test("findings list twenty lines and count all") func counts() throws {
    let bad = (0..<500).map { "u\($0 % 30),i\($0),x,view,1\n" }.joined()
    let finding = try #require(Self.check(Self.header + Self.good.joined() + bad).findings.first)
    #expect(finding.code == "text-time" && finding.count == 500 && finding.lines == Array(1202..<1222))
  }

  @Test("different values are counted exactly up to the capacity, and well beyond it") func sample() {
    for n in [100, 1000, 50_000] {
      var sample = DistinctSample(capacity: 4096)
      for index in 0..<n {
        var bytes: [UInt8] = []
        withUnsafeBytes(of: UInt64(index)) { bytes += $0 }
        sample.add(bytes)
        if index % 4 == 0 { sample.add(bytes) }
      }
      #expect(sample.isExact == (n <= 4096))
      let tolerance = sample.isExact ? 0 : Double(n) * 0.08
      #expect(abs(Double(sample.distinct - n)) <= tolerance)
      #expect(abs(Double(sample.repeated - (n + 3) / 4)) <= tolerance)
    }
  }
}
