import WholeFiles
import LocalService

extension ObjectStore {
  func getObjectAttributes(_ call: S3Call) throws -> HTTPServiceResponse {
    let object = try open(try call.requiredKey(), in: try call.requiredBucket()).description
    let wanted = Set(
      (call.header("x-amz-object-attributes") ?? "").split(separator: ",").map { $0.filter { $0 != " " } })
    return .xml(
      XMLText.document("GetObjectAttributesResponse") { xml in
        if wanted.contains("ETag") { xml.element("ETag", object.etag) }
        if wanted.contains("Checksum"), let checksum = object.checksum {
          xml.element("Checksum") { $0.element("Checksum" + checksum.name, checksum.value) }
        }
        if wanted.contains("ObjectParts"), let parts = object.parts {
          xml.element("ObjectParts") { $0.element("PartsCount", "\(parts)") }
        }
        if wanted.contains("StorageClass") { xml.element("StorageClass", "STANDARD") }
        if wanted.contains("ObjectSize") { xml.element("ObjectSize", "\(object.size)") }
      }, headers: [("Last-Modified", HTTPTime.text(object.modified))])
  }

  func objectACL(_ operation: S3Operation, _ call: S3Call) throws -> HTTPServiceResponse {
    _ = try open(try call.requiredKey(), in: try call.requiredBucket())
    return operation == .getObjectAcl ? .xml(BucketSetting.ownersControl) : HTTPServiceResponse(status: 200)
  }

  func tagging(_ operation: S3Operation, _ call: S3Call) throws -> HTTPServiceResponse {
    let (bucket, key) = (try call.requiredBucket(), try call.requiredKey())
    let file = try open(key, in: bucket)
    var object = file.description
    switch operation {
    case .putObjectTagging:
      guard let document = XMLElement(call.body), let set = document["TagSet"] else { throw S3Error.malformedXML }
      object.tags = set.all("Tag").map { .init(name: $0.text("Key") ?? "", value: $0.text("Value") ?? "") }
      try check(object.tags)
    case .deleteObjectTagging: object.tags = []
    default:
      return .xml(
        XMLText.document("Tagging") { xml in
          xml.element("TagSet") { set in
            for tag in object.tags {
              set.element("Tag") {
                $0.element("Key", tag.name)
                $0.element("Value", tag.value)
              }
            }
          }
        })
    }
    let changed = object
    try put(
      changed, in: bucket,
      check: {
        // Another object came in between: these tags were not meant for it.
        guard $0?.etag == changed.etag else { throw S3Error.noSuchKey(key.text) }
      }
    ) { new in try file.readAll { try new.append($0) } }
    return HTTPServiceResponse(status: operation == .putObjectTagging ? 200 : 204)
  }

  /// The tags of an `x-amz-tagging` header, written as a query.
  func tags(ofHeader header: String?) throws(S3Error) -> [ObjectDescription.Field] {
    var tags: [ObjectDescription.Field] = []
    for pair in (header ?? "").split(separator: "&") {
      let name = pair.prefix { $0 != "=" }
      guard let decodedName = URLText.decoded(name, plusIsBlank: true),
        let value = URLText.decoded(pair[name.endIndex...].dropFirst(), plusIsBlank: true)
      else {
        throw .invalidArgument(
          "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
          name: "x-amz-tagging", value: header ?? "")
      }
      tags.append(.init(name: decodedName, value: value))
    }
    try check(tags)
    return tags
  }

  /// At most ten tags, keys of 1...128 characters, values of at most 256, no key twice (Amazon S3 user guide).
  private func check(_ tags: [ObjectDescription.Field]) throws(S3Error) {
    guard tags.count <= 10, tags.allSatisfy({ (1...128).contains($0.name.count) && $0.value.count <= 256 }),
      Set(tags.map(\.name)).count == tags.count
    else {
      throw S3Error(status: 400, code: "InvalidTag", message: "The TagKey or TagValue you have provided is invalid")
    }
  }
}
