import Glibc
import WholeFiles
import LocalService
import Measures
import Signatures
import Synchronization

extension ObjectStore {
  /// Bytes of each part but the last at least (Amazon S3 user guide).
  private static let smallestPart = 5 << 20

  func createMultipartUpload(_ call: S3Call) throws -> HTTPServiceResponse {
    let (bucket, key) = (try call.requiredBucket(), try call.requiredKey())
    var target = ObjectDescription(key: key, size: 0, etag: "", modified: clock())
    target.fields = try fields(call)
    target.tags = try tags(ofHeader: call.header("x-amz-tagging"))
    let algorithm = call.header("x-amz-checksum-algorithm").flatMap { ChecksumAlgorithm(rawValue: $0.uppercased()) }
    let number = state.withLock { state in
      state.uploadsBegun += 1
      return state.uploadsBegun
    }
    let seed = "\(bucket)/\(key.text)/\(target.modified.microseconds)/\(number)"
    let id = String(SHA256.hexadecimal(Array(seed.utf8)).prefix(48))
    var head = target
    head.checksum = algorithm.map { .init(name: $0.rawValue, value: "") }
    let upload = Upload(id: id, bucket: bucket, initiated: target.modified, target: target, algorithm: algorithm)
    try state.withLock { state in
      guard state.buckets[bucket] != nil else { throw S3Error.noSuchBucket(bucket) }
      try Folders.make(path(upload: id, in: bucket))
      try ObjectFile.begin(head, at: path(upload: id, in: bucket) + "/upload").commit()
      state.uploads[id] = upload
    }
    return .xml(
      XMLText.document("InitiateMultipartUploadResult") { xml in
        xml.element("Bucket", bucket)
        xml.element("Key", key.text)
        xml.element("UploadId", id)
      }, headers: algorithm.map { [("x-amz-checksum-algorithm", $0.rawValue)] } ?? [])
  }

  /// The upload that a call names; the same id with another bucket or key is none.
  private func upload(_ call: S3Call) throws(S3Error) -> Upload {
    let id = call.value("uploadId") ?? ""
    let bucket = try call.requiredBucket()
    guard hasBucket(bucket) else { throw .noSuchBucket(bucket) }
    guard let upload = state.withLock({ $0.uploads[id] }), upload.bucket == bucket, upload.target.key == call.key else {
      throw .noSuchUpload(String(id.prefix(200)))
    }
    return upload
  }

  private func partNumber(_ call: S3Call) throws(S3Error) -> Int {
    guard let text = call.value("partNumber"), let number = Int(text), (1...10_000).contains(number) else {
      throw .invalidArgument(
        "Part number must be an integer between 1 and 10000, inclusive", name: "partNumber",
        value: String((call.value("partNumber") ?? "").prefix(50)))
    }
    return number
  }

  func uploadPart(_ call: S3Call) throws -> HTTPServiceResponse {
    let (upload, number) = (try upload(call), try partNumber(call))
    let checksum = try checksum(call)
    let part = try add(call.body, as: number, to: upload, checksum: checksum)
    return HTTPServiceResponse(status: 200, headers: [("ETag", "\"\(part.etag)\"")] + checksumHeaders(part).prefix(1))
  }

  func uploadPartCopy(_ call: S3Call) throws -> HTTPServiceResponse {
    let (upload, number) = (try upload(call), try partNumber(call))
    let source = try copySource(call).file
    let range = try ByteRange.range(call.header("x-amz-copy-source-range"), size: source.description.size)
    let bytes = try source.read(range ?? 0..<source.description.size)
    let part = try add(bytes, as: number, to: upload, checksum: nil)
    return .xml(
      XMLText.document("CopyPartResult") { xml in
        xml.element("LastModified", HTTPTime.xml(part.modified))
        xml.element("ETag", "\"\(part.etag)\"")
      })
  }

