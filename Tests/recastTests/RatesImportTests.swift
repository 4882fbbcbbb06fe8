import Foundation
import TestSupport
import Testing

@Suite("Importing price lists on the command line") struct RatesImportTests {
  /// A price list of Amazon Personalize as AWS writes it: ingestion and one usage type that nobody knows.
  static func offer(ingestion: String = "\"0.0600000000\"", more: String = "", version: String = "20261102184530")
    -> String
  {
    func product(_ sku: String, _ usageType: String) -> String {
      """
      "\(sku)" : {"sku" : "\(sku)", "productFamily" : "Machine Learning", "attributes" : {"servicecode" : "AmazonPersonalize",
      "regionCode" : "us-east-1", "usagetype" : "\(usageType)", "operation" : ""}}
      """
    }
    func terms(_ sku: String, _ unit: String, _ price: String) -> String {
      """
      "\(sku)" : {"\(sku).JRTCKXETXF" : {"offerTermCode" : "JRTCKXETXF", "sku" : "\(sku)", "effectiveDate" :
      "2026-11-01T00:00:00Z", "priceDimensions" : {"\(sku).JRTCKXETXF.1" : {"rateCode" : "\(sku).JRTCKXETXF.1", "unit" : "\(unit)",
      "beginRange" : "0", "endRange" : "Inf", "description" : "x", "pricePerUnit" : {"USD" : \(price)}}}}}
      """
    }
    return """
      {"formatVersion" : "v1.0", "offerCode" : "AmazonPersonalize", "version" : "\(version)",
      "publicationDate" : "2026-11-02T18:45:30Z", "products" : {
      \(product("AAAA", "USE1-DataIngestion")),
      \(product("BBBB", "USE1-V2-Recommendations"))\(more)},
      "terms" : {"OnDemand" : {
      \(terms("AAAA", "GB", ingestion)),
      \(terms("BBBB", "1K Recommendations", "\"0.1400000000\""))}}}
      """
  }

