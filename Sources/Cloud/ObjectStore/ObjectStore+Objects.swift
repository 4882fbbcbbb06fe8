import WholeFiles
import LocalService
import Measures
import Signatures

extension ObjectStore {
  /// Header fields that are kept with an object and given back.
  private static let keptFields: Set = [
    "content-type", "content-encoding", "content-language", "content-disposition", "cache-control", "expires",
    "x-amz-website-redirect-location", "x-amz-storage-class",
  ]
  /// Bytes of all user metadata of an object (Amazon S3 user guide).
  private static let largestMetadata = 2048

  /// The fields of a request that its object keeps.
  func fields(_ call: S3Call) throws(S3Error) -> [ObjectDescription.Field] {
    var fields: [ObjectDescription.Field] = []
    var metadataBytes = 0
    for (name, value) in call.request.headers {
      let name = name.lowercased()
      if name.hasPrefix("x-amz-meta-") {
        metadataBytes += name.utf8.count - 11 + value.utf8.count
        fields.append(.init(name: name, value: value))
      } else if name == "content-encoding" {
        // `aws-chunked` is how the body travelled, not what it is.
        let rest = value.split(separator: ",").map { $0.drop { $0 == " " } }.filter { $0.lowercased() != "aws-chunked" }
        if !rest.isEmpty { fields.append(.init(name: name, value: rest.joined(separator: ","))) }
      } else if Self.keptFields.contains(name), value != "STANDARD" {
        fields.append(.init(name: name, value: String(value.prefix(8192))))
      }
    }
    guard metadataBytes <= Self.largestMetadata else {
      throw S3Error(
        status: 400, code: "MetadataTooLarge",
        message: "Your metadata headers exceed the maximum allowed metadata size.")
    }
    if !fields.contains(where: { $0.name == "content-type" }) {
      fields.insert(.init(name: "content-type", value: "binary/octet-stream"), at: 0)
    }
    return fields
  }

  func putObject(_ call: S3Call) throws -> HTTPServiceResponse {
    let (bucket, key) = (try call.requiredBucket(), try call.requiredKey())
    var object = ObjectDescription(
      key: key, size: call.body.count, etag: BytesText.hexadecimal(MessageDigest.md5.finish(call.body)),
      modified: clock())
    object.fields = try fields(call)
    object.checksum = try checksum(call)
    object.tags = try tags(ofHeader: call.header("x-amz-tagging"))
    try put(object, in: bucket, check: { try Conditions.checkWrite(call, over: $0, key: key) }) {
      try $0.append(call.body)
    }
    return HTTPServiceResponse(status: 200, headers: [("ETag", "\"\(object.etag)\"")] + checksumHeaders(object))
  }

  /// The checksum of an object as header fields.
  func checksumHeaders(_ object: ObjectDescription) -> [(name: String, value: String)] {
    guard let checksum = object.checksum, let algorithm = ChecksumAlgorithm(rawValue: checksum.name) else { return [] }
    let kind = checksum.value.contains("-") ? "COMPOSITE" : "FULL_OBJECT"
    return [(algorithm.header, checksum.value), ("x-amz-checksum-type", kind)]
  }

  /// GetObject and HeadObject.
  func getObject(_ call: S3Call) throws -> HTTPServiceResponse {
    let (bucket, key) = (try call.requiredBucket(), try call.requiredKey())
    let file = try open(key, in: bucket)
    let object = file.description
    var headers: [(name: String, value: String)] = [
      ("ETag", "\"\(object.etag)\""), ("Last-Modified", HTTPTime.text(object.modified)), ("Accept-Ranges", "bytes"),
    ]
    if try Conditions.check(call, against: object) == .notModified {
      return HTTPServiceResponse(status: 304, headers: headers)
    }
    for field in object.fields {
      // `response-content-type` and its like stand in for what was kept.
      headers.append((field.name, call.value("response-" + field.name) ?? field.value))
    }
    for name in ["content-disposition", "cache-control", "content-language", "expires", "content-encoding"]
    where !object.fields.contains(where: { $0.name == name }) {
      if let value = call.value("response-" + name) { headers.append((name, value)) }
    }
    if !object.tags.isEmpty { headers.append(("x-amz-tagging-count", "\(object.tags.count)")) }
    if call.has("partNumber"), let parts = object.parts { headers.append(("x-amz-mp-parts-count", "\(parts)")) }
    let range = try ByteRange.range(call.header("range"), size: object.size)
    if let range {
      headers.append(("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(object.size)"))
    } else if call.header("x-amz-checksum-mode") == "ENABLED" {
      // A part's bytes have another checksum than the whole.
      headers += checksumHeaders(object)
    }
    let sent = range ?? 0..<object.size
    let isHead = call.method == "HEAD"
    if isHead { headers.append(("Content-Length", "\(sent.count)")) }
    return HTTPServiceResponse(
      status: range == nil ? 200 : 206, headers: headers, body: isHead ? [] : try file.read(sent))
  }

