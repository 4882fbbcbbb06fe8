/// The operations of S3 that are answered, by the names of its API.
enum S3Operation: Hashable, Sendable {
  case listBuckets, createBucket, headBucket, deleteBucket, getBucketLocation
  case listObjects, listObjectsV2, listObjectVersions, deleteObjects
  /// `?policy`, `?versioning` and the like, by method.
  case bucketSetting(BucketSetting, String)
  case putObject, getObject, headObject, deleteObject, copyObject, getObjectAttributes
  case getObjectAcl, putObjectAcl, getObjectTagging, putObjectTagging, deleteObjectTagging
  case createMultipartUpload, uploadPart, uploadPartCopy, completeMultipartUpload, abortMultipartUpload
  case listParts, listMultipartUploads

  /// `PutObject` and so on, as fault rules name them.
  var name: String {
    if case .bucketSetting(let setting, let method) = self {
      return (method == "PUT" ? "Put" : method == "DELETE" ? "Delete" : "Get") + setting.name
    }
    let name = "\(self)"
    return name.prefix(1).uppercased() + name.dropFirst()
  }

  /// What a call asks for; nil where nothing of it is known.
  init?(_ call: S3Call) {
    let operation: S3Operation?
    if call.bucket == nil {
      operation = call.method == "GET" && call.key == nil ? .listBuckets : nil
    } else if call.key == nil {
      operation = S3Operation.ofBucket(call)
    } else {
      operation = S3Operation.ofObject(call)
    }
    guard let operation else { return nil }
    self = operation
  }

  private static func ofBucket(_ call: S3Call) -> S3Operation? {
    if let setting = BucketSetting.allCases.first(where: { call.has($0.rawValue) }) {
      return ["GET", "PUT", "DELETE"].contains(call.method) ? .bucketSetting(setting, call.method) : nil
    }
    switch call.method {
    case "PUT": return .createBucket
    case "HEAD": return .headBucket
    case "DELETE": return .deleteBucket
    case "POST": return call.has("delete") ? .deleteObjects : nil
    case "GET":
      if call.has("location") { return .getBucketLocation }
      if call.has("uploads") { return .listMultipartUploads }
      if call.has("versions") { return .listObjectVersions }
      return call.value("list-type") == "2" ? .listObjectsV2 : .listObjects
    default: return nil
    }
  }

  private static func ofObject(_ call: S3Call) -> S3Operation? {
    switch call.method {
    case "GET":
      if call.has("uploadId") { return .listParts }
      if call.has("tagging") { return .getObjectTagging }
      if call.has("acl") { return .getObjectAcl }
      return call.has("attributes") ? .getObjectAttributes : .getObject
    case "HEAD": return .headObject
    case "PUT":
      if call.has("tagging") { return .putObjectTagging }
      if call.has("acl") { return .putObjectAcl }
      let isCopy = call.header("x-amz-copy-source") != nil
      if call.has("uploadId") || call.has("partNumber") { return isCopy ? .uploadPartCopy : .uploadPart }
      return isCopy ? .copyObject : .putObject
    case "DELETE":
      if call.has("uploadId") { return .abortMultipartUpload }
      return call.has("tagging") ? .deleteObjectTagging : .deleteObject
    case "POST":
      if call.has("uploads") { return .createMultipartUpload }
      return call.has("uploadId") ? .completeMultipartUpload : nil
    default: return nil
    }
  }

  /// Words of a query that name a part of S3 which is not here.
  static let missing: Set = [
    "select", "restore", "torrent", "retention", "legal-hold", "analytics", "inventory", "metrics",
    "intelligent-tiering", "session", "renameObject",
  ]
}