  func write(_ text: String, _ path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }
  func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
  func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("a file becomes a card on top of the region's own, which shows, bills and compares") func whole() throws {
    try withScratch { folder in
      try write(Self.offer(), folder + "/offer.json")
      let card = folder + "/us-east-1.imported.yaml"
      let program = try Program("rates", "import", folder + "/offer.json", "--out", card, "--date-read", "2026-12-01")
      #expect(program.status == 0 && program.errors.isEmpty, "\(program.errors)")
      #expect(program.output.contains("0.06 USD per GB") && program.output.contains("0.05 USD per GB"))
      #expect(program.output.contains("USE1-V2-Recommendations") && program.output.contains("--map USAGETYPE=METER"))
      #expect(program.output.contains("Kept from Amazon Personalize and neighbours, us-east-1"))
      let written = try #require(text(card))
      #expect(written.hasPrefix("# Made by `recast rates import`"))
      #expect(written.contains("source: AWS Price List, AmazonPersonalize, version 20261102184530"))
      #expect(
        written.contains("validFrom: 2026-11-01") && written.contains("read on 2026-11-23") && !written.contains(folder)
      )
      let difference = try object(try Program("rates", "diff", "us-east-1", card, "--json").output)
      #expect((difference["meters"] as? [[String: Any]])?.map { $0["meter"] as? String } == ["ingestedGB"])
      try write(
        "resource,meter,start,end,quantity,unit\ndata,ingestedGB,2026-12-01T00:00:00Z,2026-12-02T00:00:00Z,100,GB\n",
        folder + "/usage.csv")
      let bill = try object(try Program("bill", folder + "/usage.csv", "--rates", card, "--json").output)
      #expect((bill["total"] as? String).flatMap(Double.init) == 6)
      // Once more, and from a file with another order of keys, the same bytes.
      #expect(
        try Program("rates", "import", folder + "/offer.json", "--out", card, "--date-read", "2026-12-01").status == 0)
      #expect(text(card) == written)
    }
  }

  @Test("a mapped usage type enters the card, its unit at the user's word; JSON tells all") func mapped() throws {
    try withScratch { folder in
      try write(Self.offer(), folder + "/offer.json")
      let program = try Program(
        "rates", "import", folder + "/offer.json", "--out", folder + "/card.yaml", "--map",
        "V2-Recommendations=v2Requests", "--json")
      #expect(program.status == 0 && program.errors.contains("at your word"), "\(program.errors)")
      let said = try object(program.output)
      let rows = try #require(said["rows"] as? [[String: Any]])
      #expect(rows.map { $0["meter"] as? String } == ["ingestedGB", "v2Requests"])
      #expect(rows[1]["price"] as? String == "0.14 USD per 1,000 requests" && rows[1]["changed"] as? Bool == true)
      #expect((said["kept"] as? [String])?.contains("tpsHours") == true)
      let wrong = [["V2-Recommendations=requests"], ["V2-Recommendations"], ["Typo=v2Requests"], ["=v2Requests"]]
      for map in wrong {
        let failed = try Program(
          ["rates", "import", folder + "/offer.json", "--out", folder + "/none.yaml", "--map"] + map)
        #expect(failed.status == 2 && !failed.errors.isEmpty && text(folder + "/none.yaml") == nil)
      }
    }
  }

  static let hostile: [(name: String, text: String, says: String)] = [
    ("negative", offer(ingestion: "\"-0.06\""), "is no price"), ("NaN", offer(ingestion: "\"NaN\""), "is no price"),
    ("1e400", offer(ingestion: "1e400"), "is no price"),
    ("bare NaN", offer(ingestion: "NaN"), "`NaN` is no JSON value"),
    ("duplicate", offer(more: ", \"AAAA\" : {}"), "two products with the SKU AAAA"),
    ("cut off", String(offer().dropLast(3)), "ends in the middle"),
    ("deep", "{\"products\" : " + String(repeating: "[", count: 1_000_000), "more than 64 objects"),
    ("empty", "", "ends in the middle"), ("HTML", "<html></html>", "is no JSON value"),
    ("long", "{\"disclaimer\" : \"" + String(repeating: "x", count: 1_000_000) + "\"}", "longer than"),
    ("a list", "[]", "an array stands"), ("nothing", "{}", "has no `offerCode`"),
    ("index", "{\"offers\" : {}}", "the index of all offers"),
  ]

  @Test("hostile files: status 2, the reason, and the old card byte for byte") func hostile() throws {
    try withScratch { folder in
      let card = folder + "/card.yaml"
      try write(Self.offer(), folder + "/good.json")
      #expect(try Program("rates", "import", folder + "/good.json", "--out", card).status == 0)
      let before = try #require(text(card))
      for (name, text, says) in Self.hostile {
        try write(text, folder + "/bad.json")
        let program = try Program("rates", "import", folder + "/bad.json", "--out", card)
        #expect(program.status == 2 && program.errors.contains(says), "\(name): \(program.errors)")
        #expect(program.output.isEmpty && self.text(card) == before, "\(name)")
      }
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["bad.json", "card.yaml", "good.json"])
    }
  }

  @Test("a card written by hand is replaced only with --force, and that is said") func handWritten() throws {
    try withScratch { folder in
      let card = folder + "/card.yaml"
      try write(Self.offer(), folder + "/offer.json")
      try write("# my own card\n", card)
      let refused = try Program("rates", "import", folder + "/offer.json", "--out", card)
      #expect(refused.status == 2 && refused.errors.contains("--force") && text(card) == "# my own card\n")
      let forced = try Program("rates", "import", folder + "/offer.json", "--out", card, "--force")
      #expect(
        forced.status == 0 && forced.errors.contains("it is replaced") && text(card)?.hasPrefix("# Made by") == true)
    }
  }

  @Test("no price that is known: status 1, the list of what is there, no card") func nothingKnown() throws {
    try withScratch { folder in
      try write(Self.offer().replacing("USE1-DataIngestion", with: "USE1-Ingestion"), folder + "/offer.json")
      let program = try Program("rates", "import", folder + "/offer.json", "--out", folder + "/card.yaml")
      #expect(program.status == 1 && program.output.contains("USE1-Ingestion") && text(folder + "/card.yaml") == nil)
      // A known usage type in a unit that its meter does not count, beside nothing else.
      try write(Self.offer().replacing("\"unit\" : \"GB\"", with: "\"unit\" : \"Events\""), folder + "/offer.json")
      let wrongUnit = try Program("rates", "import", folder + "/offer.json", "--out", folder + "/card.yaml")
      #expect(wrongUnit.status == 1 && wrongUnit.errors.contains("`Events`") && text(folder + "/card.yaml") == nil)
      // Beside one that can be used: the card is written, and the status still says that something was left.
      let spoiled = Self.offer().replacing("USE1-V2-Recommendations", with: "USE1-TrainingHour")
      try write(spoiled, folder + "/offer.json")
      let partly = try Program("rates", "import", folder + "/offer.json", "--out", folder + "/card.yaml")
      #expect(partly.status == 1 && partly.errors.contains("1 known usage types could not be used"))
      #expect(text(folder + "/card.yaml")?.contains("0.24 USD / training-hour") == true)
    }
  }

  @Test("what is not there, packed, or cannot be written ends with status 3; wrong words with 2") func ends() throws {
    try withScratch { folder in
      try write(Self.offer(), folder + "/offer.json")
      try Data([0x1F, 0x8B, 8, 0]).write(to: URL(filePath: folder + "/offer.gz"))
      func status(_ arguments: String...) throws -> Int32 {
        try Program(["rates", "import"] + arguments, in: folder).status
      }
      #expect(try status("none.json") == 3)
      #expect(try status("offer.gz") == 3)
      #expect(try status(".") == 3)
      #expect(try status("offer.json", "--out", "no/such/folder.yaml") == 3)
      #expect(try status() == 2)
      #expect(try status("offer.json", "--currency", "dollars") == 2)
      #expect(try status("offer.json", "--base", "nowhere") == 2)
      #expect(try status("offer.json", "--date-read", "lately") == 2)
      #expect(try status("offer.json", "offer.json") == 2)
      #expect(try status("--region", "us-east-1", "--service", "AmazonBraket", "--offers", "kept") == 2)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["offer.gz", "offer.json"])
      // Beside no scenarios the card lands here.
      #expect(try status("offer.json", "--base", "none") == 0)
      #expect(text(folder + "/us-east-1.imported.yaml") != nil)
    }
  }

  @Test("--region fetches, asks again by ETag, and keeps everything when the server fails") func region() throws {
    try withScratch { folder in
      let server = LoopbackServer([
        [.send(LoopbackServer.answer("200 OK", headers: ["ETag: \"one\""], body: Self.offer()))],
        [.send("HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n")],
        [.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n\(Self.offer())")],
        [.send(LoopbackServer.answer("200 OK", headers: ["ETag: \"bad\""], body: Self.offer(ingestion: "\"-1\"")))],
        [.send(LoopbackServer.answer("404 Not Found"))],
        [.send(LoopbackServer.answer("200 OK", body: Self.offer(ingestion: "\"0.07\"", version: "20261203000000")))],
      ])
      let card = folder + "/card.yaml"
      let kept = folder + "/kept/AmazonPersonalize.us-east-1.json"
      func run() throws -> Program {
        try Program(
          [
            "rates", "import", "--region", "us-east-1", "--service", "AmazonPersonalize", "--base-url", server.url,
            "--offers", folder + "/kept", "--out", card, "--date-read", "2026-12-01",
          ], environment: ["no_proxy": "127.0.0.1"])
      }
      let first = try run()
      #expect(first.status == 0, "\(first.errors)")
      let before = try #require(text(card))
      #expect(text(kept) == Self.offer() && before.contains("0.06 USD / GB"))
      let unchanged = try run()
      #expect(unchanged.status == 0 && text(card) == before)
      for says in ["broke off", "is no price", "There is no price list"] {
        let failed = try run()
        #expect(failed.status == 3 && failed.errors.contains(says), "\(failed.errors)")
        #expect(text(card) == before && text(kept) == Self.offer() && failed.output.isEmpty)
      }
      #expect(try run().status == 0)
      #expect(text(card)?.contains("0.07 USD / GB") == true && text(card)?.contains("20261203000000") == true)
      let asked = server.requests
      #expect(asked.count == 6 && !asked[0].contains("If-None-Match"))
      #expect(asked[1...].allSatisfy { $0.contains("If-None-Match: \"one\"") })
    }
  }
}