  func deleteObject(_ call: S3Call) throws -> HTTPServiceResponse {
    try remove(try call.requiredKey(), in: try call.requiredBucket())
    return HTTPServiceResponse(status: 204)
  }

  func deleteObjects(_ call: S3Call) throws -> HTTPServiceResponse {
    let bucket = try call.requiredBucket()
    guard self.hasBucket(bucket) else { throw S3Error.noSuchBucket(bucket) }
    _ = try checksum(call)
    guard let document = XMLElement(call.body), document.name == "Delete" else { throw S3Error.malformedXML }
    let keys = document.all("Object").map { $0.text("Key") }
    guard (1...1000).contains(keys.count), keys.allSatisfy({ $0?.isEmpty == false }) else { throw S3Error.malformedXML }
    for key in keys.compactMap(\.self) { try remove(ObjectKey(key), in: bucket) }
    let isQuiet = document.text("Quiet") == "true"
    return .xml(
      XMLText.document("DeleteResult") { xml in
        guard !isQuiet else { return }
        for key in keys.compactMap(\.self) { xml.element("Deleted") { $0.element("Key", key) } }
      })
  }

  /// The object that `x-amz-copy-source` names, after its conditions were found to hold.
  func copySource(_ call: S3Call) throws -> (bucket: String, file: ObjectFile) {
    let header = call.header("x-amz-copy-source") ?? ""
    let path = header.prefix { $0 != "?" }.drop { $0 == "/" }
    let name = path.prefix { $0 != "/" }
    guard let bucket = URLText.decoded(name), let key = URLText.decoded(path[name.endIndex...].dropFirst()),
      !key.isEmpty
    else {
      throw S3Error.invalidArgument(
        "Copy Source must mention the source bucket and key: sourcebucket/sourcekey", name: "x-amz-copy-source",
        value: header)
    }
    guard Bucket.isName(bucket) else { throw S3Error.noSuchBucket(bucket) }
    let file = try open(ObjectKey(key), in: bucket)
    _ = try Conditions.check(call, prefix: "x-amz-copy-source-", against: file.description)
    return (bucket, file)
  }

  func copyObject(_ call: S3Call) throws -> HTTPServiceResponse {
    let (bucket, key) = (try call.requiredBucket(), try call.requiredKey())
    let source = try copySource(call)
    let replaces = call.header("x-amz-metadata-directive") == "REPLACE"
    guard replaces || source.bucket != bucket || source.file.description.key != key else {
      throw S3Error.invalidRequest(
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's "
          + "metadata, storage class, website redirect location or encryption attributes.")
    }
    // The copy of an object that was put in parts has the digest of its bytes for an ETag.
    let digest = MessageDigest.md5
    try source.file.readAll { digest.update($0) }
    var object = source.file.description
    object.key = key
    object.etag = BytesText.hexadecimal(digest.finish())
    object.modified = clock()
    object.parts = nil
    if object.checksum?.value.contains("-") == true { object.checksum = nil }
    if replaces { object.fields = try fields(call) }
    if call.header("x-amz-tagging-directive") == "REPLACE" {
      object.tags = try tags(ofHeader: call.header("x-amz-tagging"))
    }
    try put(object, in: bucket, check: { try Conditions.checkWrite(call, over: $0, key: key) }) { file in
      try source.file.readAll { try file.append($0) }
    }
    return .xml(
      XMLText.document("CopyObjectResult") { xml in
        xml.element("LastModified", HTTPTime.xml(object.modified))
        xml.element("ETag", "\"\(object.etag)\"")
      })
  }
}
