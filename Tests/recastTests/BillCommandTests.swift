import Foundation
import TestSupport
import Testing

@Suite("Bills on the command line")
struct BillCommandTests {
  private let header = "resource,meter,start,end,quantity,unit\n"

  private func file(_ name: String, _ text: String, in folder: String) throws -> String {
    let path = "\(folder)/\(name)"
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  /// Small enough to be played in a moment.
  private let scenarioText =
    tinyScenario
    + "  synthetic: {users: 300 users, items: 50 items, events: 6000 events, days: 30 days, start: 2026-09-01}\n"

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private var idle: String {
    header + "legacy:shop,minProvisionedTPS,2026-12-01T00:00:00Z,2026-12-31T00:00:00Z,1,TPS\n"
      + "data,ingestedGB,2026-12-01T00:00:00Z,2026-12-02T00:00:00Z,3,GB\n"
  }

  @Test("every printed line sums to the total, in dollars and in won, with tax beside it") func currencies() throws {
    try withScratch { folder in
      let usage = try file("usage.csv", idle, in: folder)
      let dollars = try object(try Program("bill", usage, "--json").output)
      #expect(dollars["total"] as? String == "144.150000000000")
      let won = try object(
        try Program(
          "bill", usage, "--currency", "KRW", "--exchange-rate", "1390.5", "--exchange-date", "2026-11-20", "--vat",
          "10%",
          "--json"
        ).output)
      #expect(won["currency"] as? String == "KRW" && won["total"] as? String == "200440.575000000000")
      let vat = try #require(won["vat"] as? [String: Any])
      #expect(vat["amount"] as? String == "20044.057500000000")
      let lines = try #require(won["lines"] as? [[String: Any]])
      let sum = lines.compactMap { ($0["amount"] as? String).flatMap { Decimal(string: $0) } }.reduce(0, +)
      #expect(sum == Decimal(string: "200440.575"))
      let noRate = try Program("bill", usage, "--currency", "KRW")
      #expect(noRate.status == 2 && noRate.output.isEmpty && noRate.errors.contains("exchange rate"))
    }
  }

  @Test("options for window, other usage and free tier change the bill as stated") func terms() throws {
    try withScratch { folder in
      let usage = try file("usage.csv", idle, in: folder)
      func total(_ options: String...) throws -> String? {
        try object(try Program(["bill", usage, "--json"] + options).output)["total"] as? String
      }
      // 720 TPS-hours above 19,900: 100 at 0.20 and 620 at 0.10.
      #expect(try total("--other-usage", "tpsHours=19900") == "82.150000000000")
      // 50 TPS-hours and all 3 GB are free.
      #expect(try total("--free-tier-from", "2026-12") == "134.000000000000")
      #expect(try total("--free-tier-from", "2026-09") == "144.150000000000")
      #expect(try total("--window", "started 1 h") == "144.150000000000")
      #expect(try Program("bill", usage, "--window", "2 h").status == 2)
      #expect(try Program("bill", usage, "--other-usage", "requests=1").status == 2)
    }
  }

  @Test("a price that is missing is a gap, a partial total and status 1, in every form of output") func gaps() throws {
    try withScratch { folder in
      let usage = try file(
        "usage.csv", idle + "batch,themeRequests,2026-12-01T00:00:00Z,2026-12-01T00:00:00Z,1000,requests\n", in: folder)
      for form in [[], ["--json"], ["--csv"], ["--focus"]] {
        let run = try Program(["bill", usage] + form)
        #expect(run.status == 1 && run.errors.contains("themeRequests"), "\(form)")
      }
      #expect(try Program("bill", usage).output.contains("no price"))
      let json = try object(try Program("bill", usage, "--json").output)
      #expect(json["partial"] as? Bool == true && json["gaps"] as? [String] == ["themeRequests"])
      #expect(try Program("bill", usage, "--csv").output.contains("themeRequests,1000,request,,,,USD"))
    }
  }

  @Test("FOCUS rows have all mandatory columns of 1.2 and sum to the bill, a row a band") func focus() throws {
    try withScratch { folder in
      let usage = try file(
        "usage.csv", header + "legacy:a,tpsHours,2026-12-01T00:00:00Z,2026-12-01T00:00:00Z,250000,TPS-hours\n",
        in: folder)
      let rows = try Program("bill", usage, "--focus", "--account", "123456789012").output
        .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
      let mandatory = [
        "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd",
        "BillingPeriodStart", "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargePeriodEnd",
        "ChargePeriodStart", "ContractedCost", "EffectiveCost", "InvoiceIssuerName", "ListCost", "PricingQuantity",
        "PricingUnit", "ProviderName", "PublisherName", "ServiceCategory", "ServiceName",
      ]
      let header = rows[0].map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(mandatory.allSatisfy(header.contains))
      #expect(header.allSatisfy { $0.hasPrefix("x_") || $0.first?.isUppercase == true })
      let cost = try #require(header.firstIndex(of: "BilledCost"))
      #expect(rows.count == 4)
      #expect(rows.dropFirst().compactMap { Decimal(string: $0[cost]) } == [4000, 18_000, 2500])
    }
  }

  @Test("a scenario's plans are priced, and another card's difference adds up") func scenario() throws {
    try withScratch { folder in
      let path = try file("tiny.yaml", scenarioText, in: folder)
      let all = try Program("bill", path, "--json")
      #expect(all.status == 0)
      let plans = try #require(try object(all.output)["plans"] as? [[String: Any]])
      #expect(plans.compactMap { $0["plan"] as? String } == ["batch", "popular"])
      let one = try object(try Program("bill", path, "--plan", "batch", "--json").output)
      #expect(one["total"] as? String == plans[0]["total"] as? String)
      let difference = try object(
        try Program("bill", "--diff", "us-east-1", "ap-northeast-2", path, "--json").output)
      let batch = try #require((difference["plans"] as? [[String: Any]])?.first)
      func amount(_ key: String) -> Decimal? { (batch[key] as? String).flatMap { Decimal(string: $0) } }
      #expect(try #require(amount("after")) - #require(amount("before")) == amount("change"))
      #expect(batch["before"] as? String == one["total"] as? String)
      #expect(try Program("bill", path, "--plan", "none").status == 2)
    }
  }

  @Test("an account's other usage and a free tier of a scenario hold in the run's own bill") func account() throws {
    try withScratch { folder in
      let terms = """
        account: {otherUsage: {batchRequestsV2: "5,000 requests"}, freeTierFrom: 2027-02}
        billing: {currency: KRW, vat: 10 %}
        \(scenarioText)
        """
      let refused = try Program("bill", try file("wrong.yaml", terms, in: folder))
      #expect(refused.status == 2 && refused.errors.contains("billing.currency"))
      let good = terms.replacingOccurrences(
        of: "currency: KRW", with: "exchangeRate: \"1,390 KRW / USD\", exchangeRateDate: 2026-11-20")
      let path = try file("good.yaml", good, in: folder)
      let plain = try object(
        try Program("bill", try file("tiny.yaml", scenarioText, in: folder), "--plan", "batch", "--json").output)
      let free = try object(try Program("bill", path, "--plan", "batch", "--json").output)
      #expect(free["currency"] as? String == "USD" && free["vat"] != nil)
      let (with, without) = (free["total"] as? String ?? "", plain["total"] as? String ?? "")
      #expect(try #require(Decimal(string: with)) < #require(Decimal(string: without)))
      #expect(
        try object(try Program("bill", path, "--currency", "KRW", "--json").output)["currency"] as? String == "KRW")
    }
  }

