import Interactions
import Measures
import Testing

@Suite("Timestamps of logs")
struct TimestampTests {
  private let header = "USER_ID,ITEM_ID,TIMESTAMP\n"

  @Test(
    "finer units are told by their size and divided",
    arguments: [(1, ""), (1_000, "milliseconds"), (1_000_000, "microseconds"), (1_000_000_000, "nanoseconds")])
  func units(perSecond: Int64, name: String) {
    let seconds: [Int64] = [978_300_760, 1_259_653_500, 1_700_000_000, 4_102_444_800]
    let reading = read(header + seconds.map { "u,i,\($0 * perSecond + perSecond / 2)\n" }.joined())
    #expect(Array(reading.log.timestamps) == seconds)
    #expect(reading.rowsBad == 0)
    #expect(reading.findings.map(\.code) == (name.isEmpty ? [] : ["timestamp-unit"]))
    if let finding = reading.findings.first { #expect(finding.message.contains(name)) }
  }

  @Test("the unit is that of most rows, wherever the others stand; the others are bad")
  func mixedUnits() {
    let mixed = read(header + "u,a,1700000000\nu,b,1700000001000\nu,c,1700000002000\n")
    #expect(mixed.log.timestamps == [1_700_000_001, 1_700_000_002])
    #expect(mixed.log.items == ["b", "c"])
    #expect(mixed.faults == [RowFaultCount(fault: .otherTimestampUnit, rows: 1)])
    #expect(mixed.findings.contains { $0.place == .row(2) })
  }

  @Test("ISO 8601 text stands beside numbers of any unit")
  func text() {
    let reading = read(
      header + "u,a,2023-11-14T22:13:20Z\nu,b,2023-11-15 07:13:21.9+09:00\nu,c,1700000002000\nu,d,2023-11-15\n")
    #expect(reading.log.timestamps == [1_700_000_000, 1_700_000_001, 1_700_000_002, 1_700_006_400])
    #expect(reading.findings.map(\.code) == ["timestamp-unit", "timestamp-text"])
  }
}
