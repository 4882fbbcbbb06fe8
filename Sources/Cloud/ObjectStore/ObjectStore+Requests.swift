import WholeFiles
import LocalService
import Signatures

extension ObjectStore {
  /// Answers a request of S3's REST API; blocks on the disk.
  package func respond(to request: HTTPServiceRequest) -> HTTPServiceResponse {
    do {
      var call = try S3Call(request, isBucket: hasBucket)
      guard let operation = S3Operation(call), !call.query.contains(where: { S3Operation.missing.contains($0.name) })
      else {
        if let word = call.query.first(where: { S3Operation.missing.contains($0.name) })?.name {
          throw S3Error.notImplemented(word)
        }
        throw S3Error.methodNotAllowed
      }
      if let bucket = call.bucket, !Bucket.isName(bucket) {
        // Names that cannot be are not there: only CreateBucket says why.
        throw operation == .createBucket ? S3Error.invalidBucketName : S3Error.noSuchBucket(bucket)
      }
      try receiveBody(&call)
      return try perform(operation, call)
    } catch let error as S3Error {
      return failure(error, to: request)
    } catch {
      return failure(.internalError(error), to: request)
    }
  }

  /// The name of the operation that a request asks for, such as `PutObject`; nil where S3 knows none.
  package func operationName(of request: HTTPServiceRequest) -> String? {
    (try? S3Call(request, isBucket: hasBucket)).flatMap { S3Operation($0)?.name }
  }

  /// S3's own form of an error that arose outside, such as a fault on order.
  package static func errorResponse(
    status: Int, code: String, message: String, to request: HTTPServiceRequest
  ) -> HTTPServiceResponse {
    response(S3Error(status: status, code: code, message: message), to: request)
  }

  private func failure(_ error: S3Error, to request: HTTPServiceRequest) -> HTTPServiceResponse {
    Self.response(error, to: request)
  }

  private static func response(_ error: S3Error, to request: HTTPServiceRequest) -> HTTPServiceResponse {
    let body = XMLText.plainDocument("Error") { xml in
      xml.element("Code", error.code)
      xml.element("Message", error.message)
      for (name, value) in error.details { xml.element(name, value) }
      xml.element("Resource", request.path)
    }
    // An answer to HEAD says no more than its status.
    guard request.method != "HEAD" else { return HTTPServiceResponse(status: error.status) }
    return HTTPServiceResponse(status: error.status, headers: [("Content-Type", "application/xml")], body: body)
  }

  /// Takes the body out of its framing and checks what its digests promise.
  private func receiveBody(_ call: inout S3Call) throws(S3Error) {
    let stated = call.header("x-amz-content-sha256") ?? ""
    let encodings = (call.header("content-encoding") ?? "").lowercased().split(separator: ",").map {
      $0.filter { $0 != " " }
    }
    if stated.hasPrefix("STREAMING-") || encodings.contains("aws-chunked") {
      let length = call.header("x-amz-decoded-content-length").flatMap { Int($0) }
      (call.body, call.trailers) = try AWSChunkedBody.decoded(call.body, length: length)
    } else if stated.utf8.count == 64, stated.lowercased() != SHA256.hexadecimal(call.body) {
      throw S3Error(
        status: 400, code: "XAmzContentSHA256Mismatch",
        message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
        details: [("ClientComputedContentSHA256", stated)])
    }
    if let text = call.header("content-md5") {
      guard let digest = Base64.bytes(text), digest.count == 16 else { throw .invalidDigest }
      guard digest == MessageDigest.md5.finish(call.body) else { throw .badDigest("Content-MD5") }
    }
  }

  /// The checksum that came with a body, in the header or behind it, after it was found right.
  func checksum(_ call: S3Call) throws(S3Error) -> ObjectDescription.Field? {
    for algorithm in ChecksumAlgorithm.allCases {
      let trailer = call.trailers.first { $0.name == algorithm.header }?.value
      guard let stated = call.header(algorithm.header) ?? trailer else { continue }
      guard Base64.bytes(stated) != nil else {
        throw .invalidRequest("Value for \(algorithm.header) header is invalid.")
      }
      guard stated == algorithm.text(of: call.body) else { throw .badDigest(algorithm.rawValue) }
      return ObjectDescription.Field(name: algorithm.rawValue, value: stated)
    }
    return nil
  }

  private func perform(_ operation: S3Operation, _ call: S3Call) throws -> HTTPServiceResponse {
    switch operation {
    case .listBuckets: listBuckets(call)
    case .createBucket: try createBucket(call)
    case .headBucket: try headBucket(call)
    case .deleteBucket: try deleteBucket(call)
    case .getBucketLocation: try getBucketLocation(call)
    case .bucketSetting(let setting, let method): try bucketSetting(setting, method, call)
    case .listObjects: try listObjects(call)
    case .listObjectsV2: try listObjectsV2(call)
    case .listObjectVersions: try listObjectVersions(call)
    case .deleteObjects: try deleteObjects(call)
    case .putObject: try putObject(call)
    case .getObject, .headObject: try getObject(call)
    case .deleteObject: try deleteObject(call)
    case .copyObject: try copyObject(call)
    case .getObjectAttributes: try getObjectAttributes(call)
    case .getObjectTagging, .putObjectTagging, .deleteObjectTagging: try tagging(operation, call)
    case .getObjectAcl, .putObjectAcl: try objectACL(operation, call)
    case .createMultipartUpload: try createMultipartUpload(call)
    case .uploadPart: try uploadPart(call)
    case .uploadPartCopy: try uploadPartCopy(call)
    case .completeMultipartUpload: try completeMultipartUpload(call)
    case .abortMultipartUpload: try abortMultipartUpload(call)
    case .listParts: try listParts(call)
    case .listMultipartUploads: try listMultipartUploads(call)
    }
  }
}

extension HTTPServiceResponse {
  /// An answer of XML.
  static func xml(_ body: [UInt8], headers: [(name: String, value: String)] = []) -> HTTPServiceResponse {
    HTTPServiceResponse(status: 200, headers: [("Content-Type", "application/xml")] + headers, body: body)
  }
}
