import DelimitedText
import Testing

@Suite("Reading delimited text") struct DelimitedReaderTests {
  @Test("fields are cut at the separator and rows at line feeds, with or without a carriage return or a last line end")
  func plain() {
    #expect(rows("a,b\nc,d\n") == [["a", "b"], ["c", "d"]])
    #expect(rows("a,b\r\nc,d") == [["a", "b"], ["c", "d"]])
    #expect(rows(",\n") == [["", ""]])
    #expect(rows("a,b\r\n,\r\n") == [["a", "b"], ["", ""]])
    #expect(rows("long words without a separator\nx") == [["long words without a separator"], ["x"]])
  }

  @Test("a quoted field holds separators, line ends and doubled quotes") func quoted() {
    #expect(rows("\"a,b\",\"c\nd\",\"e\"\"f\"\n") == [["a,b", "c\nd", "e\"f"]])
    #expect(rows("\"\",\"\"\"\"\r\n\"x\"\r\n") == [["", "\""], ["x"]])
    #expect(rows("\"last\"") == [["last"]])
    #expect(rows("\"a\r\nb\"\r") == [["a\r\nb"]])
  }

  @Test("another separator makes commas plain") func separators() {
    #expect(rows("a,1;b\n", separator: ";") == [["a,1", "b"]])
    #expect(rows("a\t\"b\tc\"\n", separator: "\t") == [["a", "b\tc"]])
  }

  @Test("a byte order mark and empty lines are passed over, and lines still count") func lines() {
    #expect(
      heard("\u{FEFF}a\n\n\r\nb,\"1\n2\"\nc\n") == [
        .row(line: 1, ["a"]), .row(line: 4, ["b", "1\n2"]), .row(line: 6, ["c"]),
      ])
    #expect(heard("") == [])
    #expect(heard("\u{FEFF}") == [])
    #expect(heard("\n\r\n\r") == [])
    #expect(heard("\"\"\n") == [.row(line: 1, [""])])
  }

  @Test("a quote left open at the end is a fault of its own line; the lines below are still read") func openQuote() {
    #expect(
      heard("a,b\nc,\"d\ne,f\n") == [
        .row(line: 1, ["a", "b"]), .fault(DelimitedFault(.openQuote, line: 2)), .row(line: 3, ["e", "f"]),
      ])
    #expect(heard("\"") == [.fault(DelimitedFault(.openQuote, line: 1))])
    #expect(heard("\"a\"\"") == [.fault(DelimitedFault(.openQuote, line: 1))])
  }

  @Test("text behind a closing quote and a quote inside a bare field are faults") func strayQuotes() {
    #expect(
      heard("\"a\"b,c\nd\n") == [.fault(DelimitedFault(.textAfterQuote, line: 1)), .row(line: 2, ["d"])])
    #expect(heard("\"a\"\rb\nd\n").first == .fault(DelimitedFault(.textAfterQuote, line: 1)))
    #expect(heard("a\"b,c\nd\n") == [.fault(DelimitedFault(.quoteInField, line: 1)), .row(line: 2, ["d"])])
    // The quote of line 1 is closed by that of line 2, which is no row by itself but names the place.
    #expect(
      heard("x,\"a\nb,\"c\nd\n") == [
        .fault(DelimitedFault(.textAfterQuote, line: 1)), .fault(DelimitedFault(.openQuote, line: 2)),
        .row(line: 3, ["d"]),
      ])
  }

  @Test(
    "rows, fields and numbers of fields beyond the limits are faults, however the bytes arrive", arguments: [1, 7, 99])
  func limits(chunk: Int) {
    var limits = DelimitedLimits()
    limits.rowBytes = 20
    limits.fieldBytes = 10
    limits.fields = 4
    let text = "12345678901,b\nok\n1234567890,123456789\n1234567890,1234567890\n1,2,3,4\n1,2,3,4,5\n\"234567890\",b\n"
    #expect(
      heard(Array(text.utf8), limits: limits, chunkLength: { chunk }) == [
        .fault(DelimitedFault(.fieldTooLong, line: 1)), .row(line: 2, ["ok"]),
        .row(line: 3, ["1234567890", "123456789"]), .fault(DelimitedFault(.rowTooLong, line: 4)),
        .row(line: 5, ["1", "2", "3", "4"]), .fault(DelimitedFault(.tooManyFields, line: 6)),
        .fault(DelimitedFault(.fieldTooLong, line: 7)),
      ])
  }

  @Test("an open quote costs no more memory than the longest field, and its line") func runawayQuote() {
    var limits = DelimitedLimits()
    limits.fieldBytes = 64
    limits.rowBytes = 200
    let text = "a,\"b\n" + String(repeating: "c,d\n", count: 100)
    let result = heard(Array(text.utf8), limits: limits, chunkLength: { 5 })
    #expect(result.first == .fault(DelimitedFault(.fieldTooLong, line: 1)))
    #expect(result.count == 101)
    #expect(result.last == .row(line: 101, ["c", "d"]))
  }

  @Test("a field that is not UTF-8 has bytes but no text") func notUTF8() {
    var reader = DelimitedReader()
    reader.append([0x61, 0x2C, 0xFF, 0x2C].span)
    reader.endInput()
    #expect(reader.next() == .row)
    #expect(reader.fieldCount == 3)
    #expect(reader.text(0) == "a")
    #expect(reader.text(1) == nil)
    #expect(reader.withField(1) { $0[0] } == 0xFF)
    #expect(reader.isEmpty(2) && !reader.isEmpty(1))
    #expect(reader.texts == ["a", "\u{FFFD}", ""])
    #expect(reader.next() == .end)
  }
}

extension DelimitedReaderTests {
  @Test(
    "quotes behind a backslash, as Personalize writes them, wherever chunks end",
    arguments: [
      (#""a \"b\"",c"#, [#"a "b""#, "c"]), (#""a ""b""",c"#, [#"a "b""#, "c"]), (#""\\",c"#, [#"\"#, "c"]),
      (#""\\\"",c"#, [#"\""#, "c"]), (#""a\b",c"#, [#"a\b"#, "c"]), (#"a\b,c"#, [#"a\b"#, "c"]),
      ("\"x\\\"\ny\",c", ["x\"\ny", "c"]), (#""\\""",c"#, [#"\""#, "c"]),
    ] as [(String, [String])])
  func escapedQuotes(text: String, cells: [String]) {
    for size in 1...text.utf8.count {
      var reader = DelimitedReader(quotes: .doubledOrEscaped)
      var rest = Array(text.utf8)[...]
      var step = reader.next()
      while step == .needsBytes {
        if rest.isEmpty { reader.endInput() } else { reader.append(Array(rest.prefix(size)).span) }
        rest = rest.dropFirst(size)
        step = reader.next()
      }
      #expect(step == .row && reader.texts == cells, "\(text) in chunks of \(size)")
    }
  }
}
