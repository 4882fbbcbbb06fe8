import Measures
import Signatures
import TestSupport
import Testing

@Suite("Signatures checked") struct VerificationTests {
  func check(_ request: SignableRequest, now: Instant = SignedCase.time) throws(SignatureRefusal) {
    try SignatureVerification.check(request, now: now) { $0 == "AKIDEXAMPLE" ? SignedCase.secret : nil }
  }

  @Test("what was signed is accepted, and says for whom and what", arguments: SignedCase.all)
  func accepted(signing: SignedCase) throws {
    let claim = try SignatureVerification.check(signing.signed, now: SignedCase.time) { _ in SignedCase.secret }
    #expect(claim.accessKeyID == "AKIDEXAMPLE" && claim.service == signing.service && claim.region == "us-east-1")
    #expect(claim.day == "20150830" && claim.signature == signing.signature)
  }

  @Test("any change of what is signed is noticed", arguments: SignedCase.all) func changed(signing: SignedCase) {
    let changes: [(inout SignableRequest) -> Void] = [
      { $0.method = "PATCH" }, { $0.path += "x" }, { $0.query += "&x=1" },
      { $0.headers = $0.headers.map { $0.name.lowercased() == "host" ? .init("host", "elsewhere") : $0 } },
      { $0.headers = $0.headers.map { $0.name == "X-Amz-Date" ? .init("X-Amz-Date", "20150830T123601Z") : $0 } },
    ]
    for change in changes {
      var request = signing.signed
      change(&request)
      let refusal = #expect(throws: SignatureRefusal.self) { try check(request) }
      guard case .mismatch = refusal else {
        Issue.record("\(String(describing: refusal))")
        continue
      }
    }
    var request = signing.signed
    request.payloadHash = SHA256.hexadecimal(Array("another body".utf8))
    #expect(throws: SignatureRefusal.self) { try check(request) }
  }

  @Test("every other refusal has its reason") func refusals() {
    let good = SignedCase.all[4].signed
    func with(_ name: String, _ value: String?) -> SignableRequest {
      var request = good
      request.headers.removeAll { $0.name.lowercased() == name.lowercased() }
      if let value { request.headers.append(.init(name, value)) }
      return request
    }
    #expect(throws: SignatureRefusal.missing) { try check(with("Authorization", nil)) }
    #expect(throws: SignatureRefusal.outOfTime(signedAt: SignedCase.time)) {
      try check(good, now: SignedCase.time + .minutes(16))
    }
    #expect(throws: SignatureRefusal.outOfTime(signedAt: SignedCase.time)) {
      try check(good, now: SignedCase.time - .minutes(16))
    }
    #expect(throws: SignatureRefusal.unknownKey("AKIDEXAMPLE")) {
      try SignatureVerification.check(good, now: SignedCase.time) { _ in nil }
    }
    let texts = [
      "Bearer x", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=a/b", "AWS4-HMAC-SHA256 ,,,===",
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/s/aws4_request, SignedHeaders=host, Signature=00",
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150831/us-east-1/s/aws4_request, SignedHeaders=host, Signature="
        + String(repeating: "0", count: 64),
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/s/aws4_request, SignedHeaders=, Signature="
        + String(repeating: "0", count: 64),
    ]
    for text in texts {
      let refusal = #expect(throws: SignatureRefusal.self) { try check(with("Authorization", text)) }
      if case .malformed = refusal {} else { Issue.record("\(text): \(String(describing: refusal))") }
    }
  }

  @Test("a stated hash must be the body's; a word for it is taken as it is") func statedHash() throws {
    let request = SignableRequest(
      method: "PUT", url: "https://b.s3.amazonaws.com/k", headers: [],
      payloadHash: SHA256.hexadecimal(Array("hello".utf8)))
    func signed(_ hash: String) -> SignableRequest {
      var request = request
      request.payloadHash = hash
      request.headers += SignatureV4(region: "eu-west-1", service: "s3").headers(
        for: request, credentials: SignedCase.all[0].credentials, time: SignedCase.time)
      return request
    }
    var other = signed(request.payloadHash)
    other.payloadHash = SignatureV4.emptyPayloadHash
    #expect(throws: SignatureRefusal.otherBody) { try check(other) }
    for word in [SignatureV4.unsignedPayload, "STREAMING-UNSIGNED-PAYLOAD-TRAILER"] {
      var unsigned = signed(word)
      unsigned.payloadHash = request.payloadHash
      try check(unsigned)
    }
  }

  @Test("a URL that botocore signed for a minute holds for a minute") func signedURL() throws {
    let url =
      "https://bucket.s3.amazonaws.com/a%20b?"
      + "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fs3%2Faws4_request"
      + "&X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host"
      + "&X-Amz-Signature=789aa3417886d4ba5cffc9af4cdf42f4fb758814024eb43f20518a33bcc169e0"
    let request = SignableRequest(
      method: "GET", url: url, headers: [], payloadHash: SignatureV4.emptyPayloadHash)
    try check(request, now: SignedCase.time + .seconds(59))
    #expect(throws: SignatureRefusal.outOfTime(signedAt: SignedCase.time)) {
      try check(request, now: SignedCase.time + .seconds(61))
    }
    var other = request
    other.path = "/other"
    #expect(throws: SignatureRefusal.self) { try check(other) }
  }

  @Test("hostile authorizations are refused and stop nothing") func hostile() {
    var draws = Draws(state: 99)
    let pieces = [
      "AWS4-HMAC-SHA256 ", "Credential=", "SignedHeaders=", "Signature=", "/", ",", "=", ";", "aws4_request", "host",
      "20150830", "\u{0}", "é", String(repeating: "a", count: 64),
    ]
    for _ in 0..<2000 {
      let text = (0..<Int.random(in: 0..<14, using: &draws)).map { _ in pieces.randomElement(using: &draws) ?? "" }
        .joined()
      var request = SignedCase.all[0].request
      request.headers += [.init("Authorization", text), .init("X-Amz-Date", "20150830T123600Z")]
      #expect(throws: SignatureRefusal.self) { try check(request) }
    }
  }
}