  private func add(
    _ bytes: [UInt8], as number: Int, to upload: Upload, checksum: ObjectDescription.Field?
  ) throws -> ObjectDescription {
    var part = ObjectDescription(
      key: upload.target.key, size: bytes.count, etag: BytesText.hexadecimal(MessageDigest.md5.finish(bytes)),
      modified: clock())
    part.checksum =
      checksum ?? upload.algorithm.map { .init(name: $0.rawValue, value: $0.text(of: bytes)) }
    let file = try ObjectFile.begin(part, at: "\(path(upload: upload.id, in: upload.bucket))/\(number)")
    try file.append(bytes)
    try state.withLock { state in
      guard state.uploads[upload.id] != nil else { throw S3Error.noSuchUpload(upload.id) }
      try file.commit()
      state.uploads[upload.id]?.parts[number] = part
    }
    return part
  }

  func abortMultipartUpload(_ call: S3Call) throws -> HTTPServiceResponse {
    forget(try upload(call))
    return HTTPServiceResponse(status: 204)
  }

  private func forget(_ upload: Upload) {
    state.withLock { _ = $0.uploads.removeValue(forKey: upload.id) }
    Folders.remove(path(upload: upload.id, in: upload.bucket))
  }

  func completeMultipartUpload(_ call: S3Call) throws -> HTTPServiceResponse {
    let upload = try upload(call)
    guard let document = XMLElement(call.body), document.name == "CompleteMultipartUpload" else {
      throw S3Error.malformedXML
    }
    let parts = try chosenParts(document, of: upload)
    var object = upload.target
    object.size = parts.reduce(0) { $0 + $1.description.size }
    object.modified = clock()
    object.parts = parts.count
    let digests = parts.flatMap { hexadecimalBytes($0.description.etag) }
    object.etag = BytesText.hexadecimal(MessageDigest.md5.finish(digests)) + "-\(parts.count)"
    object.checksum = composite(parts.map(\.description.checksum))
    let bucket = upload.bucket
    try put(
      object, in: bucket, check: { try Conditions.checkWrite(call, over: $0, key: object.key) },
      fill: { file in for part in parts { try part.readAll { try file.append($0) } } })
    forget(upload)
    let (made, checksum) = (object, object.checksum)
    return .xml(
      XMLText.document("CompleteMultipartUploadResult") { xml in
        xml.element("Location", "http://\(call.header("host") ?? "s3.amazonaws.com")/\(bucket)/\(made.key.text)")
        xml.element("Bucket", bucket)
        xml.element("Key", made.key.text)
        xml.element("ETag", "\"\(made.etag)\"")
        if let checksum {
          xml.element("Checksum" + checksum.name, checksum.value)
          xml.element("ChecksumType", "COMPOSITE")
        }
      })
  }

  /// The parts that a document lists, found to be there, in order and large enough.
  private func chosenParts(_ document: XMLElement, of upload: Upload) throws -> [ObjectFile] {
    let listed = document.all("Part")
    guard !listed.isEmpty, listed.count <= 10_000 else { throw S3Error.malformedXML }
    var parts: [ObjectFile] = []
    var last = 0
    for entry in listed {
      guard let number = entry.text("PartNumber").flatMap({ Int($0) }), let etag = entry.text("ETag") else {
        throw S3Error.malformedXML
      }
      guard number > last else {
        throw S3Error(
          status: 400, code: "InvalidPartOrder", message: "The list of parts was not in ascending order.",
          details: [("UploadId", upload.id)])
      }
      last = number
      guard let known = upload.parts[number], known.etag == etag.filter({ $0 != "\"" }),
        let file = ObjectFile("\(path(upload: upload.id, in: upload.bucket))/\(number)"),
        file.description.etag == known.etag
      else {
        throw S3Error(
          status: 400, code: "InvalidPart",
          message: "One or more of the specified parts could not be found. The part may not have been uploaded, or the "
            + "specified entity tag may not match the part's entity tag.",
          details: [("UploadId", upload.id), ("PartNumber", "\(number)")])
      }
      parts.append(file)
    }
    for part in parts.dropLast() where part.description.size < Self.smallestPart {
      throw S3Error(
        status: 400, code: "EntityTooSmall",
        message: "Your proposed upload is smaller than the minimum allowed size",
        details: [("ProposedSize", "\(part.description.size)"), ("MinSizeAllowed", "\(Self.smallestPart)")])
    }
    return parts
  }

