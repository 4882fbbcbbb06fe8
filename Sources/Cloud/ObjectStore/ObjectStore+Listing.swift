import LocalService
import Signatures

/// A page of a bucket's list.
struct ObjectPage {
  var objects: [ObjectDescription] = []
  var prefixes: [ObjectKey] = []
  /// What the next page begins after; nil on the last.
  var next: ObjectKey?

  /// - Parameters:
  ///   - after: keys up to this one are left out, and those in a common prefix that it names.
  ///   - from: keys below this one are left out.
  init(
    of bucket: Bucket, prefix: ObjectKey, delimiter: [UInt8], after: ObjectKey?, from: ObjectKey? = nil, limit: Int
  ) {
    var index = bucket.index(from: prefix)
    if let from { index = max(index, bucket.index(from: from)) }
    if let after {
      let isPrefix = !delimiter.isEmpty && after.bytes.suffix(delimiter.count) == delimiter[...]
      index = max(index, isPrefix ? ObjectPage.end(of: after, in: bucket) : bucket.index(from: after))
      while index < bucket.keys.count, bucket.keys[index] <= after { index += 1 }
    }
    guard limit > 0 else { return }
    var last: ObjectKey?
    while index < bucket.keys.count {
      let key = bucket.keys[index]
      guard key.bytes.starts(with: prefix.bytes) else { return }
      guard objects.count + prefixes.count < limit else {
        next = last
        return
      }
      let rest = key.bytes[prefix.bytes.count...]
      if !delimiter.isEmpty, let found = rest.firstRange(of: delimiter) {
        let common = ObjectKey(bytes: Array(key.bytes[..<found.upperBound]))
        prefixes.append(common)
        last = common
        index = ObjectPage.end(of: common, in: bucket)
      } else {
        if let object = bucket.objects[key] { objects.append(object) }
        last = key
        index += 1
      }
    }
  }

  /// The index behind all keys that begin with a prefix.
  private static func end(of prefix: ObjectKey, in bucket: Bucket) -> Int {
    var (low, high) = (bucket.index(from: prefix), bucket.keys.count)
    while low < high {
      let middle = (low + high) / 2
      if bucket.keys[middle].bytes.starts(with: prefix.bytes) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension ObjectStore {
  /// What all lists have in common.
  private struct Terms {
    let bucket: Bucket
    let prefix: String
    let delimiter: String
    let limit: Int
    let isEncoded: Bool

    init(_ call: S3Call, _ bucket: Bucket) throws(S3Error) {
      self.bucket = bucket
      prefix = call.value("prefix") ?? ""
      delimiter = call.value("delimiter") ?? ""
      limit = try call.number("max-keys", default: 1000, in: 0...1000)
      let encoding = call.value("encoding-type")
      guard encoding == nil || encoding == "" || encoding == "url" else {
        throw .invalidArgument(
          "Invalid Encoding Method specified in Request", name: "encoding-type", value: encoding ?? "")
      }
      isEncoded = encoding == "url"
    }

    func shown(_ text: String) -> String { isEncoded ? PercentEncoding.encode(text, keepingSlash: true) : text }

    func page(after: String?, from: String? = nil) -> ObjectPage {
      ObjectPage(
        of: bucket, prefix: ObjectKey(prefix), delimiter: Array(delimiter.utf8), after: after.map { ObjectKey($0) },
        from: from.map { ObjectKey($0) }, limit: limit)
    }

    func head(_ xml: inout XMLText, _ page: ObjectPage) {
      xml.element("Name", bucket.name)
      xml.element("Prefix", shown(prefix))
      if !delimiter.isEmpty { xml.element("Delimiter", shown(delimiter)) }
      xml.element("MaxKeys", "\(limit)")
      if isEncoded { xml.element("EncodingType", "url") }
      xml.element("IsTruncated", page.next == nil ? "false" : "true")
    }

    func prefixes(_ xml: inout XMLText, _ page: ObjectPage) {
      for prefix in page.prefixes { xml.element("CommonPrefixes") { $0.element("Prefix", shown(prefix.text)) } }
    }

    func object(_ xml: inout XMLText, _ object: ObjectDescription) {
      xml.element("Key", shown(object.key.text))
      xml.element("LastModified", HTTPTime.xml(object.modified))
      xml.element("ETag", "\"\(object.etag)\"")
      if let checksum = object.checksum { xml.element("ChecksumAlgorithm", checksum.name) }
      xml.element("Size", "\(object.size)")
      xml.element("StorageClass", "STANDARD")
    }
  }

  func listObjects(_ call: S3Call) throws -> HTTPServiceResponse {
    let terms = try Terms(call, bucket(call.requiredBucket()))
    let marker = call.value("marker") ?? ""
    let page = terms.page(after: marker.isEmpty ? nil : marker)
    return .xml(
      XMLText.document("ListBucketResult") { xml in
        terms.head(&xml, page)
        xml.element("Marker", terms.shown(marker))
        // Without a delimiter the last key does the same, and S3 leaves this out.
        if let next = page.next, !terms.delimiter.isEmpty { xml.element("NextMarker", terms.shown(next.text)) }
        for object in page.objects {
          xml.element("Contents") {
            terms.object(&$0, object)
            $0.element("Owner") { $0.owner() }
          }
        }
        terms.prefixes(&xml, page)
      })
  }

  func listObjectsV2(_ call: S3Call) throws -> HTTPServiceResponse {
    let terms = try Terms(call, bucket(call.requiredBucket()))
    let token = call.value("continuation-token")
    var after = call.value("start-after").flatMap { $0.isEmpty ? nil : $0 }
    if let token {
      guard let bytes = Base64.bytes(token), let text = String(validating: bytes, as: UTF8.self), !text.isEmpty else {
        throw S3Error.invalidArgument(
          "The continuation token provided is incorrect", name: "continuation-token", value: token)
      }
      after = text
    }
    let page = terms.page(after: after)
    let showsOwner = call.value("fetch-owner") == "true"
    return .xml(
      XMLText.document("ListBucketResult") { xml in
        terms.head(&xml, page)
        xml.element("KeyCount", "\(page.objects.count + page.prefixes.count)")
        xml.element("ContinuationToken", ifPresent: token)
        xml.element("NextContinuationToken", ifPresent: page.next.map { BytesText.base64($0.bytes) })
        xml.element("StartAfter", ifPresent: call.value("start-after").map(terms.shown))
        for object in page.objects {
          xml.element("Contents") {
            terms.object(&$0, object)
            if showsOwner { $0.element("Owner") { $0.owner() } }
          }
        }
        terms.prefixes(&xml, page)
      })
  }

  /// Objects are not versioned: each has the one version that S3 calls `null`.
  func listObjectVersions(_ call: S3Call) throws -> HTTPServiceResponse {
    let terms = try Terms(call, bucket(call.requiredBucket()))
    let marker = call.value("key-marker") ?? ""
    let page = terms.page(after: marker.isEmpty ? nil : marker)
    return .xml(
      XMLText.document("ListVersionsResult") { xml in
        terms.head(&xml, page)
        xml.element("KeyMarker", terms.shown(marker))
        xml.element("VersionIdMarker", call.value("version-id-marker") ?? "")
        if let next = page.next {
          xml.element("NextKeyMarker", terms.shown(next.text))
          xml.element("NextVersionIdMarker", "null")
        }
        for object in page.objects {
          xml.element("Version") {
            terms.object(&$0, object)
            $0.element("VersionId", "null")
            $0.element("IsLatest", "true")
            $0.element("Owner") { $0.owner() }
          }
        }
        terms.prefixes(&xml, page)
      })
  }
}
