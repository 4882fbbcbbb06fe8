import AWSClient
import HTTPTransfer
import Measures
import Signatures

/// Amazon S3, as much of it as files going to Personalize and coming back need.
///
/// A bucket is addressed in the path where an address was set or its name is no host's, else as a host of its own.
package struct S3Client: Sendable {
  package let aws: AWSClient

  package init(_ aws: AWSClient) { self.aws = aws }

  // MARK: - Requests

  func call(
    _ operation: String, _ method: String, bucket: String, key: String? = nil,
    query: [(name: String, value: String)] = [], headers: [HTTPHeader] = [], body: [UInt8] = [],
    repetition: AWSCall.Repetition = .harmless
  ) throws(AWSError) -> AWSCall {
    guard S3Client.isBucketName(bucket) else {
      throw AWSError(
        .configuration, operation: "s3 \(operation)", message: "`\(bucket.prefix(100))` is no name of a bucket")
    }
    if let key {
      guard (1...1024).contains(key.utf8.count), !key.utf8.contains(0) else {
        throw AWSError(.configuration, operation: "s3 \(operation)", message: "a key has 1 to 1,024 bytes")
      }
    }
    let override = try aws.endpointOverride(.s3)
    let isInPath = override != nil || bucket.contains(".")
    let objectPath = "/" + (key.map { PercentEncoding.encode($0, keepingSlash: true) } ?? "")
    let bucketPath = "/" + bucket + (key == nil ? "" : objectPath)
    var call = AWSCall(
      .s3, operation: operation, method: method, path: isInPath ? bucketPath : objectPath, query: query,
      headers: headers, body: body, repetition: repetition)
    if !isInPath {
      call.endpoint = "https://\(bucket).s3.\(aws.region).\(AWSService.domain(region: aws.region))"
    }
    call.limits.timeout = .minutes(15)
    call.limits.bodyBytes = 64_000_000
    call.readFault = S3Client.fault
    return call
  }

  /// Names that S3 gives (its user guide, 2025), and old ones with capitals and underscores; nothing that leads elsewhere.
  static func isBucketName(_ name: String) -> Bool {
    (3...255).contains(name.utf8.count) && !name.contains("..") && name.first != "." && name.last != "."
      && name.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || "-._".utf8.contains($0)
      }
  }

  /// An error as S3 writes it: XML, or for HEAD nothing but the status.
  @Sendable static func fault(_ response: HTTPResponse) -> ServiceFault {
    let tree = try? XMLTree(response.body)
    let region = response.head.header("x-amz-bucket-region")
    var message = tree?["Message"] ?? ""
    let isElsewhere = [301, 307, 308].contains(response.head.status) || tree?["Code"] == "AuthorizationHeaderMalformed"
    if isElsewhere, let region = tree?["Region"] ?? region {
      message = "the bucket is in region \(region): give --region \(region). \(message)"
    }
    let codes = [301: "PermanentRedirect", 403: "AccessDenied", 404: "NotFound", 412: "PreconditionFailed"]
    return ServiceFault(
      code: tree?["Code"] ?? codes[response.head.status] ?? "", message: message,
      requestID: response.head.header("x-amz-request-id") ?? tree?["RequestId"])
  }

  static func tree(_ response: HTTPResponse, _ root: String) throws -> XMLTree {
    let tree = try XMLTree(response.body)
    // Some answers of status 200 are errors.
    if tree.name == "Error" { throw fault(response) }
    // Servers of other makers call some results a response.
    guard tree.name == root || tree.name == root.replacing("Result", with: "Response") else {
      throw XMLTree.Fault(offset: 0, detail: "`\(tree.name)` stands for `\(root)`")
    }
    return tree
  }

  // MARK: - Buckets

  /// Makes a bucket; one that is already ours is as good.
  package func createBucket(_ bucket: String) throws(AWSError) {
    let isDefault = aws.region == "us-east-1"
    let body = """
      <CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\
      <LocationConstraint>\(aws.region)</LocationConstraint></CreateBucketConfiguration>
      """
    let call = try call(
      "CreateBucket", "PUT", bucket: bucket, body: isDefault ? [] : Array(body.utf8), repetition: .idempotent)
    do throws(AWSError) { try aws.send(call) { _ in } } catch {
      guard error.code == "BucketAlreadyOwnedByYou" else { throw error }
    }
  }

  /// Whether a bucket is there and ours to use; an error where it is somebody else's.
  package func hasBucket(_ bucket: String) throws(AWSError) -> Bool {
    do throws(AWSError) {
      try aws.send(try call("HeadBucket", "HEAD", bucket: bucket)) { _ in }
      return true
    } catch {
      guard error.status == 404 else { throw error }
      return false
    }
  }

  /// Deletes a bucket, which must be empty.
  package func deleteBucket(_ bucket: String) throws(AWSError) {
    do throws(AWSError) {
      try aws.send(try call("DeleteBucket", "DELETE", bucket: bucket, repetition: .idempotent)) { _ in }
    } catch {
      guard error.followsLostAttempt, error.code == "NoSuchBucket" else { throw error }
    }
  }

  // MARK: - Lists

  /// One object of a list.
  package struct Object: Hashable, Sendable {
    package let key: String
    /// Bytes.
    package let size: Int
    package let eTag: String
  }

  /// Objects whose keys begin with a prefix, in S3's order.
  ///
  /// - Parameter atMost: objects; more are an error.
  package func list(_ bucket: String, prefix: String = "", atMost: Int = 1_000_000) throws(AWSError) -> [Object] {
    var objects: [Object] = []
    var token: String?
    var pages = 0
    while true {
      pages += 1
      // Keys may hold what XML cannot; so they come percent-encoded.
      var query = [(name: "list-type", value: "2"), ("encoding-type", "url"), ("prefix", prefix)]
      if let token { query.append(("continuation-token", token)) }
      let page = try aws.send(try call("ListObjectsV2", "GET", bucket: bucket, query: query)) { response in
        let tree = try S3Client.tree(response, "ListBucketResult")
        let isEncoded = tree["EncodingType"] == "url"
        let rows = try tree.all("Contents").map { row in
          guard let key = row["Key"], let size = row["Size"].flatMap({ Int($0) }), size >= 0 else {
            throw XMLTree.Fault(offset: 0, detail: "an object has no key or size")
          }
          return Object(
            key: isEncoded ? S3Client.decodedKey(key) : key, size: size, eTag: row["ETag"] ?? "")
        }
        guard tree["IsTruncated"] == "true" else { return (rows, String?.none) }
        guard let next = tree["NextContinuationToken"], !next.isEmpty else {
          throw XMLTree.Fault(offset: 0, detail: "the list goes on and has no token")
        }
        return (rows, String?.some(next))
      }
      objects += page.0
      guard let next = page.1 else { return objects }
      guard next != token, objects.count <= atMost, pages < 10_000 else {
        throw AWSError(.unreadable, operation: "s3 ListObjectsV2", message: "the list does not end")
      }
      token = next
    }
  }

  /// A key as lists encode it: as a form does, with `+` for a blank.
  static func decodedKey(_ text: String) -> String {
    String(decoding: PercentEncoding.decode(text.replacing("+", with: "%20")), as: UTF8.self)
  }
}
