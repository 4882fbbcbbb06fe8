import Foundation
import LocalService
import Measures
import ObjectStore
import TestSupport
import Testing

/// A store in a folder of its own.
final class StoreBench {
  let folder: String
  var store: ObjectStore

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "recast-objects-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    store = try StoreBench.open(folder)
    try store.createBucket("shop")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private static func open(_ folder: String) throws -> ObjectStore {
    try ObjectStore(folder: folder + "/s3") { Instant(seconds: 1_795_652_400) }
  }

  /// As after a stop and a new start.
  func reopen() throws { store = try StoreBench.open(folder) }

  @discardableResult
  func ask(
    _ method: String, _ path: String, _ query: String = "", headers: [(name: String, value: String)] = [],
    body: [UInt8] = []
  ) -> HTTPServiceResponse {
    store.respond(
      to: HTTPServiceRequest(
        method: method, path: path, query: query, headers: [("Host", "127.0.0.1:9321")] + headers, body: body))
  }

  /// Everything below the folder above the store's.
  var files: [String] {
    FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }.sorted() ?? []
  }
}

extension HTTPServiceResponse {
  var text: String { String(decoding: body, as: UTF8.self) }
  /// The code of an XML error; nil where there is none.
  var code: String? { text.firstMatch(of: /<Code>(\w+)<\/Code>/).map { String($0.1) } }
  func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
}

@Suite("Objects in a folder") struct ObjectStoreTests {
  static let tricks = [
    "/shop/../../escape", "/shop/%2e%2e%2f%2e%2e%2fother", "/shop/..%2f..%2f..%2fetc/passwd", "/shop//etc/passwd",
    "/shop/a%00b", "/shop/CON", "/shop/\(String(repeating: "%C3%A9", count: 500))", "/shop/bucket.json",
    "/shop/../bucket.json", "/shop/objects/ab/x", "/shop/%5c%5chost%5cshare", "/shop/.part-000000",
  ]

  @Test("whatever a key says, its object lies in the store's folder, and comes back by that key alone")
  func pathTricks() throws {
    let bench = try StoreBench()
    for (index, path) in Self.tricks.enumerated() {
      #expect(bench.ask("PUT", path, body: Array("\(index)".utf8)).status == 200, "\(path)")
    }
    try bench.reopen()
    for (index, path) in Self.tricks.enumerated() { #expect(bench.ask("GET", path).text == "\(index)", "\(path)") }
    #expect(bench.files.allSatisfy { $0 == "s3" || $0.hasPrefix("s3/shop") })
    let names = bench.files.filter { $0.hasPrefix("s3/shop/objects/") }
    #expect(names.allSatisfy { $0.contains(/^s3\/shop\/objects\/[0-9a-f]{2}(\/[0-9a-f]{64})?$/) })
  }

  @Test("buckets whose name is a path are none", arguments: ["/..", "/.", "/%2e%2e", "/..%2fetc", "/A", "/a_b", "/ab"])
  func bucketNames(path: String) throws {
    let bench = try StoreBench()
    #expect(bench.ask("PUT", path).code == "InvalidBucketName" && bench.ask("GET", path).code == "NoSuchBucket")
    #expect(bench.ask("PUT", path + "/key", body: [1]).code == "NoSuchBucket")
    #expect(bench.files == ["s3", "s3/shop", "s3/shop/bucket.json", "s3/shop/objects", "s3/shop/uploads"])
  }

  @Test("keys that Unicode calls equal are two objects") func normalisation() throws {
    let bench = try StoreBench()
    bench.ask("PUT", "/shop/%C3%A9", body: [1])
    bench.ask("PUT", "/shop/e%CC%81", body: [2])
    #expect(bench.ask("GET", "/shop/%C3%A9").body == [1] && bench.ask("GET", "/shop/e%CC%81").body == [2])
    #expect(try bench.store.keys(in: "shop", prefix: "").count == 2)
  }

  @Test("objects, settings and uploads under way are there after a new start; half-written files are not")
  func reopening() throws {
    let bench = try StoreBench()
    bench.ask(
      "PUT", "/shop/a", headers: [("x-amz-meta-colour", "blue"), ("Content-Type", "text/csv")], body: [1, 2, 3])
    bench.ask("PUT", "/shop", "policy", body: Array("{}".utf8))
    let begun = bench.ask("POST", "/shop/large", "uploads=").text
    let id = String(try #require(begun.firstMatch(of: /<UploadId>(\w+)</)).1)
    let etag = try #require(bench.ask("PUT", "/shop/large", "partNumber=1&uploadId=\(id)", body: [9]).header("etag"))
    let object = try #require(bench.files.first { $0.contains(/objects\/..\/./) })
    try Data([1]).write(to: URL(filePath: "\(bench.folder)/\(object).part-abcdef"))
    try bench.reopen()
    #expect(!bench.files.contains { $0.contains(".part-") })
    let answer = bench.ask("GET", "/shop/a")
    #expect(answer.body == [1, 2, 3] && answer.header("x-amz-meta-colour") == "blue")
    #expect(answer.header("content-type") == "text/csv" && bench.ask("GET", "/shop", "policy").text == "{}")
    let list =
      "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\(etag)</ETag></Part>"
      + "</CompleteMultipartUpload>"
    #expect(bench.ask("POST", "/shop/large", "uploadId=\(id)", body: Array(list.utf8)).status == 200)
    #expect(bench.ask("GET", "/shop/large").body == [9])
    #expect(bench.ask("GET", "/shop/large").header("etag")?.hasSuffix("-1\"") == true)
  }

  @Test("a file that was changed from outside is no object") func damage() throws {
    let bench = try StoreBench()
    bench.ask("PUT", "/shop/a", body: [1, 2, 3])
    let path = "\(bench.folder)/\(try #require(bench.files.first { $0.contains(/objects\/..\/./) }))"
    try (Data(contentsOf: URL(filePath: path)) + [0]).write(to: URL(filePath: path))
    #expect(bench.ask("GET", "/shop/a").code == "NoSuchKey")
    try bench.reopen()
    #expect(bench.ask("GET", "/shop", "list-type=2").text.contains("<KeyCount>0<"))
  }

  @Test("checksums are those of their standards' examples, and wrong ones are refused")
  func checksums() throws {
    let bench = try StoreBench()
    let digits = Array("123456789".utf8)
    // Check values: zlib, RFC 3720, NVM Express 2.0; base64 of the bytes cbf43926, e3069283, ae8b14860a799888.
    for (name, value) in [
      ("crc32", "y/Q5Jg=="), ("crc32c", "4waSgw=="), ("crc64nvme", "rosUhgp5mIg="),

    ] {
      let header = "x-amz-checksum-" + name
      #expect(bench.ask("PUT", "/shop/k", headers: [(header, value)], body: digits).status == 200, "\(name)")
      let answer = bench.ask("GET", "/shop/k", headers: [("x-amz-checksum-mode", "ENABLED")])
      #expect(answer.header(header) == value)
      #expect(bench.ask("PUT", "/shop/k", headers: [(header, value)], body: [1]).code == "BadDigest")
      #expect(bench.ask("PUT", "/shop/k", headers: [(header, "!")], body: [1]).code == "InvalidRequest")
    }
    #expect(
      bench.ask("PUT", "/shop/k", headers: [("Content-MD5", "JfnnlDI7RTiF9RgfG2JNCw==")], body: digits).status == 200)
    #expect(
      bench.ask("PUT", "/shop/k", headers: [("Content-MD5", "JfnnlDI7RTiF9RgfG2JNCw==")], body: [1]).code == "BadDigest"
    )
    #expect(bench.ask("PUT", "/shop/k", headers: [("Content-MD5", "short")], body: [1]).code == "InvalidDigest")
  }

