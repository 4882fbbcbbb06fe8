import Measures

/// What a signed request says about its signature, read from its `Authorization` header or from its query.
package struct SignatureClaim: Hashable, Sendable {
  package let accessKeyID: String
  /// `20261125`.
  package let day: String
  package let region: String
  package let service: String
  package let signedHeaders: [String]
  package let signature: String
  /// Seconds for which a signed URL holds; nil where the signature stands in the header.
  package let lifetime: Int?

  /// Reads `AWS4-HMAC-SHA256 Credential=…/day/region/service/aws4_request, SignedHeaders=…, Signature=…`; nil for else.
  package init?(authorization: String) {
    guard authorization.hasPrefix(SignatureV4.algorithm) else { return nil }
    var parts: [String: String] = [:]
    for part in authorization.dropFirst(SignatureV4.algorithm.count).split(whereSeparator: { $0 == "," || $0 == " " }) {
      let name = part.prefix { $0 != "=" }
      parts[String(name)] = String(part[name.endIndex...].dropFirst())
    }
    self.init(
      credential: parts["Credential"], signedHeaders: parts["SignedHeaders"], signature: parts["Signature"],
      lifetime: nil)
  }

  /// Reads the parameters of a signed URL; nil where its query has none.
  package init?(query: String) {
    let values = SignatureClaim.parameters(of: query)
    guard values["X-Amz-Algorithm"] == SignatureV4.algorithm,
      let seconds = values["X-Amz-Expires"].flatMap({ Int($0) }),
      (0...604_800).contains(seconds)
    else { return nil }
    self.init(
      credential: values["X-Amz-Credential"], signedHeaders: values["X-Amz-SignedHeaders"],
      signature: values["X-Amz-Signature"], lifetime: seconds)
  }

  private init?(credential: String?, signedHeaders: String?, signature: String?, lifetime: Int?) {
    // A key's id may hold slashes; the four words after it may not.
    guard let credential, let signedHeaders, let signature, signature.utf8.count == 64 else { return nil }
    let words = credential.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard words.count >= 5, words.last == "aws4_request" else { return nil }
    accessKeyID = words[..<(words.count - 4)].joined(separator: "/")
    day = words[words.count - 4]
    region = words[words.count - 3]
    service = words[words.count - 2]
    self.signedHeaders = signedHeaders.split(separator: ";").map(String.init)
    self.signature = signature
    self.lifetime = lifetime
  }

  static func parameters(of query: String) -> [String: String] {
    var values: [String: String] = [:]
    for pair in query.split(separator: "&") {
      let key = pair.prefix { $0 != "=" }
      values[String(decoding: PercentEncoding.decode(key), as: UTF8.self)] = String(
        decoding: PercentEncoding.decode(pair[key.endIndex...].dropFirst()), as: UTF8.self)
    }
    return values
  }
}

/// Why a request's signature does not hold.
package enum SignatureRefusal: Error, Hashable, Sendable {
  /// There is none.
  case missing
  /// It cannot be read, or its parts do not fit together.
  case malformed(String)
  /// The key is none of ours.
  case unknownKey(String)
  /// The request was signed too long ago, or for the future.
  case outOfTime(signedAt: Instant)
  /// The body is not the one that was signed.
  case otherBody
  /// The signature is another one; with what it should have been made of.
  case mismatch(canonicalRequest: String, stringToSign: String)
}

/// Checks signatures of requests as a service does.
package enum SignatureVerification {
  /// Checks one request, and says who signed it for which service.
  ///
  /// - Parameters:
  ///   - request: `payloadHash` is the hash of the body as it came; what the request itself says of it is in its headers.
  ///   - tolerance: how far the request's time may be from `now`; nil for any distance.
  ///   - secret: the secret of an access key's id; nil where the id is not known.
  @discardableResult
  package static func check(
    _ request: SignableRequest, now: Instant, tolerance: Timespan? = .minutes(15), secret: (String) -> String?
  ) throws(SignatureRefusal) -> SignatureClaim {
    let authorization = request.values("authorization").first
    guard let claim = authorization.map({ SignatureClaim(authorization: $0) }) ?? SignatureClaim(query: request.query)
    else {
      throw authorization == nil ? .missing : .malformed("the Authorization header is none of Signature Version 4")
    }
    guard let secretAccessKey = secret(claim.accessKeyID) else { throw .unknownKey(claim.accessKeyID) }
    let isInQuery = authorization == nil
    let stamp =
      isInQuery
      ? SignatureClaim.parameters(of: request.query)["X-Amz-Date"] : request.values("x-amz-date").first
    guard let stamp, let time = SignatureV4.time(stamp), stamp.hasPrefix(claim.day) else {
      throw .malformed("X-Amz-Date is missing, or of another day than the credential's scope")
    }
    guard claim.signedHeaders.contains("host") else { throw .malformed("the host is not signed") }
    if let lifetime = claim.lifetime {
      if now > time + .seconds(Double(lifetime)) { throw .outOfTime(signedAt: time) }
    } else if let tolerance, now - time > tolerance || time - now > tolerance {
      throw .outOfTime(signedAt: time)
    }
    var signed = request
    if isInQuery {
      signed.payloadHash = request.values("x-amz-content-sha256").first ?? SignatureV4.unsignedPayload
      signed.query = request.query.split(separator: "&").filter { !$0.hasPrefix("X-Amz-Signature=") }
        .joined(separator: "&")
    } else if let stated = request.values("x-amz-content-sha256").first {
      // A word such as UNSIGNED-PAYLOAD or STREAMING-… promises nothing about the bytes.
      let isHash = stated.utf8.count == 64
      if isHash, stated != request.payloadHash { throw .otherBody }
      signed.payloadHash = stated
    }
    let signing = SignatureV4(region: claim.region, service: claim.service)
    let expected = signing.signature(
      of: signed, signedHeaders: claim.signedHeaders, secretAccessKey: secretAccessKey, timestamp: stamp)
    guard BytesText.areEqual(expected, claim.signature) else {
      let canonical = CanonicalRequest.text(
        signed, signedHeaders: claim.signedHeaders, style: .init(service: claim.service))
      throw .mismatch(canonicalRequest: canonical, stringToSign: signing.stringToSign(canonical, timestamp: stamp))
    }
    return claim
  }
}
