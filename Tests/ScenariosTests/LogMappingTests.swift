import Interactions
import Measures
import Scenarios
import TestSupport
import Testing

@Suite("Mapping files") struct LogMappingTests {
  func read(_ text: String) -> (mapping: LogMapping?, findings: [Finding]) {
    LogMappingReading.mapping(fromYAML: text, source: "map.yaml") {
      $0 == "Asia/Seoul" ? TimeZoneRule(offsetSeconds: 32_400) : nil
    }
  }

  @Test("the example in docs reads a file")
  func example() throws {
    let (mapping, findings) = read(ProjectFiles.text("docs/mapping.yaml"))
    #expect(findings.isEmpty)
    let reading = readLog(
      Array("sku,customer_id,amount,bought_at\ns1,c1,9.5,01/03/2024 09:00\n".utf8), source: "shop.csv",
      options: LogOptions(mapping: try #require(mapping)))
    #expect(reading.log.users == ["c1"] && reading.log.items == ["s1"] && reading.log.eventTypes == ["purchase"])
    #expect(reading.log.timestamps == [1_709_251_200] && reading.log.values == [9.5])
  }

  @Test("all that is wrong is told at once, with its key")
  func findings() {
    let (mapping, findings) = read(
      """
      columns: {user: 0, itm: x, timestamp: t}
      separator: "§"
      header: yes
      time: {format: yy-MM, zone: Mars}
      """)
    #expect(mapping == nil)
    let paths = findings.compactMap { if case .key(let path, _) = $0.place { path } else { nil } }
    #expect(
      paths.sorted() == [
        "columns.item", "columns.itm", "columns.user", "header", "separator", "time.format", "time.zone",
      ])
  }
}
