import AWSClient
import Foundation
import HTTPTransfer
import Measures
import S3Client
import Signatures

/// A small S3 in memory with the addresses in the path, and faults on order.
final class FakeStore: @unchecked Sendable {
  /// What goes wrong with an exchange; after those of the second line the request is carried out.
  enum Fault: CaseIterable, Sendable {
    case internalError, slowDown, resetBefore
    case resetAfter, cutXML, internalErrorAfter

    var happens: Bool { [.resetAfter, .cutXML, .internalErrorAfter].contains(self) }
  }

  private let lock = NSLock()
  // All guarded by `lock`.
  private var objects: [String: [UInt8]] = [:]
  private var eTags: [String: String] = [:]
  private var uploads: [String: (key: String, parts: [Int: [UInt8]])] = [:]
  private var begun = 0
  private var seen: [HTTPRequest] = []
  private let faults: (Int) -> Fault?

  init(faults: @escaping (Int) -> Fault? = { _ in nil }) { self.faults = faults }

  var requests: [HTTPRequest] { lock.withLock { seen } }
  /// Uploads that were begun and neither completed nor given up.
  var unfinished: Int { lock.withLock { uploads.count } }
  var keys: [String] { lock.withLock { objects.keys.sorted() } }

  func client(maxAttempts: Int = 3) -> S3Client {
    let transport = FunctionTransport { request throws(HTTPError) in try self.answer(request) }
    return S3Client(testClient(transport, maxAttempts, endpoint: "http://127.0.0.1:9"))
  }

  private func answer(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
    let result: Result<HTTPResponse, HTTPError> = lock.withLock {
      let fault = faults(seen.count)
      seen.append(request)
      if let fault, !fault.happens { return broken(fault, nil) }
      let response = perform(request)
      return fault.map { broken($0, response) } ?? .success(response)
    }
    return try result.get()
  }

  private func broken(_ fault: Fault, _ response: HTTPResponse?) -> Result<HTTPResponse, HTTPError> {
    switch fault {
    case .internalError, .internalErrorAfter: return .success(error(500, "InternalError"))
    case .slowDown: return .success(error(503, "SlowDown"))
    case .resetBefore, .resetAfter: return .failure(HTTPError(.cutOff, url: "x"))
    case .cutXML:
      guard let response, response.body.first == UInt8(ascii: "<") else {
        return .failure(HTTPError(.cutOff, url: "x"))
      }
      return .success(HTTPResponse(head: response.head, body: response.body.dropLast(3)))
    }
  }

  private func error(_ status: Int, _ code: String) -> HTTPResponse {
    answer(status, "<Error><Code>\(code)</Code><Message>m</Message><RequestId>q</RequestId></Error>")
  }

  private func answer(_ status: Int, _ body: String = "", _ headers: [HTTPHeader] = []) -> HTTPResponse {
    HTTPResponse(head: HTTPResponseHead(status: status, headers: headers), body: Array(body.utf8))
  }

