import Measures
import PriceLists
import Pricing
import Testing

@Suite("Rate cards from offer files") struct CardImportTests {
  static let today = CivilDate(daysSinceEpoch: 20_789)  // 2026-12-02

  func money(_ text: String) throws -> Money { try #require(Money(decimal: text)) }

  /// One product of a service with a flat price, or the bands given.
  func offer(
    _ code: String, _ products: [(usageType: String, unit: String, price: String, attributes: [String: String])],
    region: String = "us-east-1"
  ) throws -> (name: String, offer: OfferFile) {
    var sample = SampleOffer()
    sample.offerCode = code
    sample.region = region
    sample.products = products.enumerated().map { place, product in
      .init(
        sku: "SKU\(place)", usageType: product.usageType,
        bands: [.init(price: "{\"USD\" : \"\(product.price)\"}", unit: "\"\(product.unit)\"")],
        attributes: product.attributes)
    }
    return try offer(sample)
  }

  func offer(_ sample: SampleOffer, matching: OfferMatching = OfferMatching()) throws -> (
    name: String, offer: OfferFile
  ) {
    let (file, findings) = try read(sample.text, interest: matching.interest)
    return ("\(sample.offerCode).json", try #require(file, "\(findings)"))
  }

  func make(
    _ files: [(name: String, offer: OfferFile)], matching: OfferMatching = OfferMatching(), base: RateCard? = nil,
    currency: Currency = .usd, on date: CivilDate = CardImportTests.today
  ) -> CardImport {
    CardImport(of: files, with: .init(matching: matching, currency: currency, dateRead: date, base: base))
  }

  /// A hand-written card with a window, a ladder and a neighbour.
  func base(region: String = "us-east-1") throws -> RateCard {
    func price(_ meter: Meter, _ units: Int, _ amount: String, windows: [BillingWindow] = []) throws -> Price {
      Price(
        id: meter.rawValue, meter: meter, units: units,
        candidates: [PriceCandidate(tiers: [Tier(upTo: nil, price: try money(amount))], source: "SOMEBODY")],
        windows: windows, confidence: .seen, windowConfidence: windows.isEmpty ? nil : .conflicting,
        note: windows.isEmpty ? "" : "a remark")
    }
    return RateCard(
      name: "by hand", region: region, currency: .usd, dateRead: CivilDate(daysSinceEpoch: 20_000),
      prices: [
        try price(.tpsHours, 1, "0.3", windows: [.fiveMinutes, .hour]), try price(.ingestedGB, 1, "0.05"),
        try price(.v2Requests, 1000, "0.15", windows: [.month]), try price(.s3PutRequests, 1000, "0.005"),
      ])
  }

  @Test("rows of the file take the base's place, with its windows; source, version, date and confidence are the file's")
  func onBase() throws {
    let made = make([try offer(SampleOffer())], base: try base())
    #expect(made.findings.isEmpty)
    let card = try #require(made.card)
    #expect(card.region == "us-east-1" && card.dateRead == Self.today)
    #expect(card.name == "by hand, imported from the AWS Price List")
    #expect(card.prices.map(\.meter) == [.tpsHours, .ingestedGB, .v2Requests, .s3PutRequests])
    let tps = try #require(card.price(of: .tpsHours))
    #expect(tps.candidates.map(\.source) == ["AWS Price List, AmazonPersonalize, version 20261102184530"])
    #expect(tps.candidates[0].tiers.map { $0.upTo?.text() } == ["20000", "200000", nil])
    #expect(tps.candidates[0].tiers.map { $0.price?.text() } == ["0.20", "0.10", "0.05"])
    #expect(tps.windows == [.fiveMinutes, .hour] && tps.windowConfidence == .conflicting && tps.confidence == .seen)
    #expect(tps.validFrom == CivilDate(year: 2026, month: 11, day: 1))
    #expect(tps.note == "usage type USE1-TPS-hours, per TPS-Hrs; the billing windows are not the price list's")
    #expect(made.rows.map(\.price.meter) == [.ingestedGB, .tpsHours])
    #expect(made.rows.map(\.isChanged) == [false, true] && made.rows[1].before?.candidates[0].tiers.count == 1)
  }

  @Test("rows that no file gives are kept with source and confidence, and say of which day; twice is said once")
  func keptRows() throws {
    let made = make([try offer(SampleOffer())], base: try base())
    let kept = try #require(made.card?.price(of: .v2Requests))
    #expect(kept.note == "a remark; kept from by hand, read on 2024-10-04" && kept.confidence == .seen)
    #expect(kept.candidates[0].source == "SOMEBODY" && kept.windows == [.month] && kept.standsInFrom == nil)
    let again = make([try offer(SampleOffer())], base: made.card)
    #expect(again.card == made.card && again.rows.allSatisfy { !$0.isChanged })
  }

  @Test("a base of another region stands in, and no longer counts as seen") func otherRegion() throws {
    let made = make([try offer(SampleOffer())], base: try base(region: "eu-west-1"))
    let kept = try #require(made.card?.price(of: .s3PutRequests))
    #expect(kept.standsInFrom == "eu-west-1" && kept.confidence == .unverified)
    #expect(made.card?.price(of: .tpsHours)?.standsInFrom == nil)
  }

  @Test(
    "prices for one, a thousand or a million come to the base's number of units, or to a readable one",
    arguments: [
      ("Requests", "0.0000050000", "0.005", 1000), ("Request", "0.000005", "0.005", 1000),
      ("1K Requests", "0.005", "0.005", 1000), ("1,000 requests", "0.005", "0.005", 1000),
      ("Thousand Requests", "0.005", "0.005", 1000), ("1M Requests", "5", "0.005", 1000),
      ("1 million requests", "5", "0.005", 1000), ("API-Requests", "0.0000000000005", "0.0000000005", 1000),
      ("Requests", "0.0000000000000025", "0.0000000025", 1_000_000), ("Requests", "2", "2000", 1000),
    ])
  func units(unit: String, price: String, expected: String, units: Int) throws {
    let made = make([try offer("AmazonS3", [("USE1-Requests-Tier1", unit, price, [:])])], base: try base())
    let row = try #require(made.card?.price(of: .s3PutRequests), "\(made.findings)")
    #expect(try row.units == units && row.candidates[0].tiers == [Tier(upTo: nil, price: money(expected))])
  }

  @Test(
    "without a base the least number of units that gives a readable price",
    arguments: [
      ("0.0000050000", 1000, "0.005"), ("0.00000062500", 1_000_000, "0.625"), ("0.25", 1, "0.25"), ("0", 1, "0"),
    ])
  func naturalUnits(price: String, units: Int, expected: String) throws {
    let made = make([try offer("AmazonS3", [("USE1-Requests-Tier1", "Requests", price, [:])])])
    let row = try #require(made.card?.price(of: .s3PutRequests), "\(made.findings)")
    #expect(try row.units == units && row.candidates[0].tiers[0].price == money(expected))
    #expect(made.card?.name == "AWS, us-east-1, imported from the AWS Price List" && made.kept.isEmpty)
  }

  @Test("bounds are in the price's unit: a thousand of them are a thousand times as many") func bounds() throws {
    var sample = SampleOffer()
    sample.offerCode = "AmazonS3"
    sample.products = [
      .init(
        sku: "A", usageType: "Requests-Tier2",
        bands: [
          .init(end: "\"25\"", price: "{\"USD\" : \"0\"}", unit: "\"1K Requests\"", rate: "1"),
          .init(begin: "\"25\"", price: "{\"USD\" : \"0.0004\"}", unit: "\"1K Requests\"", rate: "2"),
        ])
    ]
    let row = try #require(make([try offer(sample)]).card?.price(of: .s3GetRequests))
    #expect(row.candidates[0].tiers.map { $0.upTo } == [Quantity(25_000), nil])
    #expect(row.candidates[0].tiers.map { $0.price?.picos } == [0, 400_000_000_000] && row.units == 1_000_000)
  }

  @Test("another unit than the meter's is refused, and taken at the user's word") func wrongUnit() throws {
    let usage = ("USE1-DataIngestion", "Gibibytes", "0.04", [String: String]())
    let refused = make([try offer("AmazonPersonalize", [usage])], base: try base())
    #expect(refused.findings.map(\.code) == ["wrong-unit"] && refused.card == nil && refused.kept.count == 4)
    #expect(refused.findings[0].remedy.contains("--map USE1-DataIngestion=ingestedGB"))
    let matching = OfferMatching(maps: [.init(usageType: "DataIngestion", meter: .ingestedGB)])
    let taken = make([try offer("AmazonPersonalize", [usage])], matching: matching, base: try base())
    #expect(taken.findings.map(\.code) == ["unit-taken"] && !taken.findings.hasErrors)
    #expect(try taken.card?.price(of: .ingestedGB)?.candidates[0].tiers[0].price == money("0.04"))
  }

  @Test("an unknown usage type is listed; mapped, it is a row") func mapped() throws {
    var sample = SampleOffer()
    sample.products[2].usageType = "USE1-V2-Recommendations"
    sample.products[2].bands[0].unit = "\"1K Requests\""
    #expect(try offer(sample).offer.unknown.map(\.usageType) == ["USE1-V2-Recommendations"])
    let matching = OfferMatching(maps: [.init(usageType: "V2-Recommendations", meter: .v2Requests)])
    let made = make([try offer(sample, matching: matching)], matching: matching, base: try base())
    let row = try #require(made.card?.price(of: .v2Requests))
    #expect(try row.candidates[0].tiers[0].price == money("0.05") && row.units == 1000 && row.windows == [.month])
    #expect(made.findings.isEmpty && made.rows.first { $0.price.meter == .v2Requests }?.isChanged == true)
  }

  @Test(
    "the region's prefix is stripped and nothing else",
    arguments: [
      ("Request", true), ("APN2-Request", true), ("EU-Request", true), ("USE1-Request", true), ("EUW1-Request", true),
      ("Lambda-Edge-Request", false), ("Global-Request", false), ("Requests", false), ("XRequest", false),
      ("USE1-Request-ARM", false), ("use1-Request", false),
    ])
  func suffix(usageType: String, isKnown: Bool) throws {
    let file = try offer("AWSLambda", [(usageType, "Requests", "0.0000002", [:])])
    #expect(file.offer.products.map(\.usageType) == (isKnown ? [usageType] : []))
    #expect(file.offer.unknown.map(\.usageType) == (isKnown ? [] : [usageType]))
    #expect((make([file]).card?.price(of: .lambdaRequests) != nil) == isKnown)
  }

  @Test("varieties that share a usage type are told by their attributes; the others are counted") func varieties()
    throws
  {
    let usage = "USE1-InstanceUsage:db.t4g.micro"
    let rds = try offer(
      "AmazonRDS",
      [
        (usage, "Hrs", "0.017", ["databaseEngine": "MySQL", "deploymentOption": "Single-AZ"]),
        (usage, "Hrs", "0.016", ["databaseEngine": "PostgreSQL", "deploymentOption": "Single-AZ"]),
        (usage, "Hrs", "0.032", ["databaseEngine": "PostgreSQL", "deploymentOption": "Multi-AZ"]),
        ("USE1-RDS:GP2-Storage", "GB-Mo", "0.115", ["databaseEngine": "PostgreSQL"]),
        ("USE1-RDS:GP3-Storage", "GB-Mo", "0.114", ["databaseEngine": "PostgreSQL"]),
      ])
    let cache = try offer(
      "AmazonElastiCache",
      [
        ("USE1-NodeUsage:cache.t4g.micro", "Hrs", "0.016", ["cacheEngine": "Redis"]),
        ("USE1-NodeUsage:cache.t4g.micro", "Hrs", "0.0128", ["cacheEngine": "Valkey"]),
        ("USE1-NodeUsage:cache.t4g.micro", "Hrs", "0.015", ["cacheEngine": "Memcached"]),
      ])
    let ec2 = try offer(
      "AmazonEC2",
      [
        ("BoxUsage:t4g.small", "Hrs", "0.0168", ["operatingSystem": "Linux", "operation": "RunInstances"]),
        ("BoxUsage:t4g.small", "Hrs", "0.0456", ["operatingSystem": "RHEL", "operation": "RunInstances:0010"]),
        ("BoxUsage:t4g.small", "Hrs", "0.02", ["operatingSystem": "Linux", "locationType": "AWS Local Zone"]),
      ])
    #expect([rds, cache, ec2].map(\.offer.passedOverCount) == [2, 1, 2])
    let made = make([rds, cache, ec2])
    #expect(made.findings.isEmpty)
    let prices = made.rows.map { "\($0.price.meter) \($0.price.candidates[0].tiers[0].price?.text(places: 4) ?? "")" }
    #expect(
      prices == [
        "rdsMicroHours 0.0160", "rdsStorageGBMonths 0.1140", "elastiCacheRedisMicroHours 0.0160",
        "elastiCacheValkeyMicroHours 0.0128", "ec2SmallHours 0.0168",
      ])
  }

  @Test("two products that price alike are one row; two that differ are said and not taken") func ambiguous() throws {
    let same = try offer(
      "AmazonCloudWatch", [("DataProcessing-Bytes", "GB", "0.5", [:]), ("DataProcessing-Bytes", "GB", "0.50", [:])])
    #expect(make([same]).card?.price(of: .cloudWatchLogsGB) != nil)
    let other = try offer(
      "AmazonCloudWatch", [("DataProcessing-Bytes", "GB", "0.5", [:]), ("DataProcessing-Bytes", "GB", "0.6", [:])])
    let made = make([other])
    #expect(made.card == nil && made.findings.map(\.code) == ["ambiguous"])
  }

  @Test("a price that begins later is not yet taken") func later() throws {
    var sample = SampleOffer()
    sample.products = [.init(sku: "A", usageType: "DataIngestion", bands: [.init()])]
    let next = """
      "A.NEXT" : {"effectiveDate" : "2027-01-01T00:00:00Z", "priceDimensions" : {"A.NEXT.1" : {"unit" : "GB",
      "beginRange" : "0", "endRange" : "Inf", "pricePerUnit" : {"USD" : "0.09"}}}},
      """
    let text = sample.text.replacing("\"A.JRTCKXETXF\" : {", with: next + "\"A.JRTCKXETXF\" : {")
    let file = try #require(try read(text, interest: OfferMatching().interest).file)
    func price(on date: CivilDate) -> String? {
      make([("x", file)], on: date).card?.price(of: .ingestedGB)?.candidates[0].tiers[0].price?.text()
    }
    #expect(price(on: Self.today) == "0.05")
    #expect(price(on: try #require(CivilDate(year: 2027, month: 1, day: 1))) == "0.09")
  }

  @Test("what contradicts itself makes no card") func contradictions() throws {
    let personalize = try offer(SampleOffer())
    var seoul = SampleOffer()
    seoul.region = "ap-northeast-2"
    seoul.offerCode = "AmazonS3"
    seoul.products = [.init(sku: "S", usageType: "APN2-Requests-Tier1", bands: [.init(unit: "\"Requests\"")])]
    let eur = try #require(Currency(code: "EUR"))
    let cases: [(CardImport, String)] = [
      (make([personalize, personalize]), "duplicate-offer"), (make([personalize, try offer(seoul)]), "many-regions"),
      (make([personalize], base: try base(), currency: eur), "wrong-currency"),
      (
        make([personalize], matching: OfferMatching(maps: [.init(usageType: "Typo", meter: .v2Requests)])), "unused-map"
      ),
      (make([]), "no-region"),
    ]
    for (made, code) in cases {
      #expect(made.card == nil && made.findings.contains { $0.code == code && $0.severity == .error }, "\(code)")
    }
    let noPrice = make([personalize], currency: eur)
    #expect(noPrice.card == nil && Set(noPrice.findings.map(\.code)) == ["no-currency"])
  }

  @Test("of a file of all regions the one that is asked for is read") func allRegions() throws {
    var sample = SampleOffer()
    sample.products = [
      .init(sku: "A", usageType: "USE1-DataIngestion", bands: [.init()], attributes: ["regionCode": "us-east-1"]),
      .init(
        sku: "B", usageType: "APN2-DataIngestion", bands: [.init(price: "{\"USD\" : \"0.06\"}")],
        attributes: ["regionCode": "ap-northeast-2"]),
    ]
    let text = sample.text
    for (region, price) in [("us-east-1", "0.05"), ("ap-northeast-2", "0.06")] {
      let matching = OfferMatching(region: region)
      let file = try #require(try read(text, interest: matching.interest).file)
      #expect(file.passedOverCount == 1)
      let card = try #require(make([("x", file)], matching: matching).card)
      #expect(card.region == region && card.prices[0].candidates[0].tiers[0].price?.text() == price)
    }
  }
}
