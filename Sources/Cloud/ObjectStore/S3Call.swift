import LocalService
import Signatures

/// A request as S3 understands it: bucket, key and query decoded, the body as the client means it.
struct S3Call {
  let method: String
  let bucket: String?
  let key: ObjectKey?
  /// Decoded, in the order they came; a name without `=` has no value.
  let query: [(name: String, value: String?)]
  let request: HTTPServiceRequest
  /// Without the framing of `aws-chunked`.
  var body: [UInt8]
  /// Header fields that came after an `aws-chunked` body.
  var trailers: [(name: String, value: String)] = []

  /// - Parameter isBucket: whether a bucket of a name is there, for hosts that may or may not name one.
  init(_ request: HTTPServiceRequest, isBucket: (String) -> Bool) throws(S3Error) {
    self.request = request
    method = request.method
    body = request.body
    query = try S3Call.pairs(request.query)
    let (bucket, rest) = S3Call.address(request, isBucket: isBucket)
    guard let bucketName = URLText.decoded(bucket), let keyText = URLText.decoded(rest) else { throw .invalidURI }
    self.bucket = bucketName.isEmpty ? nil : bucketName
    guard !keyText.isEmpty else {
      key = nil
      return
    }
    key = ObjectKey(keyText)
    guard keyText.utf8.count <= ObjectKey.longest else { throw .keyTooLong }
  }

  /// Bucket and key, still encoded: from the host (`bucket.s3.us-east-1.amazonaws.com`, `bucket.localhost`), else from the
  /// path.
  private static func address(
    _ request: HTTPServiceRequest, isBucket: (String) -> Bool
  ) -> (bucket: Substring, key: Substring) {
    let path = request.path.dropFirst()
    if let bucket = bucket(ofHost: request.header("host") ?? "", isBucket: isBucket) { return (bucket[...], path) }
    let bucket = path.prefix { $0 != "/" }
    return (bucket, path[bucket.endIndex...].dropFirst())
  }

  private static func bucket(ofHost host: String, isBucket: (String) -> Bool) -> String? {
    var host = host.lowercased()[...]
    if let colon = host.lastIndex(of: ":"), host[colon...].dropFirst().allSatisfy(\.isNumber) { host = host[..<colon] }
    guard host.contains("."), !host.hasPrefix("["), !host.allSatisfy({ $0.isNumber || $0 == "." }) else { return nil }
    if host.hasSuffix(".amazonaws.com") {
      // `bucket.s3.region.amazonaws.com`: the last word that begins the service's own name ends the bucket's.
      let words = host.split(separator: ".", omittingEmptySubsequences: false)
      guard let service = words.lastIndex(where: { $0 == "s3" || $0.hasPrefix("s3-") }), service > 0 else { return nil }
      return words[..<service].joined(separator: ".")
    }
    for suffix in [".s3.localhost", ".localhost"] where host.hasSuffix(suffix) {
      let bucket = String(host.dropLast(suffix.count))
      return bucket == "s3" ? nil : bucket
    }
    // Any other name, such as a container's, is the server's, unless its beginning is a bucket that is there.
    let words = host.split(separator: ".")
    return (1..<max(1, words.count)).reversed().map { words[..<$0].joined(separator: ".") }.first(where: isBucket)
  }

  private static func pairs(_ query: String) throws(S3Error) -> [(name: String, value: String?)] {
    var pairs: [(name: String, value: String?)] = []
    for pair in query.split(separator: "&") {
      let name = pair.prefix { $0 != "=" }
      guard let decodedName = URLText.decoded(name, plusIsBlank: true),
        let value = URLText.decoded(pair[name.endIndex...].dropFirst(), plusIsBlank: true)
      else { throw .invalidURI }
      pairs.append((decodedName, name.endIndex == pair.endIndex ? nil : value))
    }
    return pairs
  }

  /// Whether the query has a name, with or without a value.
  func has(_ name: String) -> Bool { query.contains { $0.name == name } }

  /// The value of a name in the query; nil where it has none.
  func value(_ name: String) -> String? { query.first { $0.name == name }?.value }

  func header(_ name: String) -> String? { request.header(name) }

  /// A whole number of the query within a range.
  func number(_ name: String, default standard: Int, in range: ClosedRange<Int>) throws(S3Error) -> Int {
    guard let text = value(name), !text.isEmpty else { return standard }
    guard let number = Int(text), number >= range.lowerBound else {
      throw .invalidArgument("Provided \(name) not an integer or within integer range", name: name, value: text)
    }
    return min(number, range.upperBound)
  }

  /// The region that the request is signed for.
  var region: String { SignatureClaim(authorization: header("authorization") ?? "")?.region ?? "us-east-1" }

  func requiredBucket() throws(S3Error) -> String {
    guard let bucket else { throw .methodNotAllowed }
    return bucket
  }

  func requiredKey() throws(S3Error) -> ObjectKey {
    guard let key else { throw .methodNotAllowed }
    return key
  }
}