  private func perform(_ request: HTTPRequest) -> HTTPResponse {
    let parts = SignableRequest.parts(of: request.url)
    let words = parts.path.dropFirst().split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let key = words.count > 1 ? String(decoding: PercentEncoding.decode(words[1]), as: UTF8.self) : nil
    var query: [String: String] = [:]
    for pair in parts.query.split(separator: "&") {
      let two = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      query[String(two[0])] = String(decoding: PercentEncoding.decode(two[1]), as: UTF8.self)
    }
    guard let key else { return bucket(request, query) }
    let upload = query["uploadId"]
    switch request.method {
    case "PUT" where upload != nil:
      guard let upload, let number = query["partNumber"].flatMap({ Int($0) }), uploads[upload] != nil else {
        return error(404, "NoSuchUpload")
      }
      uploads[upload]?.parts[number] = request.body
      return answer(200, "", [HTTPHeader("ETag", "\"p\(number)\"")])
    case "PUT":
      objects[key] = request.body
      eTags[key] = "\"e\(request.body.count)\""
      return answer(200, "", [HTTPHeader("ETag", eTags[key] ?? "")])
    case "POST" where query["uploads"] != nil:
      begun += 1
      uploads["u\(begun)"] = (key, [:])
      return answer(
        200, "<InitiateMultipartUploadResult><UploadId>u\(begun)</UploadId></InitiateMultipartUploadResult>")
    case "POST":
      guard let upload, let done = uploads.removeValue(forKey: upload) else { return error(404, "NoSuchUpload") }
      objects[key] = done.parts.sorted { $0.key < $1.key }.flatMap(\.value)
      eTags[key] = "\"m-\(done.parts.count)\""
      return answer(
        200, "<CompleteMultipartUploadResult><ETag>\(eTags[key] ?? "")</ETag></CompleteMultipartUploadResult>")
    case "DELETE":
      if let upload { uploads[upload] = nil } else { objects[key] = nil }
      return answer(204)
    case "GET" where upload != nil:
      let rows = uploads[upload ?? ""]?.parts.keys.sorted().map { "<Part><PartNumber>\($0)</PartNumber></Part>" } ?? []
      return answer(200, "<ListPartsResult>\(rows.joined())</ListPartsResult>")
    default:
      guard let object = objects[key] else { return request.method == "HEAD" ? answer(404) : error(404, "NoSuchKey") }
      let tag = HTTPHeader("ETag", eTags[key] ?? "")
      if request.method == "HEAD" { return answer(200, "", [tag, HTTPHeader("Content-Length", "\(object.count)")]) }
      guard let range = request.headers.first(where: { $0.name == "Range" })?.value.firstMatch(of: /bytes=(\d+)-(\d+)/),
        let low = Int(range.1), let high = Int(range.2)
      else { return HTTPResponse(head: HTTPResponseHead(status: 200, headers: [tag]), body: object) }
      let end = min(high, object.count - 1)
      return HTTPResponse(
        head: HTTPResponseHead(
          status: 206, headers: [tag, HTTPHeader("Content-Range", "bytes \(low)-\(end)/\(object.count)")]),
        body: Array(object[low...end]))
    }
  }

  private func bucket(_ request: HTTPRequest, _ query: [String: String]) -> HTTPResponse {
    switch request.method {
    case "POST":
      let text = String(decoding: request.body, as: UTF8.self)
      let found = (try? XMLTree(Array(text.utf8)))?.all("Object").compactMap { $0["Key"] } ?? []
      for key in found where key != "locked" { objects[key] = nil }
      let errors = found.contains("locked") ? "<Error><Key>locked</Key><Code>AccessDenied</Code></Error>" : ""
      return answer(200, "<DeleteResult>\(errors)</DeleteResult>")
    case "GET" where query["uploads"] != nil:
      let rows = uploads.sorted { $0.key < $1.key }.map {
        "<Upload><Key>\(PercentEncoding.encode($0.value.key))</Key><UploadId>\($0.key)</UploadId></Upload>"
      }
      return answer(
        200, "<ListMultipartUploadsResult><EncodingType>url</EncodingType>\(rows.joined())</ListMultipartUploadsResult>"
      )
    case "GET":
      let start = query["continuation-token"].flatMap { Int($0) } ?? 0
      let all = objects.keys.sorted().filter { $0.hasPrefix(query["prefix"] ?? "") }
      let rows = all.dropFirst(start).prefix(2).map {
        let key = PercentEncoding.encode($0, keepingSlash: true).replacing("%20", with: "+")
        return "<Contents><Key>\(key)</Key><Size>\(objects[$0]?.count ?? 0)</Size><ETag>&quot;e&quot;</ETag></Contents>"
      }
      let more = start + 2 < all.count
      return answer(
        200,
        "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>\(more)</IsTruncated>"
          + (more ? "<NextContinuationToken>\(start + 2)</NextContinuationToken>" : "") + rows.joined()
          + "</ListBucketResult>")
    default: return answer(request.method == "DELETE" ? 204 : 200)
    }
  }
}

/// A client that never waits and whose clock stands still.
func testClient(
  _ transport: any HTTPTransport, _ maxAttempts: Int = 3, token: String? = nil, endpoint: String? = nil
) -> AWSClient {
  let time = Instant(iso8601: "2026-11-25T12:00:00Z") ?? Instant(seconds: 0)
  let machine = Machine(
    variables: [:], readFile: { _ in nil }, run: { _ throws(ProgramFailure) in [] }, now: { time }, sleep: { _ in },
    random: { 0.5 })
  return AWSClient(
    region: "eu-central-1", transport: transport, policy: RetryPolicy(maxAttempts: maxAttempts), machine: machine,
    accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", sessionToken: token,
    endpoint: endpoint)
}
