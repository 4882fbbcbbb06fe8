import Interactions
import Measures
import Testing

func read(_ text: String, format: LogFormat? = nil) -> LogReading {
  readLog(Array(text.utf8), source: "log.csv", format: format)
}

@Suite("Reading logs")
struct LogReaderTests {
  @Test("a Personalize file gives its columns, whatever their order, and leaves others out")
  func personalize() {
    let reading = read(
      "EVENT_VALUE,ITEM_ID,DEVICE,USER_ID,TIMESTAMP,EVENT_TYPE\n4.5,i31,web,u7,1700000000,rate\n,i2,app,u7,1700000001,view\n"
    )
    #expect(reading.findings.isEmpty)
    #expect(reading.format == .personalize)
    #expect(reading.rowsRead == 2)
    #expect(reading.log.users == ["u7"])
    #expect(reading.log.items == ["i31", "i2"])
    #expect(reading.log.eventTypes == ["rate", "view"])
    #expect(reading.log.timestamps == [1_700_000_000, 1_700_000_001])
    #expect(reading.log.values[0] == 4.5)
    #expect(reading.log.values[1].isNaN)
  }

  @Test(
    "each form is known by its first line",
    arguments: [
      ("USER_ID,ITEM_ID,TIMESTAMP\nu,i,5\n", LogFormat.personalize),
      ("timestamp,item_id,user_id\n5,i,u\n", .personalize),
      ("u\ti\t3\t5\n", .movieLens100K),
      ("u::i::3::5\n", .movieLens1M),
      ("userId,movieId,rating,timestamp\nu,i,3.5,5\n", .movieLensCSV),
      ("\u{FEFF}USER_ID,ITEM_ID,TIMESTAMP\r\nu,i,5\r\n", .personalize),
      ("\n\nUSER_ID,ITEM_ID,TIMESTAMP\n\nu,i,5", .personalize),
    ])
  func forms(text: String, format: LogFormat) {
    #expect(LogFormat.recognized(in: Array(text.utf8).span) == format)
    let reading = read(text)
    #expect(reading.format == format)
    #expect(reading.log.users == ["u"])
    #expect(reading.log.items == ["i"])
    #expect(reading.log.timestamps == [5])
    #expect(reading.rowsBad == 0)
  }

  @Test("a form that is given is not guessed")
  func givenForm() {
    let reading = read("a,b,c,d\n", format: .movieLens1M)
    #expect(reading.rowsBad == 1)
    #expect(reading.faults == [RowFaultCount(fault: .fieldCount, rows: 1)])
  }

