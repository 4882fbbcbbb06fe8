import Measures
import PriceLists
import TestSupport
import Testing

@Suite("Hostile offer files") struct HostileOfferTests {
  /// A sample with one part of its second product's ladder spoiled.
  static func spoiled(_ change: (inout SampleOffer) -> Void) -> String {
    var offer = SampleOffer()
    change(&offer)
    return offer.text
  }
  static func priced(_ price: String) -> String { spoiled { $0.products[0].bands[0].price = price } }
  static func ranged(_ begin: String, _ end: String) -> String {
    spoiled { ($0.products[0].bands[0].begin, $0.products[0].bands[0].end) = (begin, end) }
  }

  struct Case: CustomTestStringConvertible {
    let name: String
    let code: String
    let text: String
    var testDescription: String { name }

    init(_ name: String, _ code: String, _ text: String) { (self.name, self.code, self.text) = (name, code, text) }
  }

  static let cases: [Case] = [
    Case("negative price", "negative-price", priced(#"{"USD" : "-0.05"}"#)),
    Case("negative number", "negative-price", priced(#"{"USD" : -1}"#)),
    Case("1e400", "bad-price", priced(#"{"USD" : "1e400"}"#)),
    Case("1e400 unquoted", "bad-price", priced(#"{"USD" : 1e400}"#)),
    Case("NaN", "bad-price", priced(#"{"USD" : "NaN"}"#)),
    Case("NaN unquoted", "not-json", priced(#"{"USD" : NaN}"#)),
    Case("infinite price", "bad-price", priced(#"{"USD" : "Inf"}"#)),
    Case("decimal comma", "bad-price", priced(#"{"USD" : "0,05"}"#)),
    Case("no price", "missing-key", priced("{}")),
    Case("null price", "wrong-kind", priced(#"{"USD" : null}"#)),
    Case("currency twice", "duplicate-key", priced(#"{"USD" : "1", "USD" : "2"}"#)),
    Case("no currency", "bad-currency", priced(#"{"dollars" : "1"}"#)),
    Case("price is a list", "wrong-kind", priced("[1]")),
    Case("range not from zero", "tier-gap", ranged("\"5\"", "\"Inf\"")),
    Case("no Inf", "no-open-tier", ranged("\"0\"", "\"100\"")),
    Case("backward range", "bad-range", ranged("\"0\"", "\"-1\"")),
    Case("range is NaN", "bad-range", ranged("\"NaN\"", "\"Inf\"")),
    Case("range 1e400", "bad-range", ranged("\"0\"", "\"1e400\"")),
    Case("gap", "tier-gap", spoiled { $0.products[1].bands[2].begin = "\"30000\"" }),
    Case("overlap", "tier-overlap", spoiled { $0.products[1].bands[2].begin = "\"10000\"" }),
    Case("two open tiers", "tier-overlap", spoiled { $0.products[1].bands[2].end = "\"Inf\"" }),
    Case("mixed units", "mixed-units", spoiled { $0.products[1].bands[2].unit = "\"GB\"" }),
    Case("mixed currencies", "mixed-currencies", spoiled { $0.products[1].bands[2].price = #"{"EUR" : "1"}"# }),
    Case("rate code twice", "duplicate-rate-code", spoiled { $0.products[1].bands[2].rate = "1" }),
    Case("SKU twice", "duplicate-sku", spoiled { $0.products[2].sku = "AAAA1111" }),
    Case("products twice", "duplicate-key", spoiled { $0.extra = "\"products\": {}," }),
    Case("bad date", "bad-date", spoiled { $0.products[0].effectiveDate = "soon" }),
    Case(
      "other SKU inside", "contradiction",
      SampleOffer().text.replacing("\"sku\" : \"AAAA1111\"", with: "\"sku\" : \"X\"")
    ),
    Case("both spellings", "contradiction", ranged("\"0\"", "\"Inf\", \"endingRange\" : \"7\"")),
    Case("no unit", "missing-key", SampleOffer().text.replacing("\"unit\" : \"GB\"", with: "\"unt\" : \"GB\"")),
    Case("cut off", "cut-off", String(SampleOffer().text.dropLast(2))),
    Case("two documents", "not-json", SampleOffer().text + "{}"),
    Case("a list", "wrong-kind", "[]"),
    Case("empty", "cut-off", ""),
    Case("HTML", "not-json", "<html><body>503 Slow Down</body></html>"),
    Case("XML error", "not-json", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"),
    Case("index of offers", "not-an-offer-file", #"{"formatVersion":"v1.0","offers":{"AmazonS3":{}}}"#),
    Case("other object", "not-an-offer-file", #"{"hello":"world"}"#),
    Case("no on-demand terms", "not-an-offer-file", SampleOffer().text.replacing("OnDemand", with: "savingsPlan")),
    Case("terms is a list", "wrong-kind", #"{"offerCode":"S","version":"1","products":{},"terms":[]}"#),
    Case("escape sequence", "control-character", spoiled { $0.products[0].usageType = "\\u001b[2J" }),
    Case("long usage type", "too-long", spoiled { $0.products[0].usageType = String(repeating: "x", count: 2000) }),
  ]

  @Test("each fault is an error with its own code and a place", arguments: cases)
  func faults(spoiled: Case) throws {
    for size in [3, 10_000] {
      let (file, findings) = try read(spoiled.text, chunk: size)
      #expect(file == nil, "\(spoiled.name)")
      let finding = findings.first { $0.code == spoiled.code }
      #expect(finding?.severity == .error, "\(spoiled.name): \(findings)")
    }
  }

  @Test("a fault says where: path and byte") func place() throws {
    let finding = try #require(try read(Self.priced(#"{"USD" : "-0.05"}"#)).findings.first)
    #expect(
      finding.place
        == .key(
          path: "terms.OnDemand.AAAA1111.AAAA1111.JRTCKXETXF.priceDimensions.AAAA1111.JRTCKXETXF.1.pricePerUnit.USD",
          line: nil))
    #expect(finding.message.contains("`-0.05` is no price") && finding.message.contains("(byte 1"))
  }

  @Test("a message neither steers a terminal nor fills it") func shown() throws {
    let names = ["\\u001b[2J", String(repeating: "x", count: 5000), "\\u202e"]
    for name in names {
      let text = Self.spoiled { ($0.products[0].sku, $0.products[0].bands[0].price) = (name, "{\"USD\" : \"-1\"}") }
      let finding = try #require(try read(text).findings.first { $0.code == "negative-price" })
      #expect(
        "\(finding)".unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E } && "\(finding)".count < 800)
    }
  }

  @Test("everything that is wrong is said at once") func allAtOnce() throws {
    let text = Self.spoiled {
      $0.products[0].bands[0].price = #"{"USD" : "-1", "EUR" : "NaN"}"#
      $0.products[1].bands[0].begin = "\"x\""
      $0.products[1].effectiveDate = "soon"
      $0.products[2].bands[0].end = "\"5\""
      $0.products[2].bands[0].price = #"{"USD" : "1e400"}"#
    }
    let codes = Set(try read(String(text.dropLast())).findings.map(\.code))
    #expect(
      codes == ["negative-price", "bad-price", "bad-range", "bad-date", "cut-off"])
  }

  @Test("a ladder with a hole matters only where the product was asked for") func unknownLadder() throws {
    let (file, findings) = try read(Self.spoiled { $0.products[2].bands[0].end = "\"5\"" })
    #expect(file != nil && findings.map(\.code) == ["no-open-tier"] && findings[0].severity == .warning)
  }

  @Test("a thousand faults are a hundred findings and a count") func manyFaults() throws {
    let text = Self.spoiled { offer in
      offer.products = (0..<1000).map {
        .init(sku: "S\($0)", usageType: "U\($0)", bands: [.init(price: #"{"USD" : "-1"}"#, rate: "r\($0)")])
      }
    }
    let findings = try read(text).findings
    #expect(findings.count == 101 && findings.last?.message == "900 more are left out.")
  }

  @Test("limits on products, kept products and bands hold") func limits() throws {
    for change: (inout OfferLimits) -> Void in [
      { $0.products = 2 }, { $0.keptProducts = 1 }, { $0.bands = 2 }, { $0.alternatives = 0 },
    ] {
      var limits = OfferLimits()
      change(&limits)
      let (file, findings) = try read(SampleOffer().text, limits: limits)
      #expect(file == nil && findings.hasErrors)
    }
  }

  @Test("a file cut anywhere is an error, never a price list") func cutAnywhere() throws {
    let bytes = Array(SampleOffer().text.utf8)
    for length in stride(from: 0, to: bytes.count - 1, by: 13) {
      let (file, findings) = try read(Array(bytes.prefix(length)), chunk: 128)
      #expect(file == nil && findings.contains { $0.code == "cut-off" }, "\(length)")
    }
  }

  @Test("5,000 spoiled files: no crash, no hang, and never a negative price", arguments: [1, 2, 3, 4, 5] as [UInt64])
  func fuzz(seed: UInt64) throws {
    var draws = Draws(state: seed)
    let valid = Array(SampleOffer().text.utf8)
    let spice = Array("{}[]\",:\\u0e-.NaInf \n019".utf8) + [0, 0x80, 0xC3, 0xFF]
    for round in 0..<1000 {
      var bytes = valid
      for _ in 0..<Int.random(in: 1...6, using: &draws) {
        let at = Int.random(in: 0..<bytes.count, using: &draws)
        let until = min(bytes.count, at + Int.random(in: 0..<40, using: &draws))
        switch Int.random(in: 0..<5, using: &draws) {
        case 0: bytes[at] = spice.randomElement(using: &draws) ?? 0
        case 1: bytes.removeSubrange(at..<until)
        case 2: bytes.insert(contentsOf: bytes[at..<until], at: Int.random(in: 0..<bytes.count, using: &draws))
        case 3: bytes.insert(spice.randomElement(using: &draws) ?? 0, at: at)
        default: bytes[at] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &draws)
        }
        if bytes.isEmpty { bytes = valid }
      }
      let (file, findings) = try read(bytes, chunk: 64)
      #expect((file == nil) == findings.hasErrors, "seed \(seed), round \(round)")
      for product in file?.products ?? [] {
        #expect(
          product.terms.allSatisfy { $0.isLadder && $0.bands.allSatisfy { $0.prices.allSatisfy { $0.attos >= 0 } } })
      }
    }
  }
}