  @Test("a body in signed pieces is put together, and its trailing checksum checked") func chunkedBodies() throws {
    let bench = try StoreBench()
    let signature = ";chunk-signature=" + String(repeating: "0", count: 64)
    func put(_ body: String, length: Int) -> HTTPServiceResponse {
      bench.ask(
        "PUT", "/shop/k",
        headers: [
          ("Content-Encoding", "aws-chunked,gzip"), ("x-amz-decoded-content-length", "\(length)"),
          ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        ], body: Array(body.utf8))
    }
    let good = "5\(signature)\r\n12345\r\n4\r\n6789\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n"
    #expect(put(good, length: 9).status == 200)
    #expect(bench.ask("GET", "/shop/k").text == "123456789")
    #expect(bench.ask("GET", "/shop/k").header("content-encoding") == "gzip")
    #expect(put(good.replacing("y/Q5", with: "AAAA"), length: 9).code == "BadDigest")
    #expect(put(good, length: 8).code == "IncompleteBody")
    for bad in ["", "5\r\n12", "zz\r\n", "-1\r\n", "5\r\n12345", "5\r\n12345X\r\n0\r\n\r\n", "7fffffffffffffff\r\nx"] {
      #expect(put(bad, length: 5).code == "IncompleteBody", "\(bad)")
    }
  }

  @Test(
    "ranges",
    arguments: [
      ("bytes=0-0", "a", 206), ("bytes=3-", "defghij", 206), ("bytes=-3", "hij", 206), ("bytes=2-99", "cdefghij", 206),
      ("bytes=-99", "abcdefghij", 206), ("bytes=10-", "", 416), ("bytes=-0", "", 416), ("bytes=5-2", "abcdefghij", 200),
      ("bytes=x-2", "abcdefghij", 200), ("bytes=0-1,3-4", "abcdefghij", 200), ("items=0-1", "abcdefghij", 200),
      ("bytes=0-99999999999999999999", "abcdefghij", 206), ("bytes=99999999999999999999-", "", 416),
    ])
  func ranges(range: String, part: String, status: Int) throws {
    let bench = try StoreBench()
    bench.ask("PUT", "/shop/k", body: Array("abcdefghij".utf8))
    let answer = bench.ask("GET", "/shop/k", headers: [("Range", range)])
    #expect(answer.status == status && (status == 416 ? answer.code == "InvalidRange" : answer.text == part))
  }

