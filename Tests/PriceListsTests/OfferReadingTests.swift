import Measures
import PriceLists
import Testing

@Suite("Offer file") struct OfferReadingTests {
  func quantity(_ text: String) -> Quantity? { Quantity(decimal: text) }

  @Test("products, terms and a ladder sorted by its ranges; the unknown usage type is listed with its price")
  func sample() throws {
    let (file, findings) = try read(SampleOffer().text)
    #expect(findings.isEmpty)
    let offer = try #require(file)
    #expect(offer.offerCode == "AmazonPersonalize" && offer.version == "20261102184530")
    #expect(offer.publicationDate == Instant(iso8601: "2026-11-02T18:45:30Z"))
    #expect(offer.products.map(\.usageType) == ["USE1-DataIngestion", "USE1-TPS-hours"])
    #expect(offer.products[1].attributes["regionCode"] == "us-east-1")
    #expect(offer.products[1].attributes["productFamily"] == "Machine Learning")
    let term = try #require(offer.products[1].terms.first)
    #expect(term.code == "JRTCKXETXF" && term.effectiveDate == Instant(iso8601: "2026-11-01") && term.isLadder)
    #expect(term.bands.map(\.from) == [.zero, quantity("20000"), quantity("200000")])
    #expect(term.bands.map(\.upTo) == [quantity("20000"), quantity("200000"), nil])
    #expect(
      term.bands.map { $0.price(in: .usd)?.money(units: 1) }
        == [Money(decimal: "0.2"), Money(decimal: "0.1"), Money(decimal: "0.05")])
    #expect(offer.unknown.map(\.usageType) == ["USE1-Mystery"] && offer.unknownProductCount == 1 && !offer.isUnknownCut)
    #expect(offer.unknown[0].terms[0].bands[0].unit == "Wishes")
  }

  @Test("the same file whatever the order of products and terms, and whatever the chunks") func order() throws {
    let expected = try #require(try read(SampleOffer().text).file)
    var shuffled = SampleOffer()
    shuffled.products.reverse()
    shuffled.termsFirst = true
    for size in [1, 2, 17, 4096] {
      #expect(try read(SampleOffer().text, chunk: size).file == expected)
      #expect(try read(shuffled.text, chunk: size).file == expected)
    }
  }

  @Test("both spellings of the range fields, in text or as numbers") func spellings() throws {
    var offer = SampleOffer()
    let expected = try read(offer.text).file
    for place in offer.products[1].bands.indices {
      offer.products[1].bands[place].rangeNames = ("startingRange", "endingRange")
      offer.products[1].bands[place].begin.replace("\"", with: "")
    }
    #expect(try read(offer.text).file == expected)
  }

  @Test("a band that costs nothing stays, and several currencies stand side by side") func zeroAndCurrencies() throws {
    var offer = SampleOffer()
    offer.products[0].bands = [
      .init(begin: "\"0\"", end: "\"25\"", price: "{\"USD\" : \"0.0000000000\", \"CNY\" : \"0\"}", rate: "1"),
      .init(begin: "\"25\"", price: "{\"USD\" : \"0.2500000000\", \"CNY\" : 1.878}", rate: "2"),
    ]
    let (file, findings) = try read(offer.text)
    #expect(findings.isEmpty)
    let bands = try #require(file?.products[0].terms[0].bands)
    let cny = try #require(Currency(code: "CNY"))
    #expect(bands.map { $0.price(in: .usd)?.money(units: 1)?.picos } == [0, 250_000_000_000])
    #expect(bands.map { $0.price(in: cny)?.money(units: 1)?.picos } == [0, 1_878_000_000_000])
    #expect(bands[0].prices.map(\.currency.code) == ["CNY", "USD"])
  }

  @Test("a price finer than money holds is kept exactly, for as many units as it takes") func finePrices() throws {
    let price = try #require(ListPrice(decimal: "0.000000000000125", currency: .usd))
    #expect(price.money(units: 1) == nil)
    #expect(price.money(units: 1000) == Money(picos: 125))
    #expect(ListPrice(decimal: "0.0000166667", currency: .usd)?.money(units: 1)?.picos == 16_666_700)
    for text in ["NaN", "1e400", "-1", "1,000", "1_0", "+1", " 1", "", "Inf", "0x1", "1e-19", "1e12"] {
      #expect(ListPrice(decimal: text, currency: .usd) == nil, "\(text)")
    }
    #expect(ListPrice(decimal: "999999999999", currency: .usd) != nil)
  }

  @Test("of several terms the latest that is effective applies") func terms() throws {
    let product = { (dates: [String]) -> OfferProduct? in
      let terms = dates.map { date in
        """
        "A.\(date)": {"effectiveDate": "\(date)", "priceDimensions": {"A.\(date).1": {"unit": "GB", "beginRange": "0",
        "endRange": "Inf", "pricePerUnit": {"USD": "1"}}}}
        """
      }
      let text = """
        {"offerCode": "S", "version": "1", "products": {"A": {"attributes": {"usagetype": "X"}}},
        "terms": {"OnDemand": {"A": {\(terms.joined(separator: ","))}}}}
        """
      return try read(text).file?.products.first
    }
    let two = try #require(try product(["2027-01-01T00:00:00Z", "2026-01-01T00:00:00Z"]))
    #expect(two.terms.map(\.effectiveDate) == [Instant(iso8601: "2026-01-01"), Instant(iso8601: "2027-01-01")])
    for (date, place) in [("2025-06-01", 0), ("2026-06-01", 0), ("2027-01-01", 1), ("2028-01-01", 1)] {
      #expect(two.term(at: try #require(Instant(iso8601: date))) == two.terms[place])
    }
  }

  @Test("one product stands for each unknown usage type; what has no room is counted and said") func unknown() throws {
    var offer = SampleOffer()
    offer.products = (0..<40).map { .init(sku: "S\($0)", usageType: "U\($0 % 20)", bands: [.init(rate: "r\($0)")]) }
    var limits = OfferLimits()
    let all = try #require(try read(offer.text, limits: limits, interest: { _ in .unknown }).file)
    #expect(all.unknown.count == 20 && all.unknownProductCount == 40 && !all.isUnknownCut && all.products.isEmpty)
    limits.unknownUsageTypes = 7
    let some = try #require(try read(offer.text, limits: limits, interest: { _ in .unknown }).file)
    #expect(some.unknown.count == 7 && some.unknownProductCount == 40 && some.isUnknownCut)
  }

  @Test("a product that was asked for but has no price is a warning") func noPrice() throws {
    let text = SampleOffer().text.replacing(
      "\"AAAA1111\" : {\n      \"AAAA1111.", with: "\"ZZZZ\" : {\n      \"AAAA1111.")
    let (file, findings) = try read(text)
    #expect(file?.products[0].terms.isEmpty == true)
    #expect(findings.map(\.code) == ["no-price"] && !findings.hasErrors)
  }
}