  @Test(
    "quotes are read by RFC 4180 and by the service's rule",
    arguments: [
      (#""a,b""#, "a,b"), (#""say ""hi""""#, #"say "hi""#), (#""say \"hi\"""#, #"say "hi""#),
      ("\"two\nlines\"", "two\nlines"), ("\"two\r\nlines\"", "two\r\nlines"), (#""C:\dir""#, #"C:\dir"#),
      (#""C:\\""#, #"C:\"#), (#""a\\\"b""#, #"a\"b"#), (#"5" disk"#, #"5" disk"#), (#""""""#, #"""#),
      (#"back\slash"#, #"back\slash"#), ("한국", "한국"),
    ])
  func quoting(written: String, name: String) {
    for end in ["\n", "\r\n", ""] {
      let asItem = read("USER_ID,TIMESTAMP,ITEM_ID\nu,5,\(written)\(end)")
      #expect(asItem.log.items == [name])
      #expect(asItem.rowsBad == 0)
      let first = read("ITEM_ID,USER_ID,TIMESTAMP\n\(written),u,5\(end)")
      #expect(first.log.items == [name])
    }
  }

  @Test("rows behind a name of several lines are counted as lines")
  func lineNumbers() {
    let reading = read("USER_ID,ITEM_ID,TIMESTAMP\n\"a\nb\",i,5\n\nu,,6\n")
    #expect(reading.rowsRead == 2)
    #expect(reading.findings.map(\.place) == [.row(5)])
    #expect(reading.findings.first?.description == "log.csv:5: error: The item's id is empty.")
  }

  @Test(
    "a bad row is left out, with its number and reason",
    arguments: [
      ("u,i", RowFault.fieldCount), ("u,i,5,1,6", .fieldCount), (",i,5,1", .emptyUser), ("u,,5,1", .emptyItem),
      ("u,\"\",5,1", .emptyItem), ("u,i,,1", .badTimestamp), ("u,i,soon,1", .badTimestamp),
      ("u,i,5.0,1", .badTimestamp),
      ("u,i,-5,1", .timestampOutOfRange), ("u,i,7258118400,1", .timestampOutOfRange),
      ("u,i,99999999999999999999,1", .badTimestamp), ("u,i,2200-01-01,1", .timestampOutOfRange),
      ("u,i,1969-12-31T23:59:59Z,1", .timestampOutOfRange), ("u,i,5,nan", .badValue), ("u,i,5,inf", .badValue),
      ("u,i,5,1e99", .badValue), ("u,i,5,0x1p3", .badValue), ("u,i,5,1.2.3", .badValue), ("u,i,5, 1", .badValue),
      ("u,\"i\"x,5,1", .textAfterQuote), (String(repeating: "u", count: 257) + ",i,5,1", .longName),
    ])
  func badRows(row: String, fault: RowFault) {
    let reading = read("USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE\ngood,a,5,1\n\(row)\ngood,b,6,2\n")
    #expect(reading.faults == [RowFaultCount(fault: fault, rows: 1)])
    #expect(reading.findings.map(\.place) == [.row(3)])
    #expect(reading.findings.map(\.code) == [fault.rawValue])
    #expect(reading.rowsRead == 3)
    #expect(reading.rowsBad == 1)
    // A bad row leaves no name behind.
    #expect(reading.log.users == ["good"])
    #expect(reading.log.items == ["a", "b"])
    #expect(reading.isUsable)
  }

  @Test("times more than a human life apart keep their seconds, whichever comes first and wherever in a part")
  func farTimes() {
    for turned in [false, true] {
      let near = (0..<2_500).map { Int64(turned ? 7_000_000_000 - $0 : $0) }
      let far: [Int64] = turned ? [0, 4_294_967_296] : [7_258_118_399, 2_147_483_648]
      let seconds = near + far + near.prefix(10)
      let text = "USER_ID,ITEM_ID,TIMESTAMP\n" + seconds.map { "u,i,\($0)\n" }.joined()
      #expect(Array(readLog(Array(text.utf8), source: "log").log.timestamps) == seconds.sorted())
    }
  }

  @Test("names of 256 bytes, and the last second of 2199, are still good")
  func edges() {
    let long = String(repeating: "u", count: 256)
    let reading = read("USER_ID,ITEM_ID,TIMESTAMP\n\(long),i,7258118399\n\(long),i,0\n")
    #expect(reading.rowsBad == 0)
    #expect(reading.log.timestamps == [0, 7_258_118_399])
  }

  @Test("an id that is not UTF-8 makes a bad row, each time")
  func notUTF8() {
    var bytes = Array("USER_ID,ITEM_ID,TIMESTAMP\n".utf8)
    for _ in 0..<2 { bytes += [0xFF, 0xC0] + Array(",i,5\n".utf8) }
    bytes += Array("u,i,6\n".utf8)
    let reading = readLog(bytes, source: "log.csv")
    #expect(reading.faults == [RowFaultCount(fault: .notUTF8, rows: 2)])
    #expect(reading.log.count == 1)
  }

  @Test("a quote that is never closed costs its own row, not those below")
  func strayQuote() {
    let rows = (0..<1000).map { "u\($0),i,\($0)\n" }.joined()
    let open = read("USER_ID,ITEM_ID,TIMESTAMP\nx,\"i,5\n" + rows)
    #expect(open.faults == [RowFaultCount(fault: .openQuote, rows: 1)])
    #expect(open.log.count == 1000)
    let closedFarBelow = read("USER_ID,ITEM_ID,TIMESTAMP\nx,\"i,5\n" + rows + "y,z\",7\n")
    #expect(closedFarBelow.faults == [RowFaultCount(fault: .longName, rows: 1)])
    #expect(closedFarBelow.log.count == 1001)
  }

  @Test("a row over a megabyte is bad, and the next is read")
  func longRow() {
    let long = String(repeating: "x", count: 3 << 20)
    for text in [long, "\"\(long)\""] {
      let reading = read("USER_ID,ITEM_ID,TIMESTAMP\n\(text),i,5\nu,i,6\n")
      #expect(reading.faults == [RowFaultCount(fault: .rowTooLong, rows: 1)])
      #expect(reading.findings.map(\.place) == [.row(2)])
      #expect(reading.log.count == 1)
    }
  }

  @Test("only the first twenty bad rows are kept one by one, but all are counted by reason")
  func boundedFindings() {
    let reading = read(
      "USER_ID,ITEM_ID,TIMESTAMP\n" + String(repeating: ",i,5\n", count: 30) + String(repeating: "u,i,x\n", count: 12)
        + "u,i,5\n")
    #expect(reading.findings.count == 20)
    #expect(reading.rowsBad == 42)
    #expect(
      reading.faults == [RowFaultCount(fault: .emptyUser, rows: 30), RowFaultCount(fault: .badTimestamp, rows: 12)])
  }

  @Test(
    "a file that cannot be used says why, for the whole file",
    arguments: [
      ("", "empty-log"), ("\u{FEFF}", "empty-log"), ("USER_ID,ITEM_ID,TIMESTAMP\n", "empty-log"),
      ("USER_ID,ITEM_ID,TIMESTAMP\n,,\n", "empty-log"), ("hello world\n", "unknown-format"),
      ("USER_ID,ITEM_ID\nu,i\n", "missing-column"), ("USER_ID,USER_ID,ITEM_ID,TIMESTAMP\n", "duplicate-column"),
      ("{\"a\": 1}", "unknown-format"), ("\"USER_ID,ITEM_ID,TIMESTAMP\n", "bad-header"),
      (String(repeating: "c,", count: 2000) + "USER_ID,ITEM_ID,TIMESTAMP\n", "too-many-columns"),
    ])
  func unusable(text: String, code: String) {
    let reading = read(text)
    #expect(!reading.isUsable)
    #expect(reading.log.count == 0)
    #expect(reading.findings.contains { $0.code == code && $0.place == .whole && $0.severity == .error })
  }

  @Test("255 event types are read, 256 are not")
  func eventTypes() {
    func text(_ count: Int) -> String {
      "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n" + (0..<count).map { "u,i,5,t\($0)\n" }.joined()
    }
    #expect(read(text(255)).log.eventTypes.count == 255)
    let reading = read(text(256))
    #expect(reading.findings.map(\.code) == ["too-many-event-types"])
    #expect(!reading.isUsable)
  }

  @Test("what the service would not take is a warning")
  func warnings() {
    #expect(read("user_id,ITEM_ID,TIMESTAMP\nu,i,5\n").findings.map(\.code) == ["header-case"])
    #expect(read("\"USER_ID\",ITEM_ID,TIMESTAMP\nu,i,5\n").findings.map(\.code) == ["header-quoted"])
    #expect(read("\u{FEFF}USER_ID,ITEM_ID,TIMESTAMP\nu,i,5\n").findings.map(\.code) == ["byte-order-mark"])
    #expect(read("USER_ID,ITEM_ID,TIMESTAMP\nu,\"a\"\"b\",5\n").findings.map(\.code) == ["quote-in-id"])
    #expect(read("user_id,ITEM_ID,TIMESTAMP\nu,i,5\n").findings.allSatisfy { $0.severity == .warning })
  }

  @Test("rows are in order of time, and of the file within a second")
  func order() {
    let reading = read("USER_ID,ITEM_ID,TIMESTAMP\na,1,9\nb,2,7\nc,3,9\nd,4,7\n")
    #expect(reading.log.users == ["a", "b", "c", "d"])
    #expect(reading.log.userIDs == [1, 3, 0, 2])
  }

  @Test("without timestamps, where they are not asked for, the rows keep their order")
  func noTimestamps() {
    let bytes = Array("USER_ID,ITEM_ID,EVENT_VALUE\nb,x,1\na,y,2\n,z,3\nb,z,4\n".utf8)
    let reading = readLog(bytes, source: "", requiresTimestamps: false)
    #expect(reading.log.timestamps == [0, 1, 2])
    #expect(reading.log.values == [1, 2, 4])
    #expect(reading.rowsBad == 1)
    let dated = readLog(Array("USER_ID,ITEM_ID,TIMESTAMP\nu,i,9\n".utf8), source: "", requiresTimestamps: false)
    #expect(dated.log.timestamps == [9])
  }
}
