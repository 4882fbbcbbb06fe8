import Interactions
import Measures
import Testing

@Suite("Forms of logs") struct SourceFormTests {
  @Test("a sequence file has no times; its order stands for them, and the reader says so")
  func sequence() {
    let reading = read("1 1193\r\n1 661\r\n2 1193\r\n")
    #expect(reading.format == .sequence)
    #expect(reading.log.users == ["1", "2"] && reading.log.items == ["1193", "661"])
    #expect(reading.log.timestamps == [0, 1, 2])
    #expect(reading.findings.map(\.code) == ["no-timestamps"] && !reading.findings.hasErrors)
  }

  @Test("tabs, semicolons and bars may stand in the place of commas", arguments: ["\t", ";", "|"])
  func separators(separator: String) {
    let text = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\nu,\"a,b\",5,view\n"
    let reading = read(text.replacing("\"a,b\"", with: "a.b").replacing(",", with: separator))
    #expect(reading.format == .personalize && reading.findings.isEmpty)
    #expect(reading.log.items == ["a.b"] && reading.log.eventTypes == ["view"])
  }

  @Test("JSON Lines: names in the service's two spellings, numbers and strings, escapes, what is nested passed over")
  func jsonLines() {
    let reading = read(
      """
      {"userId":"u\\u00e9\\ud83d\\ude00","itemId":42,"timestamp":1700000000,"eventType":"view","eventValue":-1.5e1}

      {"properties":{"a":[{"userId":"no"},"}"]},"USER_ID":"v","ITEM_ID":"i\\"\\/","TIMESTAMP":"2023-11-14T22:13:21Z"}
      {"userId":"w","userId":"x","itemId":"i","timestamp":1700000002,"eventValue":null}
      """)
    #expect(reading.format == .jsonLines)
    #expect(reading.rowsRead == 3 && reading.rowsBad == 0)
    #expect(reading.log.users == ["ué😀", "v", "x"])
    #expect(reading.log.items == ["42", "i\"/", "i"])
    #expect(reading.log.timestamps == [1_700_000_000, 1_700_000_001, 1_700_000_002])
    #expect(reading.log.eventTypes == ["view", ""])
    #expect(reading.log.values[0] == -15 && reading.log.values[1].isNaN)
  }

  @Test(
    "a line that is no JSON object is a bad row",
    arguments: [
      "{", "{}x", "[1]", "{\"userId\"}", "{\"a\":01}", "{\"a\":\"\\x\"}", "{\"a\":\"\\ud800\"}", "{\"a\":1,}",
      "{\"a\":tru}", "{\"a\":1 \"b\":2}", "{\"a\":\"\u{1}\"}", "{\"a\":" + String(repeating: "[", count: 200) + "}",
    ])
  func notJSON(line: String) {
    let good = "{\"userId\":\"u\",\"itemId\":\"i\",\"timestamp\":5}\n"
    let reading = read(good + line + "\n" + good)
    #expect(reading.faults == [RowFaultCount(fault: .notJSON, rows: 1)])
    #expect(reading.findings.map(\.place) == [.row(2)])
    #expect(reading.log.count == 2)
  }

  @Test("a member that is missing is told like an empty field")
  func missingMember() {
    let reading = read(
      "{\"userId\":\"u\",\"itemId\":\"i\",\"timestamp\":5}\n{\"itemId\":\"i\",\"timestamp\":5}\n{\"userId\":{},\"itemId\":\"i\",\"timestamp\":5}\n{\"userId\":\"u\",\"itemId\":\"i\"}\n"
    )
    #expect(
      reading.faults == [RowFaultCount(fault: .emptyUser, rows: 2), RowFaultCount(fault: .badTimestamp, rows: 1)])
  }

  @Test("UTF-16 is told by name, with and without its mark")
  func utf16() {
    let text = "USER_ID,ITEM_ID,TIMESTAMP\nu,i,5\n"
    let wide = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    for bytes in [[0xFF, 0xFE] + wide, wide, [0xFE, 0xFF] + big, big] {
      let reading = readLog(bytes, source: "log")
      #expect(reading.findings.map(\.code) == ["not-utf-8"] && !reading.isUsable)
    }
  }

  @Test("Latin-1 is suspected, with the row")
  func latin1() {
    let bytes = Array("USER_ID,ITEM_ID,TIMESTAMP\nu,caf".utf8) + [0xE9] + Array(",5\nv,i,6\n".utf8)
    let reading = readLog(bytes, source: "log")
    #expect(reading.findings.map(\.place) == [.row(2)])
    #expect(reading.findings.first?.remedy.contains("WINDOWS-1252") == true)
  }
}

