import AWSClient
import HTTPTransfer
import Signatures

extension S3Client {
  /// Bytes of a part; S3 wants 5 MiB at least and 10,000 parts at most.
  package static let partBytes = 8 << 20

  /// Writes an object of any length from pieces as they come: in one request where it is short, else in parts.
  ///
  /// Where anything fails, the parts that were sent are deleted: unfinished uploads are stored, and billed, for ever.
  /// - Parameters:
  ///   - partBytes: bytes of the first parts, 5 MiB at least but for tests; they grow with each 2,000 parts, so that 10,000
  ///     hold 240 GB while 40 MB are in memory.
  ///   - next: the next bytes; none at the end.
  /// - Returns: the object's ETag.
  @discardableResult
  package func upload(
    _ bucket: String, _ key: String, partBytes: Int = S3Client.partBytes, next: () throws(AWSError) -> [UInt8]
  ) throws(AWSError) -> String {
    var held: [UInt8] = []
    var isAtEnd = false
    /// So many bytes, fewer at the end. One more is looked at, to know whether any follow.
    func take(_ count: Int) throws(AWSError) -> [UInt8] {
      while held.count <= count, !isAtEnd {
        let piece = try next()
        isAtEnd = piece.isEmpty
        held += piece
      }
      let part = Array(held.prefix(count))
      held.removeFirst(part.count)
      return part
    }
    let first = try take(partBytes)
    if isAtEnd, held.isEmpty { return try put(bucket, key, first) }
    let upload = try begin(bucket, key)
    do throws(AWSError) {
      var parts: [String] = []
      var part = first
      while !part.isEmpty {
        guard parts.count < 10_000 else {
          throw AWSError(.configuration, operation: "s3 UploadPart", message: "\(key) has more than 10,000 parts")
        }
        parts.append(try send(part, number: parts.count + 1, of: upload, bucket, key))
        part = try take(partBytes * (1 + parts.count / 2000))
      }
      return try complete(upload, parts, bucket, key)
    } catch {
      // The error that counts is the first.
      let call = try call(
        "AbortMultipartUpload", "DELETE", bucket: bucket, key: key, query: [("uploadId", upload)],
        repetition: .idempotent)
      do throws(AWSError) { try aws.send(call) { _ in } } catch let failure {
        if failure.code == "NoSuchUpload" { throw error }
        throw error.saying(
          "\(error.message). The unfinished upload \(upload) of \(bucket)/\(key) could not be deleted, and is billed")
      }
      throw error
    }
  }

  private func begin(_ bucket: String, _ key: String) throws(AWSError) -> String {
    // A second upload does no harm, but what a lost answer began would stay, and be billed: so it is looked for first.
    let call = try call(
      "CreateMultipartUpload", "POST", bucket: bucket, key: key, query: [("uploads", "")], repetition: .unlessDone)
    var attempt = 0
    while true {
      attempt += 1
      do throws(AWSError) {
        return try aws.send(call) { response in
          guard let id = try S3Client.tree(response, "InitiateMultipartUploadResult")["UploadId"], !id.isEmpty else {
            throw XMLTree.Fault(offset: 0, detail: "there is no UploadId")
          }
          return id
        }
      } catch {
        guard error.isOutcomeUnknown, attempt < aws.policy.maxAttempts else { throw error }
        do throws(AWSError) { if let id = try unfinished(bucket, key) { return id } } catch _ { throw error }
        aws.wait(attempt: attempt)
      }
    }
  }

  /// An upload of just this key that was begun and has no part yet: the one whose answer was lost.
  private func unfinished(_ bucket: String, _ key: String) throws(AWSError) -> String? {
    let call = try call(
      "ListMultipartUploads", "GET", bucket: bucket,
      query: [("uploads", ""), ("prefix", key), ("encoding-type", "url")])
    let ids = try aws.send(call) { response in
      let tree = try S3Client.tree(response, "ListMultipartUploadsResult")
      let isEncoded = tree["EncodingType"] == "url"
      return tree.all("Upload").filter { row in
        row["Key"].map { isEncoded ? S3Client.decodedKey($0) : $0 } == key
      }.compactMap { $0["UploadId"] }
    }
    for id in ids.reversed() {
      let call = try self.call("ListParts", "GET", bucket: bucket, key: key, query: [("uploadId", id)])
      let isEmpty = try aws.send(call) { try S3Client.tree($0, "ListPartsResult").all("Part").isEmpty }
      if isEmpty { return id }
    }
    return nil
  }

  private func send(
    _ part: [UInt8], number: Int, of upload: String, _ bucket: String, _ key: String
  ) throws(AWSError) -> String {
    let call = try call(
      "UploadPart", "PUT", bucket: bucket, key: key, query: [("partNumber", "\(number)"), ("uploadId", upload)],
      body: part, repetition: .idempotent)
    return try aws.send(call) { response in
      guard let eTag = response.head.header("ETag"), !eTag.isEmpty else {
        throw XMLTree.Fault(offset: 0, detail: "there is no ETag")
      }
      return eTag
    }
  }

  private func complete(
    _ upload: String, _ eTags: [String], _ bucket: String, _ key: String
  ) throws(AWSError) -> String {
    let rows = eTags.enumerated().map {
      "<Part><PartNumber>\($0.offset + 1)</PartNumber><ETag>\(XMLTree.escaped($0.element))</ETag></Part>"
    }
    let body = """
      <CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\(rows.joined())</CompleteMultipartUpload>
      """
    var call = try call(
      "CompleteMultipartUpload", "POST", bucket: bucket, key: key, query: [("uploadId", upload)],
      headers: [HTTPHeader("Content-Type", "application/xml")], body: Array(body.utf8), repetition: .idempotent)
    // S3 keeps the line open with a blank now and then.
    call.limits.slowTime = call.limits.timeout
    do throws(AWSError) {
      return try aws.send(call) { try S3Client.tree($0, "CompleteMultipartUploadResult")["ETag"] ?? "" }
    } catch {
      // A lost answer, and the upload is gone: it was completed. The ETag of parts ends in their number.
      guard error.followsLostAttempt, error.code == "NoSuchUpload", let head = try head(bucket, key),
        head.eTag.contains("-\(eTags.count)")
      else { throw error }
      return head.eTag
    }
  }
}
