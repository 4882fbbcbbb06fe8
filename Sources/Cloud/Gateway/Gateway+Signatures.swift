import LocalService
import Measures
import Signatures

extension Gateway {
  /// The error of the service for a request whose signature does not hold; nil where it does, or where none is wanted.
  func refusal(of request: HTTPServiceRequest, service: AWSService) -> ServiceError? {
    guard let credentials = settings.credentials else { return nil }
    let now = clock()
    do throws(SignatureRefusal) {
      try SignatureVerification.check(SignableRequest(request), now: now) {
        $0 == credentials.accessKeyID ? credentials.secretAccessKey : nil
      }
    } catch {
      return SignatureErrors(service).error(for: error, now: now)
    }
    guard let token = credentials.sessionToken else { return nil }
    // A signed URL has the token in its query, which the signature covers.
    let sent =
      request.header("x-amz-security-token")
      ?? FormBody([], query: request.query).value("X-Amz-Security-Token")
    return sent == token ? nil : SignatureErrors(service).invalidToken
  }
}

/// What the services say of a signature that does not hold.
///
/// S3's and IAM's codes are those of their lists of errors; Personalize's those of AWS's JSON services (common errors of the
/// developer guide, 2023), with the names that clients of other JSON services see.
private struct SignatureErrors {
  let service: AWSService

  init(_ service: AWSService) { self.service = service }

  /// - Parameters:
  ///   - json: status and code of Personalize.
  ///   - s3: of S3.
  ///   - query: of STS and IAM, whose status is always 403.
  private func error(
    json: (Int, String), s3: (Int, String), query: String, _ message: String
  ) -> ServiceError {
    let (status, code) =
      switch service {
      case .personalize, .personalizeRuntime, .personalizeEvents: json
      case .s3: s3
      case .sts, .iam: (403, query)
      }
    return ServiceError(status: status, code: code, message: message)
  }

  var invalidToken: ServiceError {
    error(
      json: (400, "UnrecognizedClientException"), s3: (400, "InvalidToken"), query: "InvalidClientTokenId",
      "The security token included in the request is invalid.")
  }

  func error(for refusal: SignatureRefusal, now: Instant) -> ServiceError {
    switch refusal {
    case .missing:
      error(
        json: (403, "MissingAuthenticationTokenException"), s3: (403, "AccessDenied"),
        query: "MissingAuthenticationToken", "Request is missing Authentication Token")
    case .malformed(let what):
      error(
        json: (400, "IncompleteSignatureException"), s3: (400, "AuthorizationHeaderMalformed"),
        query: "IncompleteSignature", "The signature cannot be read: \(what).")
    case .unknownKey:
      error(
        json: (400, "UnrecognizedClientException"), s3: (403, "InvalidAccessKeyId"), query: "InvalidClientTokenId",
        "The AWS access key ID you provided does not exist in our records.")
    case .outOfTime(let signedAt):
      error(
        json: (400, "InvalidSignatureException"), s3: (403, "RequestTimeTooSkewed"), query: "SignatureDoesNotMatch",
        "\(signedAt < now ? "Signature expired" : "Signature not yet current"): \(SignatureV4.timestamp(signedAt)) is "
          + "too far from \(SignatureV4.timestamp(now)).")
    case .otherBody:
      error(
        json: (400, "InvalidSignatureException"), s3: (400, "XAmzContentSHA256Mismatch"),
        query: "SignatureDoesNotMatch", "The provided 'x-amz-content-sha256' header does not match what was computed.")
    case .mismatch:
      error(
        json: (400, "InvalidSignatureException"), s3: (403, "SignatureDoesNotMatch"), query: "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
          + "Key and signing method.")
    }
  }
}

extension SignableRequest {
  /// What a signature covers of a request as it came.
  init(_ request: HTTPServiceRequest) {
    self.init(
      method: request.method, path: request.path, query: request.query,
      headers: request.headers.map { Field($0.name, $0.value) }, payloadHash: SHA256.hexadecimal(request.body))
  }
}