@Suite("Mappings") struct MappingTests {
  func read(_ text: String, _ mapping: LogMapping) -> LogReading {
    readLog(Array(text.utf8), source: "shop.csv", options: LogOptions(mapping: mapping))
  }

  @Test("columns by name, an event type for all, a pattern in a zone")
  func columns() throws {
    var mapping = LogMapping(user: .name("kunde"), item: .name("artikel"), timestamp: .name("wann"))
    mapping.constantEventType = "purchase"
    mapping.form = .pattern(try #require(TimePattern("dd.MM.yyyy HH:mm", zone: TimeZoneRule(offsetSeconds: 3600))))
    let reading = read("nr;kunde;artikel;wann\n1;k1;a1;01.03.2024 00:30\n2;k2;a1;29.02.2024 24:00\n", mapping)
    #expect(reading.log.users == ["k1"] && reading.log.eventTypes == ["purchase"])
    #expect(reading.log.timestamps == [1_709_249_400])
    #expect(reading.faults == [RowFaultCount(fault: .badTimestamp, rows: 1)])
  }

  @Test("columns by number in a file without header, seconds stated")
  func numbers() {
    var mapping = LogMapping(user: .number(2), item: .number(3), timestamp: .number(1), value: .number(4))
    mapping.hasHeader = false
    mapping.form = .numbers(.milliseconds)
    let reading = read("1000,u,i,2.5\n2000,v,i,\n", mapping)
    #expect(reading.log.timestamps == [1, 2] && reading.log.users == ["u", "v"] && reading.log.values[0] == 2.5)
  }

  @Test("members of JSON by their exact names")
  func json() {
    let mapping = LogMapping(user: .name("who"), item: .name("what"), timestamp: .name("when"))
    let reading = read("{\"who\":\"u\",\"what\":\"i\",\"when\":5,\"Who\":\"no\"}\n", mapping)
    #expect(reading.log.users == ["u"] && reading.log.timestamps == [5])
  }

  @Test("a column that is not there is told at its key, all at once")
  func missing() {
    var mapping = LogMapping(user: .name("who"), item: .number(9), timestamp: .name("b"))
    mapping.source = "map.yaml"
    let reading = read("a,b,b\n1,2,3\n", mapping)
    #expect(!reading.isUsable)
    #expect(
      reading.findings.map(\.place) == [
        .key(path: "columns.user", line: nil), .key(path: "columns.item", line: nil),
        .key(path: "columns.timestamp", line: nil),
      ])
    #expect(reading.findings.allSatisfy { $0.source == "map.yaml" })
  }

  @Test("text without a zone is in the zone given, text with one in its own")
  func zones() {
    var mapping = LogMapping(user: .name("u"), item: .name("i"), timestamp: .name("t"))
    // Central Europe around the end of summer time 2024: 02:30 comes twice, and the first is meant.
    mapping.form = .text(
      TimeZoneRule(changes: [1_711_846_800, 1_729_990_800], offsets: [3_600, 7_200, 3_600]))
    let reading = read(
      "u,i,t\na,b,2024-10-27T02:30:00\na,b,2024-10-27 03:30:00\na,b,2024-10-27T02:30:00Z\na,b,2024-03-31T02:30:00\n",
      mapping)
    #expect(
      reading.log.timestamps.sorted()
        == [1_711_848_600, 1_729_989_000, 1_729_996_200, 1_729_996_200].sorted())
  }

  @Test(
    "patterns that say no day, or hold a letter without meaning, are none",
    arguments: ["HH:mm", "yyyy-MM", "yy-MM-dd", "yyyy-MM-dd zz", "yyyy-MM-MM-dd"])
  func badPatterns(pattern: String) { #expect(TimePattern(pattern) == nil) }
}
