import JSONText
import Measures
import PriceLists
import Testing

@Suite("Offer files of 100 MB") struct LargeOfferTests {
  /// A stream of `megabytes`: a beginning, one piece over and over, an end; made chunk by chunk.
  static func stream(_ begin: String, _ piece: @escaping (Int) -> String, _ end: String, megabytes: Int = 100)
    -> JSONReader.NextChunk
  {
    var count = 0
    var written = 0
    var isDone = false
    return {
      if isDone { return [] }
      var chunk: [UInt8] = written == 0 ? Array(begin.utf8) : []
      while chunk.count < 65_536 {
        chunk += Array(piece(count).utf8)
        count += 1
      }
      written += chunk.count
      if written > megabytes << 20 {
        isDone = true
        chunk += Array(end.utf8)
      }
      return chunk
    }
  }

  static func read(_ next: @escaping JSONReader.NextChunk) throws -> Read {
    try OfferReading.read(
      source: "big.json", interest: { $0["usagetype"].hasSuffix("DataIngestion") ? .wanted : .unknown }
    ) { next }
  }

  @Test("reserved prices without end are passed over, and the few that count are read") func reserved() throws {
    let sample = SampleOffer().text
    let cut = try #require(sample.firstRange(of: "\"Reserved\" : {"))
    let piece = """
      "R" : {"offerTermCode" : "4NA7Y494T4", "priceDimensions" : {"R.1" : {"unit" : "Hrs", "pricePerUnit" : {"USD" : "0.0610000000"},
      "description" : "r5.24xlarge reserved instance applied, with a rather long description as AWS writes them"}}}
      """
    let next = Self.stream(
      String(sample[..<cut.upperBound]), { ($0 == 0 ? "" : ",\n") + piece }, String(sample[cut.upperBound...]))
    let (file, findings) = try Self.read(next)
    #expect(findings.isEmpty && file?.products.count == 1 && file?.unknown.count == 2)
  }

  @Test("a string, a list of names and blanks without end are refused or passed over") func endless() throws {
    let string = try Self.read(Self.stream("{\"disclaimer\" : \"", { _ in "all work and no play " }, "\"}"))
    #expect(string.file == nil && string.findings.map(\.code) == ["too-long"])
    let products = try Self.read(Self.stream("{\"products\" : {", { "\"\($0)\" : {}," }, "\"x\" : {}}}"))
    #expect(products.file == nil && products.findings.contains { $0.message.contains("more than 1000000 products") })
    let blanks = try Self.read(Self.stream("{", { _ in " \n\t" }, "}"))
    #expect(blanks.file == nil && blanks.findings.contains { $0.code == "not-an-offer-file" })
    let nested = try Self.read(Self.stream("{\"products\" : ", { _ in "[" }, ""))
    #expect(nested.findings.map(\.code).contains("too-deep"))
  }

  @Test("more usage types than are listed are counted") func usageTypes() throws {
    let next = Self.stream(
      "{\"offerCode\" : \"AmazonEC2\", \"version\" : \"1\", \"products\" : {",
      {
        "\"S\($0)\" : {\"attributes\" : {\"usagetype\" : \"BoxUsage:\($0)\", \"x\" : \"\(String(repeating: "y", count: 200))\"}},"
      },
      "\"last\" : {\"attributes\" : {\"usagetype\" : \"DataIngestion\"}}}, \"terms\" : {\"OnDemand\" : {}}}")
    let file = try #require(try Self.read(next).file)
    #expect(file.unknown.count == 500 && file.isUnknownCut && file.unknownProductCount > 300_000)
    #expect(file.products.map(\.sku) == ["last"])
  }
}
