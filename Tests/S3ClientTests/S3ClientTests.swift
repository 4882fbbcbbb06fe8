import AWSClient
import Foundation
import HTTPTransfer
import Measures
import S3Client
import Testing

/// Keys that are hard to carry.
let oddKeys = [
  "plain", "a b", "a+b", "100%", "~tilde", "ü/ñ/日本", "a//b/", "dots/../x", "q?x=1&y#z", "quote\"'<>&", "e%20e", "😀",
  "trailing ", "=;:@,$!*()",
]

/// What any S3 does for a client; the bucket's name is of this run alone.
func lifeOfABucket(_ client: S3Client, bucket: String, partBytes: Int = 5 << 20) throws {
  try client.createBucket(bucket)
  #expect(try client.hasBucket(bucket))
  for (index, key) in oddKeys.enumerated() {
    try client.put(bucket, key, Array("body \(index)".utf8), contentType: "text/csv")
    #expect(try client.get(bucket, key) == Array("body \(index)".utf8), "\(key)")
    #expect(try client.head(bucket, key)?.size == "body \(index)".utf8.count)
  }
  #expect(try client.list(bucket).map(\.key).sorted() == oddKeys.sorted())
  #expect(try client.list(bucket, prefix: "a").map(\.key).sorted() == oddKeys.filter { $0.hasPrefix("a") }.sorted())
  #expect(try client.get(bucket, "plain", range: 1..<3) == Array("od".utf8))
  #expect(try client.head(bucket, "nothing") == nil)
  let missing = #expect(throws: AWSError.self) { try client.get(bucket, "nothing") }
  #expect(missing?.status == 404 && missing?.kind == .service)
  // In parts, and read back in pieces.
  let whole = (0..<(2 * partBytes + 1000)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
  var rest = whole[...]
  try client.upload(bucket, "big one", partBytes: partBytes) { () throws(AWSError) in
    let piece = Array(rest.prefix(1_000_003))
    rest = rest.dropFirst(piece.count)
    return piece
  }
  var back: [UInt8] = []
  let eTag = try client.read(bucket, "big one", pieceBytes: partBytes / 2 + 7) { back += $0 }
  #expect(back == whole)
  var end: [UInt8] = []
  try client.read(bucket, "big one", from: whole.count - 10, eTag: eTag) { end += $0 }
  #expect(end == Array(whole.suffix(10)))
  let changed = #expect(throws: AWSError.self) { try client.read(bucket, "big one", eTag: "\"other\"") { _ in } }
  #expect(changed?.code == "PreconditionFailed")
  try client.delete(bucket, "plain")
  try client.delete(bucket, "plain")
  try client.delete(bucket, oddKeys + ["big one"])
  #expect(try client.list(bucket).isEmpty)
  try client.deleteBucket(bucket)
}

@Suite("S3 over the wire") struct S3ClientTests {
  @Test("a bucket's life over a scripted store") func life() throws {
    let store = FakeStore()
    try lifeOfABucket(store.client(), bucket: "bucket", partBytes: 1000)
    #expect(store.unfinished == 0)
  }

  @Test(
    "a fault at any one call in turn changes nothing, and leaves no unfinished upload",
    arguments: FakeStore.Fault.allCases)
  func faultAtEachCall(fault: FakeStore.Fault) throws {
    let plain = FakeStore()
    try lifeOfABucket(plain.client(), bucket: "bucket", partBytes: 1000)
    for number in 0..<plain.requests.count {
      let store = FakeStore { $0 == number ? fault : nil }
      do { try lifeOfABucket(store.client(), bucket: "bucket", partBytes: 1000) } catch {
        Issue.record("fault \(fault) at call \(number): \(error)")
      }
      #expect(store.unfinished == 0 && store.keys.isEmpty, "fault \(fault) at call \(number)")
    }
  }

  @Test("an upload that fails is given up, so that no parts stay and bill") func abort() throws {
    // 0 begins, 1 and 2 are parts; from there on nothing works but the end.
    let store = FakeStore { (2..<5).contains($0) ? .internalError : nil }
    var left = 5
    let error = #expect(throws: AWSError.self) {
      try store.client().upload("bucket", "k", partBytes: 10) { () throws(AWSError) in
        left -= 1
        return left > 0 ? Array(repeating: 0, count: 10) : []
      }
    }
    #expect(error?.code == "InternalError" && store.unfinished == 0 && store.keys.isEmpty)
    #expect(store.requests.last?.method == "DELETE")
  }

  @Test("an upload that cannot be given up says so") func stuck() {
    let store = FakeStore { $0 > 1 ? .internalError : nil }
    var left = 5
    let error = #expect(throws: AWSError.self) {
      try store.client().upload("bucket", "k", partBytes: 10) { () throws(AWSError) in
        left -= 1
        return left > 0 ? Array(repeating: 0, count: 10) : []
      }
    }
    #expect(error?.message.contains("unfinished upload u1 of bucket/k") == true && store.unfinished == 1)
  }

  @Test("what is short, or just a part long, goes in one request", arguments: [0, 1, 10, 11]) func single(count: Int)
    throws
  {
    let store = FakeStore()
    var rest = Array(repeating: UInt8(7), count: count)
    try store.client().upload("bucket", "k", partBytes: 10) { () throws(AWSError) in
      defer { rest = [] }
      return rest
    }
    #expect(try store.client().get("bucket", "k").count == count)
    #expect(store.requests.count { $0.method == "POST" } == (count > 10 ? 2 : 0))
  }

  @Test("objects that cannot be deleted are named") func locked() {
    let error = #expect(throws: AWSError.self) { try FakeStore().client().delete("bucket", ["a", "locked"]) }
    #expect(error?.code == "AccessDenied" && error?.message.contains("locked") == true)
  }

  @Test("a bucket has a host of its own unless an address is set or its name has dots") func addresses() throws {
    final class Seen: @unchecked Sendable { var urls: [String] = [] }
    let seen = Seen()
    let transport = FunctionTransport { request throws(HTTPError) in
      seen.urls.append(request.url)
      return HTTPResponse(head: HTTPResponseHead(status: 200), body: [])
    }
    try S3Client(testClient(transport)).put("bucket", "a b", [])
    try S3Client(testClient(transport)).put("my.bucket", "k", [])
    try S3Client(testClient(transport, endpoint: "http://localhost:1/x")).put("bucket", "k", [])
    #expect(
      seen.urls == [
        "https://bucket.s3.eu-central-1.amazonaws.com/a%20b", "https://s3.eu-central-1.amazonaws.com/my.bucket/k",
        "http://localhost:1/x/bucket/k",
      ])
  }

  @Test("a bucket in another region says where") func redirect() {
    for (status, headers, body) in [
      (301, [HTTPHeader("x-amz-bucket-region", "us-west-2")], ""),
      (400, [], "<Error><Code>AuthorizationHeaderMalformed</Code><Region>us-west-2</Region></Error>"),
    ] {
      let transport = FunctionTransport { _ throws(HTTPError) in
        HTTPResponse(head: HTTPResponseHead(status: status, headers: headers), body: Array(body.utf8))
      }
      let error = #expect(throws: AWSError.self) { try S3Client(testClient(transport)).get("bucket", "k") }
      #expect(error?.message.contains("--region us-west-2") == true)
    }
  }

  @Test(
    "names and keys that lead elsewhere are not sent",
    arguments: ["", "ab", "a/b", "a..b", ".ab", "a?b", "a@b", "ü-b", "a b"])
  func badBucket(name: String) {
    let error = #expect(throws: AWSError.self) { try FakeStore().client().put(name, "k", []) }
    #expect(error?.kind == .configuration)
    #expect(throws: AWSError.self) { try FakeStore().client().put("bucket", String(repeating: "k", count: 1025), []) }
  }

  @Test("a range that is another one than was asked for is not taken") func otherRange() {
    let transport = FunctionTransport { _ throws(HTTPError) in
      HTTPResponse(
        head: HTTPResponseHead(status: 206, headers: [HTTPHeader("Content-Range", "bytes 0-4/10")]),
        body: Array("hello".utf8))
    }
    let error = #expect(throws: AWSError.self) { try S3Client(testClient(transport)).get("bucket", "k", range: 5..<10) }
    #expect(error?.kind == .unreadable)
  }
}
