/// Why S3 refuses a request: the code, status and words of Amazon S3's list of error responses (API reference, 2025).
struct S3Error: Error, Hashable, Sendable {
  let status: Int
  let code: String
  let message: String
  /// Further elements of the error, such as the key that is missing.
  var details: [(name: String, value: String)] = []

  static func == (a: S3Error, b: S3Error) -> Bool { a.code == b.code && a.status == b.status && a.message == b.message }
  func hash(into hasher: inout Hasher) { hasher.combine(code) }

  static func noSuchBucket(_ bucket: String) -> S3Error {
    S3Error(
      status: 404, code: "NoSuchBucket", message: "The specified bucket does not exist",
      details: [("BucketName", bucket)])
  }
  static func noSuchKey(_ key: String) -> S3Error {
    S3Error(
      status: 404, code: "NoSuchKey", message: "The specified key does not exist.", details: [("Key", key)])
  }
  static func noSuchUpload(_ id: String) -> S3Error {
    S3Error(
      status: 404, code: "NoSuchUpload",
      message: "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted "
        + "or completed.", details: [("UploadId", id)])
  }
  static func invalidArgument(_ message: String, name: String, value: String) -> S3Error {
    S3Error(
      status: 400, code: "InvalidArgument", message: message,
      details: [("ArgumentName", name), ("ArgumentValue", value)])
  }
  static func invalidRequest(_ message: String) -> S3Error {
    S3Error(status: 400, code: "InvalidRequest", message: message)
  }
  static func preconditionFailed(_ condition: String) -> S3Error {
    S3Error(
      status: 412, code: "PreconditionFailed",
      message: "At least one of the pre-conditions you specified did not hold", details: [("Condition", condition)])
  }
  static func notImplemented(_ what: String) -> S3Error {
    S3Error(
      status: 501, code: "NotImplemented",
      message: "A header or query you provided implies functionality that is not implemented: \(what)")
  }
  static let malformedXML = S3Error(
    status: 400, code: "MalformedXML",
    message: "The XML you provided was not well-formed or did not validate against our published schema")
  static let methodNotAllowed = S3Error(
    status: 405, code: "MethodNotAllowed", message: "The specified method is not allowed against this resource.")
  static let invalidURI = S3Error(status: 400, code: "InvalidURI", message: "Couldn't parse the specified URI.")
  static let invalidBucketName = S3Error(
    status: 400, code: "InvalidBucketName", message: "The specified bucket is not valid.")
  static let incompleteBody = S3Error(
    status: 400, code: "IncompleteBody",
    message: "The request body terminated unexpectedly or is not as long as the header says.")
  static let invalidDigest = S3Error(
    status: 400, code: "InvalidDigest", message: "The Content-MD5 you specified was invalid.")
  static let keyTooLong = S3Error(status: 400, code: "KeyTooLongError", message: "Your key is too long")
  static func badDigest(_ what: String) -> S3Error {
    S3Error(status: 400, code: "BadDigest", message: "The \(what) you specified did not match what we received.")
  }
  /// The store's own trouble, such as a full disk.
  static func internalError(_ cause: any Error) -> S3Error {
    S3Error(status: 500, code: "InternalError", message: "We encountered an internal error: \(cause)")
  }
}