  @Test("lists with prefix, delimiter and pages are those of a plain walk through all keys", arguments: 1...20)
  func listing(seed: UInt64) throws {
    let bench = try StoreBench()
    var draws = Draws(state: seed)
    let keys = Set(
      (0..<40).map { _ in
        String((0..<Int.random(in: 1...6, using: &draws)).compactMap { _ in "ab/".randomElement(using: &draws) })
      })
    for key in keys { try bench.store.write([1], to: key, in: "shop") }
    for prefix in ["", "a", "a/", "b/a", "//"] {
      for delimiter in ["", "/", "a"] {
        var expected: [String] = []
        for key in keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where key.hasPrefix(prefix) {
          let rest = key.dropFirst(prefix.count)
          let end = delimiter.isEmpty ? nil : rest.firstRange(of: delimiter)?.upperBound
          let entry = end.map { "P:" + prefix + rest[..<$0] } ?? "K:" + key
          if expected.last != entry { expected.append(entry) }
        }
        #expect(walk(bench, prefix, delimiter, limit: 3) == expected, "seed \(seed), `\(prefix)`, `\(delimiter)`")
      }
    }
  }

  /// All pages of a list: keys and common prefixes in the order of their names.
  private func walk(_ bench: StoreBench, _ prefix: String, _ delimiter: String, limit: Int) -> [String] {
    var (entries, token, pages): ([String], String?, Int) = ([], nil, 0)
    repeat {
      let after = token.map {
        "&continuation-token=" + ($0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
      }
      let text = bench.ask(
        "GET", "/shop", "list-type=2&max-keys=\(limit)&prefix=\(prefix)&delimiter=\(delimiter)\(after ?? "")"
      ).text
      let keys = text.matches(of: /<Contents><Key>([^<]*)</).map { "K:\($0.1)" }
      let prefixes = text.matches(of: /<CommonPrefixes><Prefix>([^<]*)</).map { "P:\($0.1)" }
      entries += (keys + prefixes).sorted { $0.dropFirst(2).utf8.lexicographicallyPrecedes($1.dropFirst(2).utf8) }
      token = text.firstMatch(of: /<NextContinuationToken>([^<]*)</).map { String($0.1) }
      pages += 1
    } while token != nil && pages < 100
    return entries
  }

  @Test("writers at once leave one of their objects whole, never a mixture") func concurrency() async throws {
    let bench = try StoreBench()
    let store = bench.store
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<8 {
        group.addTask {
          for _ in 0..<20 {
            try? store.write([UInt8](repeating: UInt8(number), count: 10_000 + number), to: "k", in: "shop")
            let bytes = (try? store.read("k", in: "shop")).flatMap(\.self) ?? []
            #expect(bytes.first.map { bytes == [UInt8](repeating: $0, count: 10_000 + Int($0)) } == true)
          }
        }
      }
    }
  }

  @Test(
    "hostile XML is refused in time",
    arguments: [
      "", "<", "<Delete>", "<Delete></Other>",
      "<!DOCTYPE a [<!ENTITY x \"y\">]><Delete><Object><Key>&x;</Key></Object></Delete>",
      "<Delete><Object><Key>&#0;</Key></Object></Delete>", "<Delete><Object></Object></Delete>",
      "<Delete a=b></Delete>",
      String(repeating: "<Delete>", count: 100_000), "<Delete><![CDATA[" + String(repeating: "x", count: 100_000),
      "<Delete>\u{FEFF}</Delete>", "<Delete><Object><Key>a</Key></Object></Delete>trailing",
    ])
  func xml(document: String) throws {
    let bench = try StoreBench()
    bench.ask("PUT", "/shop/a", body: [1])
    #expect(bench.ask("POST", "/shop", "delete=", body: Array(document.utf8)).code == "MalformedXML")
    #expect(bench.ask("HEAD", "/shop/a").status == 200)
  }

  @Test(
    "a bucket named by the host",
    arguments: [
      "shop.s3.amazonaws.com", "shop.s3.eu-west-1.amazonaws.com:443", "shop.s3-us-west-2.amazonaws.com",
      "shop.localhost:9321",
      "shop.s3.localhost:9321", "shop.emulator.test:9321",
    ])
  func hosts(host: String) throws {
    let bench = try StoreBench()
    let request = HTTPServiceRequest(method: "PUT", path: "/k", headers: [("Host", host)], body: [7])
    #expect(bench.store.respond(to: request).status == 200 && bench.ask("GET", "/shop/k").body == [7])
  }
}
