import Foundation
import TestSupport
import Testing

@Suite("Reconciling a bill on the command line") struct BillReconcileTests {
  private func write(_ text: String, _ path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

  private static let header =
    "bill/InvoiceId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,"
    + "lineItem/UsageType,lineItem/UsageAmount,lineItem/CurrencyCode,lineItem/UnblendedRate,lineItem/UnblendedCost,"
    + "product/regionCode\n"

  /// A day of November 2026.
  private func row(_ day: Int, _ usageType: String, _ amount: String, _ cost: String, rate: String = "") -> String {
    func date(_ day: Int) -> String { day == 31 ? "2026-12-01" : "2026-11-\(day < 10 ? "0" : "")\(day)" }
    return
      "77,Usage,\(date(day))T00:00:00Z,\(date(day + 1))T00:00:00Z,AmazonPersonalize,USE1-\(usageType),\(amount),USD,"
      + "\(rate),\(cost),us-east-1\n"
  }

  /// An idle campaign at a floor of 1 TPS for November, a training, and a tax.
  private func bill(_ more: String = "") -> String {
    Self.header + (1...30).map { row($0, "TPS-hours", "24.0000000000", "4.8000000000") }.joined()
      + row(8, "TrainingHour", "53.9", "12.936")
      + "77,Tax,2026-11-01T00:00:00Z,2026-11-30T23:59:59Z,AmazonPersonalize,,,USD,,15.69,\n" + more
  }

  private func json(_ program: Program) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(program.output.utf8)) as? [String: Any])
  }

  @Test("an invoice that agrees: status 0, totals by meter, the tax apart") func agrees() throws {
    try withScratch { scratch in
      try write(bill(), scratch + "/cur.csv")
      let text = try Program("bill", "reconcile", "--cur", scratch + "/cur.csv")
      #expect(text.status == 0, "\(text.errors)")
      #expect(text.output.contains("agrees 31") && text.output.contains("2026-11  tax"))
      let result = try json(Program("bill", "reconcile", "--cur", scratch + "/cur.csv", "--json"))
      let total = result["total"] as? [String: Any]
      #expect(
        total?["invoiced"] as? String == "156.936000000000" && total?["difference"] as? String == "0.000000000000")
      #expect(result["isHeld"] as? Bool == true && (result["lines"] as? [Any])?.count == 31)
      #expect((result["charges"] as? [[String: Any]])?.first?["cause"] as? String == "tax")
      let csv = try Program("bill", "reconcile", "--cur", scratch + "/cur.csv", "--csv")
      #expect(csv.status == 0 && csv.output.split(separator: "\n").count == 32)
    }
  }

  @Test("a price that the card does not have is open until it is accepted; so is what has no cause")
  func differences() throws {
    try withScratch { scratch in
      try write(bill(row(9, "TrainingHour", "10", "12.6", rate: "1.26")), scratch + "/changed.csv")
      let changed = try Program("bill", "reconcile", "--cur", scratch + "/changed.csv")
      #expect(changed.status == 1 && changed.output.contains("price changed (open)"))
      #expect(changed.errors.contains("10.20 USD are open (price changed 10.20)"), "\(changed.errors)")
      let accepted = ["bill", "reconcile", "--cur", scratch + "/changed.csv", "--accept", "price-changed"]
      #expect(try Program(accepted + ["--tolerance", "0%"]).status == 0)
      try write(bill(row(9, "TrainingHour", "10", "5.13")), scratch + "/strange.csv")
      let strange = try Program("bill", "reconcile", "--cur", scratch + "/strange.csv")
      #expect(strange.status == 1 && strange.errors.contains("2.73 USD are open (unexplained 2.73)"))
      #expect(try Program("bill", "reconcile", "--cur", scratch + "/strange.csv", "--tolerance", "2%").status == 0)
    }
  }

  @Test("lines of a region without a card, of another currency or unit end with status 1 and the reason")
  func unchecked() throws {
    try withScratch { scratch in
      let eu = row(9, "TPS-hours", "720", "0.01").replacing("us-east-1", with: "eu-west-9")
      try write(bill(eu), scratch + "/region.csv")
      let region = try Program("bill", "reconcile", "--cur", scratch + "/region.csv")
      #expect(region.status == 1 && region.errors.contains("No card for eu-west-9: 1 line not checked."))
      #expect(
        try Program("bill", "reconcile", "--cur", scratch + "/region.csv", "--accept", "no-card").status == 0)
      try write(bill(row(9, "TrainingHour", "10", "2.4").replacing(",USD,", with: ",EUR,")), scratch + "/euro.csv")
      let euro = try Program("bill", "reconcile", "--cur", scratch + "/euro.csv")
      #expect(euro.status == 1 && euro.errors.contains("1 line in EUR not checked"))
    }
  }

  @Test("a lower band is open until other usage is stated") func otherUsage() throws {
    try withScratch { scratch in
      try write(Self.header + row(9, "TPS-hours", "720", "36"), scratch + "/cur.csv")
      let options = ["bill", "reconcile", "--cur", scratch + "/cur.csv"]
      let alone = try Program(options)
      #expect(alone.status == 1 && alone.errors.contains("--other-usage"), "\(alone.errors)")
      #expect(try Program(options + ["--other-usage", "tpsHours=200000"]).status == 0)
    }
  }

  @Test("days that agree are one line of the text, each a line where asked for; JSON and CSV have all") func folding()
    throws
  {
    try withScratch { scratch in
      try write(bill(), scratch + "/cur.csv")
      let options = ["bill", "reconcile", "--cur", scratch + "/cur.csv"]
      let folded = try Program(options)
      #expect(folded.output.contains("2026-11-01…30  us-east-1  tpsHours") && folded.output.contains(" 144.0000 USD "))
      #expect(!folded.output.contains("2026-11-02"))
      let days = try Program(options + ["--by", "day"])
      #expect(days.output.contains("2026-11-02") && !days.output.contains("…30"))
    }
  }

  @Test("an unknown usage type ends with status 1 until it is mapped") func unknown() throws {
    try withScratch { scratch in
      try write(bill(row(9, "Batch-Requests", "20000", "3")), scratch + "/cur.csv")
      let unknown = try Program("bill", "reconcile", "--cur", scratch + "/cur.csv")
      #expect(unknown.status == 1 && unknown.errors.contains("USE1-Batch-Requests"))
      let mapped = try Program(
        "bill", "reconcile", "--cur", scratch + "/cur.csv", "--map", "USE1-Batch-Requests=batchRequestsV2")
      #expect(mapped.status == 0, "\(mapped.errors)")
    }
  }

  @Test("beside a forecast: errors, coverage with n, and the floor as cause") func forecast() throws {
    try withScratch { scratch in
      try write(bill(), scratch + "/cur.csv")
      try write(
        "resource,meter,start,end,quantity,unit\n"
          + "legacy:shop,tpsHours,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,45,TPS-hour\n"
          + "shop,trainingHours,2026-11-08T00:00:00Z,2026-11-09T00:00:00Z,53.9,training-hour\n", scratch + "/usage.csv")
      let forecast = try Program("bill", scratch + "/usage.csv", "--rates", "us-east-1", "--json")
      try write(forecast.output, scratch + "/forecast.json")
      let program = try Program(
        "bill", "reconcile", "--cur", scratch + "/cur.csv", "--forecast", scratch + "/forecast.json", "--json")
      #expect(program.status == 0, "\(program.errors)")
      let test = try #require(try json(program)["backTest"] as? [String: Any])
      let summary = test["summary"] as? [String: Any]
      #expect(summary?["n"] as? Int == 2 && summary?["coverage"] as? Double == 0.5)
      #expect(summary?["error"] as? String == "135.000000000000")
      #expect((test["lines"] as? [[String: Any]])?.map { $0["cause"] as? String } == ["agrees", "floor"])
      #expect(try Program("bill", "reconcile", "--cur", scratch + "/cur.csv", "--plan", "x").status == 2)
      let facts = ["--forecast", "reports/corner-shop/facts.json"]
      let several = try Program(["bill", "reconcile", "--cur", scratch + "/cur.csv"] + facts)
      #expect(several.status == 2 && several.errors.contains("give one of"))
      let other = try Program(["bill", "reconcile", "--cur", scratch + "/cur.csv", "--plan", "batch"] + facts)
      #expect(other.status == 1 && other.output.contains("In the file and not forecast: 2026-11"))
      #expect(other.errors.contains("Nothing of the forecast could be compared"))
      // A month of which the file has one day is none, closed or not, unless it is said to be whole.
      try write(Self.header + row(8, "TrainingHour", "53.9", "12.936"), scratch + "/day.csv")
      let day = ["bill", "reconcile", "--cur", scratch + "/day.csv", "--forecast", scratch + "/forecast.json"]
      let part = try Program(day)
      #expect(
        part.status == 1 && part.errors.contains("--whole-month") && part.output.contains("rows for 1 of 30 days"))
      let whole = try Program(day + ["--whole-month", "2026-11"])
      #expect(whole.status == 0 && whole.output.contains("at your word"), "\(whole.errors)")
      #expect(try Program(day + ["--whole-month", "2026-10"]).status == 2)
    }
  }

  @Test("what recast writes as FOCUS is proven to the last digit against the bill it was written from")
  func roundTrip() throws {
    try withScratch { scratch in
      try write(
        "resource,meter,start,end,quantity,unit\n"
          + "legacy:shop,minProvisionedTPS,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,40.123,TPS\n"
          + "v2:shop,batchRequestsV2,2026-11-08T00:00:00Z,2026-11-09T00:00:00Z,1234567,request\n"
          + "shop,ingestedGB,2026-11-08T00:00:00Z,2026-11-09T00:00:00Z,3.123456789,GB\n", scratch + "/usage.csv")
      let focus = try Program("bill", scratch + "/usage.csv", "--rates", "us-east-1", "--focus")
      try write(focus.output, scratch + "/focus.csv")
      try write(
        Program("bill", scratch + "/usage.csv", "--rates", "us-east-1", "--json").output, scratch + "/bill.json")
      let program = try Program(
        "bill", "reconcile", "--cur", scratch + "/focus.csv", "--forecast", scratch + "/bill.json", "--json",
        "--tolerance", "0%")
      #expect(program.status == 0, "\(program.errors)")
      let result = try json(program)
      #expect((result["total"] as? [String: Any])?["absoluteDifference"] as? String == "0.000000000000")
      let summary = (result["backTest"] as? [String: Any])?["summary"] as? [String: Any]
      #expect(summary?["absoluteError"] as? String == "0.000000000000" && summary?["inside"] as? Int == 3)
    }
  }

  @Test("what recast writes as FOCUS in won is compared in the card's dollars") func wonRoundTrip() throws {
    try withScratch { scratch in
      try write(
        "resource,meter,start,end,quantity,unit\n"
          + "shop,ingestedGB,2026-11-08T00:00:00Z,2026-11-09T00:00:00Z,3.123456789,GB\n", scratch + "/usage.csv")
      let focus = try Program(
        "bill", scratch + "/usage.csv", "--rates", "us-east-1", "--focus", "--currency", "KRW", "--exchange-rate",
        "1390.5", "--exchange-date", "2026-11-20")
      try write(focus.output, scratch + "/focus.csv")
      let program = try Program("bill", "reconcile", "--cur", scratch + "/focus.csv", "--tolerance", "0%")
      #expect(program.status == 0, "\(program.errors)")
      #expect(program.output.contains("PricingCurrencyEffectiveCost: 1 of"))
    }
  }

  @Test("gzip is read whatever its name is; a file that is cut off or absent ends with status 3") func files() throws {
    try withScratch { scratch in
      try write(bill(), scratch + "/cur.csv")
      let gzip = Process()
      gzip.executableURL = URL(filePath: "/bin/gzip")
      gzip.arguments = [scratch + "/cur.csv"]
      try gzip.run()
      gzip.waitUntilExit()
      let packed = try Data(contentsOf: URL(filePath: scratch + "/cur.csv.gz"))
      try packed.write(to: URL(filePath: scratch + "/report"))
      #expect(try Program("bill", "reconcile", "--cur", scratch + "/report").status == 0)
      try packed.dropLast(20).write(to: URL(filePath: scratch + "/cut"))
      let cut = try Program("bill", "reconcile", "--cur", scratch + "/cut")
      #expect(cut.status == 3 && cut.errors.contains("ends too early") && cut.output.isEmpty)
      #expect(try Program("bill", "reconcile", "--cur", scratch + "/none").status == 3)
    }
  }

  @Test("wrong rows and wrong options end with status 2, all wrong rows at once") func wrongInput() throws {
    try withScratch { scratch in
      try write(bill(row(2, "TPS-hours", "NaN", "1") + row(3, "TPS-hours", "1", "x")), scratch + "/bad.csv")
      let bad = try Program("bill", "reconcile", "--cur", scratch + "/bad.csv")
      #expect(bad.status == 2 && bad.errors.contains("bad.csv:34:") && bad.errors.contains("bad.csv:35:"))
      try write("a,b\n1,2\n", scratch + "/other.csv")
      #expect(try Program("bill", "reconcile", "--cur", scratch + "/other.csv").status == 2)
      try write(bill(), scratch + "/cur.csv")
      for options in [
        ["--tolerance", "lots"], ["--map", "x"], ["--map", "x=y"], ["--map", "x=requests"], ["--service", "Amazon"],
        ["--json", "--csv"], ["--pro-rata"], ["--whole-month", "2026-11"], ["--accept", "unexplained"],
        ["--other-usage", "requests=3"], ["--by", "week"], ["--rates", "nowhere"],
      ] {
        let program = try Program(["bill", "reconcile", "--cur", scratch + "/cur.csv"] + options)
        #expect(program.status == 2 && program.output.isEmpty, "\(options)")
      }
    }
  }
}
