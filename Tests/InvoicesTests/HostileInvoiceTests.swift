import Invoices
import Measures
import Testing

@Suite("Hostile billing exports") struct HostileInvoiceTests {
  @Test("each wrong row is found, with its row, and the others are kept") func wrongRows() {
    let rows = [
      SampleReport.row(), SampleReport.row(amount: "NaN"), SampleReport.row(cost: "inf"),
      SampleReport.row(cost: "0x10"), SampleReport.row(cost: "1,000"), SampleReport.row(cost: ""),
      SampleReport.row(amount: ""), SampleReport.row(start: "2026-11-31T00:00:00Z"), SampleReport.row(end: "yesterday"),
      SampleReport.row(start: "2026-11-03T05:00:00Z", end: "2026-11-02T05:00:00Z"),
      SampleReport.row(start: "0026-11-03T05:00:00Z"), SampleReport.row(period: "November"),
      SampleReport.row(currency: "dollars"), SampleReport.row(usageType: ""), SampleReport.row(rate: "free"),
      SampleReport.row(cost: "1e99"), SampleReport.row(cost: "1e-100"), SampleReport.row(amount: "1e16"),
      SampleReport.row(operation: String(repeating: "o", count: 2049)), "one,two\n", SampleReport.row(),
    ]
    let reading = invoice(SampleReport.text(rows))
    #expect(
      reading.codes == [
        "bad-quantity:3", "bad-cost:4", "bad-cost:5", "field-count:6", "bad-cost:7", "bad-quantity:8", "bad-time:9",
        "bad-time:10", "bad-time:11", "bad-time:12", "bad-time:13", "bad-currency:14", "no-usage-type:15",
        "bad-cost:16",
        "bad-cost:17", "bad-cost:18", "bad-quantity:19", "long-text:20", "field-count:21",
      ])
    #expect(reading.lines.map(\.rows) == [2] && reading.rowsRead == 21 && reading.rowsBad == 19)
  }

  @Test("of many wrong rows fifty are shown and all counted") func cap() {
    let reading = invoice(SampleReport.text((0..<500).map { _ in SampleReport.row(cost: "nan") }))
    #expect(reading.findings.count == 50 && reading.rowsBad == 500)
  }

  @Test("usage below nothing is a correction that stands apart, and is said") func negativeUsage() {
    let rows = [SampleReport.row(), SampleReport.row(amount: "-0.5", cost: "-0.1")]
    let reading = invoice(SampleReport.text(rows))
    #expect(reading.codes == ["negative-usage"] && !reading.findings.hasErrors)
    #expect(reading.total(.usage) == "0.200000000000" && reading.total(.refund) == "-0.100000000000")
  }

  @Test("an open quote is told with its row; text that is not UTF-8 is no name") func brokenText() {
    let open = invoice(SampleReport.text([SampleReport.row(), SampleReport.row(description: "\"never closed"), "z"]))
    // The next quote, of the row's last cell, closes it in the middle of a word.
    #expect(open.codes == ["text-after-quote:3", "field-count:4"])
    #expect(open.lines.count == 1)
    var bytes = Array(SampleReport.text([SampleReport.row(resource: "@")]).utf8)
    if let place = bytes.lastIndex(of: UInt8(ascii: "@")) { bytes[place] = 0xC3 }
    #expect(invoice(bytes).codes == ["not-utf-8:2"])
  }

  @Test(
    "a file that is none is told by its header alone",
    arguments: [
      ("", ["empty"]), ("\n\n", ["empty"]), ("a,b\n1,2\n", ["unknown-format:1"]),
      ("PAR1\u{15}\u{4}\n", ["unknown-format:1"]),
      ("\"line_item_usage_type", ["open-quote:1"]),
      (SampleReport.snakeHeader + ",lineItem/UsageType\n", ["repeated-column:1"]),
    ])
  func notAnInvoice(text: String, codes: [String]) {
    let reading = invoice(text)
    #expect(reading.codes == codes && reading.lines.isEmpty)
  }

  @Test("lines are bounded, rows are not") func bounds() {
    let same = SampleReport.text((0..<5000).map { SampleReport.row(id: "\($0)") })
    #expect(invoice(same, mostLines: 1).lines.map(\.rows) == [5000])
    let different = SampleReport.text((0..<5).map { SampleReport.row(resource: "\($0)") })
    let reading = invoice(different, mostLines: 4)
    #expect(reading.codes == ["too-many-lines"] && reading.lines.isEmpty)
  }

  @Test("whatever bytes change, reading ends, each row is accounted for, and chunks make no difference")
  func mutations() {
    let good = Array(
      SampleReport.text([
        SampleReport.row(), SampleReport.row(type: "Tax", amount: ""), SampleReport.row(product: "AmazonS3"),
        SampleReport.row(currency: "EUR"), SampleReport.row(start: "2026-11-04T00:00:00Z", end: ""),
      ]).utf8)
    let spice = Array("\",\n\r0-9.eEé\0/_".utf8)
    for seed in 0..<2000 as Range<UInt64> {
      var state = seed
      func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
      }
      var bytes = good
      for _ in 0...below(6) {
        let place = below(bytes.count)
        switch below(3) {
        case 0: bytes[place] = spice[below(spice.count)]
        case 1: bytes.insert(spice[below(spice.count)], at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(20)))
        }
      }
      let reading = invoice(bytes)
      let cut = invoice(bytes, chunk: 1 + below(40))
      #expect(reading.lines == cut.lines && reading.findings == cut.findings, "seed \(seed)")
      if reading.findings.allSatisfy({ $0.place != .row(1) }) {
        let kept = reading.lines.reduce(0) { $0 + $1.rows }
        #expect(kept + reading.rowsBad + reading.rowsOfOtherServices == reading.rowsRead, "seed \(seed)")
      }
    }
  }
}