  @Test("usage of a month before its price was in force is priced, and said") func early() throws {
    try withScratch { folder in
      let row = "table,dynamoDBWriteUnits,2024-10-01T00:00:00Z,2024-10-02T00:00:00Z,1000000,request units\n"
      let run = try Program("bill", try file("old.csv", header + row, in: folder))
      #expect(run.status == 0 && run.errors.contains("in force from 2024-11-01"))
      let json = try object(try Program("bill", folder + "/old.csv", "--json").output)
      #expect((json["pricesUsedEarly"] as? [[String: Any]])?.first?["month"] as? String == "2024-10")
    }
  }

  @Test("cards and meters are listed for machines, compared, and old ones are called so") func rates() throws {
    let meters = try JSONSerialization.jsonObject(with: Data(try Program("rates", "meters", "--json").output.utf8))
    #expect((meters as? [[String: Any]])?.contains { $0["meter"] as? String == "segmentDatasetUsers" } == true)
    #expect(try Program("rates", "list", "--max-card-age=-1").output.contains(" old"))
    #expect(try Program("rates", "show", "us-east-1", "--max-card-age=-1").errors.contains("days ago"))
    let difference = try Program("rates", "diff", "us-east-1", "ap-northeast-2")
    #expect(difference.status == 0 && difference.output.contains("+8.7 %") && !difference.output.contains("tpsHours"))
    #expect(try Program("rates", "diff", "us-east-1", "us-east-1").output.contains("the same"))
  }
}
