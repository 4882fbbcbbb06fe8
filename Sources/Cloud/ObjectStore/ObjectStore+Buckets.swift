import Glibc
import WholeFiles
import LocalService
import Synchronization

extension ObjectStore {
  func listBuckets(_ call: S3Call) -> HTTPServiceResponse {
    let buckets = state.withLock { $0.buckets.values.sorted { $0.name < $1.name } }
    let prefix = call.value("prefix") ?? ""
    return .xml(
      XMLText.document("ListAllMyBucketsResult") { xml in
        xml.element("Owner") { $0.owner() }
        xml.element("Buckets") { list in
          for bucket in buckets where bucket.name.hasPrefix(prefix) {
            list.element("Bucket") {
              $0.element("Name", bucket.name)
              $0.element("CreationDate", HTTPTime.xml(bucket.created))
              $0.element("BucketRegion", bucket.region)
            }
          }
        }
      })
  }

  func createBucket(_ call: S3Call) throws -> HTTPServiceResponse {
    let name = try call.requiredBucket()
    var region = call.region
    if call.body.isEmpty, region != "us-east-1", region != "aws-global" {
      throw S3Error(
        status: 400, code: "IllegalLocationConstraintException",
        message:
          "The unspecified location constraint is incompatible for the region specific endpoint this request was "
          + "sent to.")
    }
    if !call.body.isEmpty {
      guard let document = XMLElement(call.body), document.name == "CreateBucketConfiguration" else {
        throw S3Error.malformedXML
      }
      if let stated = document.text("LocationConstraint"), !stated.isEmpty { region = stated }
    }
    if let bucket = try? bucket(name), bucket.region != "us-east-1" || region != "us-east-1" {
      // In us-east-1 alone, making one's own bucket again is no error.
      throw S3Error(
        status: 409, code: "BucketAlreadyOwnedByYou",
        message: "Your previous request to create the named bucket succeeded and you already own it.",
        details: [("BucketName", name)])
    }
    try createBucket(name, region: region)
    return HTTPServiceResponse(status: 200, headers: [("Location", "/\(name)")])
  }

  func headBucket(_ call: S3Call) throws -> HTTPServiceResponse {
    let bucket = try bucket(call.requiredBucket())
    return HTTPServiceResponse(
      status: 200, headers: [("x-amz-bucket-region", bucket.region), ("Content-Type", "application/xml")])
  }

  func deleteBucket(_ call: S3Call) throws -> HTTPServiceResponse {
    let name = try call.requiredBucket()
    try state.withLock { state in
      guard let bucket = state.buckets[name] else { throw S3Error.noSuchBucket(name) }
      guard bucket.keys.isEmpty else {
        throw S3Error(
          status: 409, code: "BucketNotEmpty", message: "The bucket you tried to delete is not empty",
          details: [("BucketName", name)])
      }
      state.buckets[name] = nil
      state.uploads = state.uploads.filter { $0.value.bucket != name }
      // Without `bucket.json` it is no bucket any more, should the rest be cut short.
      unlink("\(folder)/\(name)/bucket.json")
      Folders.remove("\(folder)/\(name)")
    }
    return HTTPServiceResponse(status: 204)
  }

  func getBucketLocation(_ call: S3Call) throws -> HTTPServiceResponse {
    let region = try bucket(call.requiredBucket()).region
    // us-east-1 is the place without a name.
    return .xml(
      Array(
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<LocationConstraint xmlns=\"\(XMLText.nameSpace)\">"
          + (region == "us-east-1" ? "" : XMLText.escaped(region)) + "</LocationConstraint>").utf8))
  }

  func bucketSetting(_ setting: BucketSetting, _ method: String, _ call: S3Call) throws -> HTTPServiceResponse {
    let name = try call.requiredBucket()
    let bucket = try bucket(name)
    switch method {
    case "GET":
      guard let document = bucket.settings[setting.rawValue] else { return .xml(try setting.unset.get()) }
      guard setting == .policy else { return .xml(Array(document.utf8)) }
      return HTTPServiceResponse(
        status: 200, headers: [("Content-Type", "application/json")], body: Array(document.utf8))
    case "PUT":
      try change(name) { $0.settings[setting.rawValue] = try self.document(setting, call) }
      return HTTPServiceResponse(status: setting == .policy ? 204 : 200)
    default:
      try change(name) { $0.settings[setting.rawValue] = nil }
      return HTTPServiceResponse(status: 204)
    }
  }

  /// A setting as it came, after it was found to be of its kind; nil where it says that nothing is set.
  private func document(_ setting: BucketSetting, _ call: S3Call) throws(S3Error) -> String? {
    guard call.body.count <= 1 << 18, let text = String(validating: call.body, as: UTF8.self) else {
      throw .malformedXML
    }
    if setting == .policy {
      guard text.drop(while: \.isWhitespace).hasPrefix("{") else {
        throw S3Error(
          status: 400, code: "MalformedPolicy", message: "Policies must be valid JSON and the first byte must be '{'")
      }
      return text
    }
    // A canned list comes in a header and has no body.
    if setting == .acl, text.isEmpty { return nil }
    guard XMLElement(call.body) != nil else { throw .malformedXML }
    return text
  }

  private func change(_ name: String, _ body: (inout Bucket) throws -> Void) throws {
    try state.withLock { state in
      guard var bucket = state.buckets[name] else { throw S3Error.noSuchBucket(name) }
      try body(&bucket)
      try save(bucket)
      state.buckets[name] = bucket
    }
  }
}
