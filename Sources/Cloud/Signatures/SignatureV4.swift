import Measures

/// AWS Signature Version 4: signs requests of one service in one region. A pure function of what it is given.
///
/// Source: AWS, "Create a signed AWS API request" (IAM user guide, 2025).
package struct SignatureV4: Hashable, Sendable {
  package static let algorithm = "AWS4-HMAC-SHA256"
  /// The hash of a body of no bytes.
  package static let emptyPayloadHash = SHA256.hexadecimal([])
  /// Stands for the hash where the body is not signed.
  package static let unsignedPayload = "UNSIGNED-PAYLOAD"

  package let region: String
  /// The signing name: `personalize` for all three of its hosts, `s3`, …
  package let service: String

  package init(region: String, service: String) {
    self.region = region
    self.service = service
  }

  /// The headers that make a request a signed one: date, token of temporary keys, for S3 the payload's hash, and the
  /// authorization. They take the place of any of these names in the request.
  package func headers(
    for request: SignableRequest, credentials: AWSCredentials, time: Instant
  ) -> [SignableRequest.Field] {
    var added = [SignableRequest.Field("X-Amz-Date", SignatureV4.timestamp(time))]
    if let token = credentials.sessionToken { added.append(.init("X-Amz-Security-Token", token)) }
    if service == "s3" { added.append(.init("x-amz-content-sha256", request.payloadHash)) }
    var whole = request
    let replaced = Set(added.map { $0.name.lowercased() } + ["authorization"])
    whole.headers.removeAll { replaced.contains($0.name.lowercased()) }
    whole.headers += added
    let signedHeaders = CanonicalRequest.headersToSign(whole)
    let signature = signature(
      of: whole, signedHeaders: signedHeaders, secretAccessKey: credentials.secretAccessKey,
      timestamp: SignatureV4.timestamp(time))
    let day = SignatureV4.timestamp(time).prefix(8)
    added.append(
      .init(
        "Authorization",
        "\(SignatureV4.algorithm) Credential=\(credentials.accessKeyID)/\(scope(day: day)), "
          + "SignedHeaders=\(signedHeaders.joined(separator: ";")), Signature=\(signature)"))
    return added
  }

  /// The signature in lower-case hexadecimal.
  ///
  /// - Parameter timestamp: `20261125T093000Z`.
  package func signature(
    of request: SignableRequest, signedHeaders: [String], secretAccessKey: String, timestamp: String
  ) -> String {
    let canonical = CanonicalRequest.text(request, signedHeaders: signedHeaders, style: .init(service: service))
    let text = stringToSign(canonical, timestamp: timestamp)
    var key = Array("AWS4\(secretAccessKey)".utf8)
    for word in [String(timestamp.prefix(8)), region, service, "aws4_request"] {
      key = HMACSHA256.code(Array(word.utf8), key: key)
    }
    return BytesText.hexadecimal(HMACSHA256.code(Array(text.utf8), key: key))
  }

  /// What is signed: algorithm, time, scope and the hash of the canonical request, a line each.
  package func stringToSign(_ canonicalRequest: String, timestamp: String) -> String {
    [
      SignatureV4.algorithm, timestamp, scope(day: timestamp.prefix(8)),
      SHA256.hexadecimal(Array(canonicalRequest.utf8)),
    ].joined(separator: "\n")
  }

  private func scope(day: some StringProtocol) -> String { "\(day)/\(region)/\(service)/aws4_request" }

  /// `20261125T093000Z`.
  package static func timestamp(_ time: Instant) -> String { "\(time)".filter { $0 != "-" && $0 != ":" } }

  /// The time that such a text names; nil for anything else.
  package static func time(_ timestamp: String) -> Instant? {
    let bytes = Array(timestamp.utf8)
    guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z") else { return nil }
    func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    return Instant(
      iso8601: "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(9..<11)):\(part(11..<13)):\(part(13..<15))Z")
  }
}
