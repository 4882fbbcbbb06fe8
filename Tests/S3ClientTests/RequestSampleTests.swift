import AWSClient
import Foundation
import HTTPTransfer
import S3Client
import Testing

@Suite("S3 requests that botocore checks") struct RequestSampleTests {
  /// All that a bucket's life asks, and lists with odd prefixes, with the parameters that botocore would be given.
  static func samples() throws -> [[String: Any]] {
    let store = FakeStore()
    try lifeOfABucket(store.client(), bucket: "bucket", partBytes: 1000)
    for prefix in oddKeys { _ = try store.client().list("bucket", prefix: prefix) }
    return store.requests.compactMap { request in
      guard let (operation, parameters) = described(request) else { return nil }
      return [
        "operation": operation, "parameters": parameters, "method": request.method, "url": request.url,
        "headers": request.headers.map { [$0.name, $0.value] },
        "body": String(decoding: request.body, as: UTF8.self),
      ]
    }
  }

  /// The operation of a request and its parameters as botocore names them; nil where its body is no text.
  private static func described(_ request: HTTPRequest) -> (String, [String: Any])? {
    guard String(validating: request.body, as: UTF8.self) != nil, let url = URLComponents(string: request.url) else {
      return nil
    }
    let words = url.path.dropFirst().split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    var parameters: [String: Any] = ["Bucket": String(words[0])]
    if words.count > 1 { parameters["Key"] = String(words[1]) }
    let names = [
      "prefix": "Prefix", "continuation-token": "ContinuationToken", "encoding-type": "EncodingType",
      "uploadId": "UploadId",
    ]
    let query = Dictionary((url.queryItems ?? []).map { ($0.name, $0.value ?? "") }) { $1 }
    for (name, value) in query { if let known = names[name] { parameters[known] = value } }
    if let number = query["partNumber"].flatMap({ Int($0) }) { parameters["PartNumber"] = number }
    for header in request.headers {
      if header.name == "Range" { parameters["Range"] = header.value }
      if header.name == "If-Match" { parameters["IfMatch"] = header.value }
      if header.name == "Content-Type", request.method == "PUT" { parameters["ContentType"] = header.value }
    }
    let isObject = words.count > 1
    switch (request.method, isObject) {
    case ("PUT", true): return (query["partNumber"] == nil ? "PutObject" : "UploadPart", parameters)
    case ("GET", true): return ("GetObject", parameters)
    case ("HEAD", true): return ("HeadObject", parameters)
    case ("DELETE", true): return ("DeleteObject", parameters)
    case ("POST", true) where query["uploads"] != nil: return ("CreateMultipartUpload", parameters)
    case ("POST", true): return ("CompleteMultipartUpload", parameters)
    case ("GET", false): return ("ListObjectsV2", parameters)
    case ("HEAD", false): return ("HeadBucket", parameters)
    case ("DELETE", false): return ("DeleteBucket", parameters)
    case ("PUT", false): return ("CreateBucket", parameters)
    case ("POST", false): return ("DeleteObjects", parameters)
    default: return nil
    }
  }

  @Test("the requests of a bucket's life are signed, and written where asked for") func written() throws {
    let samples = try Self.samples()
    #expect(samples.count >= 60)
    guard let folder = ProcessInfo.processInfo.environment["RECAST_REQUESTS"] else { return }
    let lines = try samples.map {
      String(decoding: try JSONSerialization.data(withJSONObject: $0, options: .sortedKeys), as: UTF8.self)
    }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try (lines.joined(separator: "\n") + "\n").write(toFile: "\(folder)/s3.jsonl", atomically: true, encoding: .utf8)
  }

  @Test(
    "a bucket's life over a server of another's making",
    .enabled(
      if: ProcessInfo.processInfo.environment["RECAST_S3_ENDPOINT"] != nil,
      "RECAST_S3_ENDPOINT names no server; .ci/run starts one"))
  func otherServer() throws {
    let endpoint = try #require(ProcessInfo.processInfo.environment["RECAST_S3_ENDPOINT"])
    let client = AWSClient(
      region: "eu-central-1", transport: CurlTransport(usesProxy: false), accessKeyID: "AKIDEXAMPLE",
      secretAccessKey: "secret", endpoint: endpoint)
    try lifeOfABucket(S3Client(client), bucket: "recast-\(UInt32.random(in: 0...UInt32.max))")
  }
}