  /// The checksum of the parts' checksums, with their number; nil where one part has none.
  private func composite(_ checksums: [ObjectDescription.Field?]) -> ObjectDescription.Field? {
    guard let name = checksums.first??.name, let algorithm = ChecksumAlgorithm(rawValue: name) else { return nil }
    var bytes: [UInt8] = []
    for checksum in checksums {
      guard let checksum, checksum.name == name, let value = Base64.bytes(checksum.value) else { return nil }
      bytes += value
    }
    return .init(name: name, value: "\(algorithm.text(of: bytes))-\(checksums.count)")
  }

  func listParts(_ call: S3Call) throws -> HTTPServiceResponse {
    let upload = try upload(call)
    let after = try call.number("part-number-marker", default: 0, in: 0...10_000)
    let limit = try call.number("max-parts", default: 1000, in: 1...1000)
    let rest = upload.parts.sorted { $0.key < $1.key }.filter { $0.key > after }
    let page = rest.prefix(limit)
    return .xml(
      XMLText.document("ListPartsResult") { xml in
        xml.element("Bucket", upload.bucket)
        xml.element("Key", upload.target.key.text)
        xml.element("UploadId", upload.id)
        xml.element("PartNumberMarker", "\(after)")
        if rest.count > limit, let last = page.last { xml.element("NextPartNumberMarker", "\(last.key)") }
        xml.element("MaxParts", "\(limit)")
        xml.element("IsTruncated", rest.count > limit ? "true" : "false")
        for (number, part) in page {
          xml.element("Part") {
            $0.element("PartNumber", "\(number)")
            $0.element("LastModified", HTTPTime.xml(part.modified))
            $0.element("ETag", "\"\(part.etag)\"")
            $0.element("Size", "\(part.size)")
            if let checksum = part.checksum { $0.element("Checksum" + checksum.name, checksum.value) }
          }
        }
        xml.element("Initiator") { $0.owner() }
        xml.element("Owner") { $0.owner() }
        xml.element("StorageClass", "STANDARD")
      })
  }

  func listMultipartUploads(_ call: S3Call) throws -> HTTPServiceResponse {
    let bucket = try bucket(call.requiredBucket()).name
    let prefix = call.value("prefix") ?? ""
    let isEncoded = call.value("encoding-type") == "url"
    let uploads = state.withLock { $0.uploads.values.filter { $0.bucket == bucket } }
      .filter { $0.target.key.bytes.starts(with: Array(prefix.utf8)) }
      .sorted { ($0.target.key, $0.initiated, $0.id) < ($1.target.key, $1.initiated, $1.id) }
    return .xml(
      XMLText.document("ListMultipartUploadsResult") { xml in
        xml.element("Bucket", bucket)
        xml.element("Prefix", prefix)
        xml.element("MaxUploads", "1000")
        xml.element("IsTruncated", "false")
        if isEncoded { xml.element("EncodingType", "url") }
        for upload in uploads {
          let key = upload.target.key.text
          xml.element("Upload") {
            $0.element("Key", isEncoded ? PercentEncoding.encode(key, keepingSlash: true) : key)
            $0.element("UploadId", upload.id)
            $0.element("Initiated", HTTPTime.xml(upload.initiated))
            $0.element("StorageClass", "STANDARD")
          }
        }
      })
  }
}

/// The bytes that pairs of hexadecimal digits stand for.
private func hexadecimalBytes(_ text: String) -> [UInt8] {
  let digits = text.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
