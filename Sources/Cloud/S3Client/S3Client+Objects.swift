import AWSClient
import HTTPTransfer
import Signatures

extension S3Client {
  /// What S3 says of an object without sending it.
  package struct Head: Hashable, Sendable {
    /// Bytes.
    package let size: Int
    /// With its quotes; changes when the object does.
    package let eTag: String
  }

  /// Size and mark of an object; nil where there is none.
  package func head(_ bucket: String, _ key: String) throws(AWSError) -> Head? {
    do throws(AWSError) {
      return try aws.send(try call("HeadObject", "HEAD", bucket: bucket, key: key)) { response in
        guard let size = response.head.contentLength, size >= 0 else {
          throw XMLTree.Fault(offset: 0, detail: "the answer has no Content-Length")
        }
        return Head(size: size, eTag: response.head.header("ETag") ?? "")
      }
    } catch {
      guard error.status == 404 else { throw error }
      return nil
    }
  }

  /// Writes an object whole; S3 checks the bytes against their hash. Returns its ETag.
  @discardableResult
  package func put(
    _ bucket: String, _ key: String, _ body: [UInt8], contentType: String? = nil
  ) throws(AWSError) -> String {
    let headers = contentType.map { [HTTPHeader("Content-Type", $0)] } ?? []
    let call = try call(
      "PutObject", "PUT", bucket: bucket, key: key, headers: headers, body: body, repetition: .idempotent)
    return try aws.send(call) { $0.head.header("ETag") ?? "" }
  }

  /// Bytes of an object, all or some.
  ///
  /// - Parameters:
  ///   - range: offsets; the answer must be just these, or end at the object's end.
  ///   - ifMatch: an ETag; an object that is another one by now is an error of code `PreconditionFailed`.
  package func get(
    _ bucket: String, _ key: String, range: Range<Int>? = nil, ifMatch: String? = nil
  ) throws(AWSError) -> [UInt8] {
    var headers: [HTTPHeader] = []
    if let range {
      guard range.lowerBound >= 0, !range.isEmpty else { return [] }
      headers.append(HTTPHeader("Range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)"))
    }
    if let ifMatch { headers.append(HTTPHeader("If-Match", ifMatch)) }
    let call = try call("GetObject", "GET", bucket: bucket, key: key, headers: headers)
    return try aws.send(call) { response in
      if let range {
        let start = response.head.header("Content-Range")?.prefix { $0 != "-" } ?? ""
        guard response.head.status == 206, start == "bytes \(range.lowerBound)", response.body.count <= range.count
        else { throw XMLTree.Fault(offset: 0, detail: "the answer is another range than was asked for") }
      }
      return response.body
    }
  }

  /// Reads an object piece by piece, however large.
  ///
  /// A piece that breaks off is asked for again, so that a bad line costs a piece and not the whole. All pieces are of one
  /// object: where it changes meanwhile, there is an error of code `PreconditionFailed`.
  /// - Parameters:
  ///   - offset: bytes that the caller has already, of the object with this ETag; to go on where it was stopped.
  ///   - pieceBytes: bytes held at once.
  ///   - receive: takes the bytes in order.
  /// - Returns: the object's ETag.
  @discardableResult
  package func read(
    _ bucket: String, _ key: String, from offset: Int = 0, eTag: String? = nil, pieceBytes: Int = 8 << 20,
    receive: ([UInt8]) throws(AWSError) -> Void
  ) throws(AWSError) -> String {
    guard let head = try head(bucket, key) else {
      throw AWSError(
        .service, operation: "s3 GetObject", code: "NoSuchKey", message: "there is no \(key) in bucket \(bucket)",
        status: 404)
    }
    if let eTag, head.eTag != eTag {
      throw AWSError(
        .service, operation: "s3 GetObject", code: "PreconditionFailed", message: "\(key) has changed since",
        status: 412)
    }
    var position = offset
    while position < head.size {
      let range = position..<min(position + pieceBytes, head.size)
      let bytes = try get(bucket, key, range: range, ifMatch: head.eTag.isEmpty ? nil : head.eTag)
      guard bytes.count == range.count else {
        throw AWSError(.unreadable, operation: "s3 GetObject", message: "a piece of \(key) is too short")
      }
      try receive(bytes)
      position = range.upperBound
    }
    return head.eTag
  }

  /// Deletes an object; one that is not there is as good.
  package func delete(_ bucket: String, _ key: String) throws(AWSError) {
    try aws.send(try call("DeleteObject", "DELETE", bucket: bucket, key: key, repetition: .idempotent)) { _ in }
  }

  /// Deletes many objects, a thousand a request.
  ///
  /// - Throws: an error that names the first that could not be deleted, when all have been tried.
  package func delete(_ bucket: String, _ keys: [String]) throws(AWSError) {
    var failed: (key: String, code: String, words: String)?
    var count = 0
    for start in stride(from: 0, to: keys.count, by: 1000) {
      let rows = keys[start..<min(start + 1000, keys.count)].map {
        "<Object><Key>\(XMLTree.escaped($0))</Key></Object>"
      }
      let body = Array(
        """
        <Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\(rows.joined())<Quiet>true</Quiet></Delete>
        """.utf8)
      let call = try call(
        "DeleteObjects", "POST", bucket: bucket, query: [("delete", "")],
        headers: [
          HTTPHeader("Content-Type", "application/xml"),
          HTTPHeader("x-amz-checksum-sha256", BytesText.base64(SHA256.digest(body))),
        ], body: body, repetition: .idempotent)
      for row in try aws.send(call, read: { try S3Client.tree($0, "DeleteResult").all("Error") }) {
        if failed == nil { failed = (row["Key"] ?? "", row["Code"] ?? "", row["Message"] ?? "") }
        count += 1
      }
    }
    guard let failed else { return }
    throw AWSError(
      .service, operation: "s3 DeleteObjects", code: failed.code,
      message: "\(count) of \(keys.count) objects are not deleted, the first is \(failed.key): \(failed.words)")
  }
}
