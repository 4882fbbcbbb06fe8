import Measures
import Pricing
import Testing

@Suite("Usage as CSV")
struct UsageCSVTests {
  private func read(_ text: String) -> (usage: Usage, findings: [Finding]) {
    UsageCSV.usage(from: Array(text.utf8), source: "usage.csv")
  }
  private let plain = """
    resource,meter,start,end,quantity,unit
    legacy:shop,minProvisionedTPS,2026-12-01,2026-12-02,1,TPS
    data,ingestedGB,2026-12-01T00:00:00Z,2026-12-01T09:00:00+09:00,2.5,GB
    v2:shop,requests,2026-12-01,2026-12-01T00:05:00Z,1_000,requests

    """

  @Test("rows are read with their times, quantities and units, singular or plural")
  func reading() throws {
    let (usage, findings) = read(plain)
    #expect(findings.isEmpty)
    #expect(
      usage.rows == [
        row("legacy:shop", .minProvisionedTPS, "1", from: 0, to: 24), row("data", .ingestedGB, "2.5"),
        row("v2:shop", .requests, "1000", from: 0, to: 1.0 / 12),
      ])
  }

  @Test("columns in any order, more columns, quotes, CRLF, a byte-order mark and no last newline make no difference")
  func forms() {
    let rows = read(plain).usage.rows
    let reordered = plain.split(separator: "\n", omittingEmptySubsequences: true).enumerated().map { index, line in
      let cells = line.split(separator: ",").map { "\"\($0)\"" }
      return ([index == 0 ? "note" : "any thing"] + cells.reversed()).joined(separator: ",")
    }
    #expect(read(reordered.joined(separator: "\r\n")).usage.rows == rows)
    #expect(read(reordered.joined(separator: "\r\n")).findings.isEmpty)
    #expect(read("\u{FEFF}" + plain.split(separator: "\n").joined(separator: "\r\n") + "\r\n\r\n").usage.rows == rows)
  }

  @Test("every kind of wrong row is found, all at once, with its line, and the good rows are kept")
  func wrongRows() {
    let (usage, findings) = read(
      """
      resource,meter,start,end,quantity,unit
      a,ingestedGB,2026-12-01,2026-12-02,1,GB
      a,ingestedTB,2026-12-01,2026-12-02,1,GB
      a,ingestedGB,yesterday,2026-12-02,1,GB
      a,ingestedGB,2026-12-02,2026-12-01,1,GB
      a,ingestedGB,2026-12-01,2026-12-02,-1,GB
      a,ingestedGB,2026-12-01,2026-12-02,nan,GB
      a,ingestedGB,2026-12-01,2026-12-02,1e400,GB
      a,ingestedGB,2026-12-01,2026-12-02,,GB
      a,ingestedGB,2026-12-01,2026-12-02,1,MB
      ,ingestedGB,2026-12-01,2026-12-02,1,GB
      a,ingestedGB,2026-12-01,2026-12-02,1

      a,ingestedGB,2026-12-01,2026-12-02,1,000,GB
      a,ingestedGB,0001-01-01,9999-12-31,1,GB
      a,ingestedGB,2026-12-01,2026-12-02,2,GB
      """)
    #expect(usage.rows.map { $0.quantity.text() } == ["1", "2"])
    #expect(
      findings.map { "\($0.place) \($0.code)" } == [
        "row(3) unknown-meter", "row(4) wrong-time", "row(5) wrong-time", "row(6) wrong-quantity",
        "row(7) wrong-quantity", "row(8) wrong-quantity", "row(9) wrong-quantity", "row(10) wrong-unit",
        "row(11) no-resource", "row(12) wrong-field-count", "row(14) wrong-field-count", "row(15) wrong-time",
      ])
    #expect(findings.allSatisfy { $0.severity == .error && $0.source == "usage.csv" && !$0.message.isEmpty })
    #expect(findings.first?.description.hasPrefix("usage.csv:3: error: `ingestedTB` is no meter.") == true)
  }

  @Test("missing columns are named, and nothing is read")
  func missingColumns() {
    let (usage, findings) = read("resource,meter,begin,end,quantity\na,ingestedGB,2026-12-01,2026-12-02,1\n")
    #expect(usage.rows.isEmpty && findings.map(\.code) == ["missing-column"])
    #expect(findings[0].message == "The header lacks start, unit.")
    #expect(read("").findings.map(\.code) == ["missing-column"])
    #expect(read("resource,meter,start,end,quantity,unit\n").findings.map(\.code) == ["empty"])
  }

  @Test("a file of another kind gives a hundred findings at most, bytes of any value none of them a crash")
  func hostile() {
    let wrong = "resource,meter,start,end,quantity,unit\n" + String(repeating: "x\n", count: 5000)
    #expect(read(wrong).findings.count == 100)
    var dice = Dice(4)
    for _ in 0..<200 {
      let head = Array("resource,meter,start,end,quantity,unit\n".utf8)
      let bytes = head + (0..<dice.roll(0...200)).map { _ in UInt8(dice.roll(0...255)) }
      #expect(UsageCSV.usage(from: bytes, source: "x").usage.rows.isEmpty)
    }
  }
}
