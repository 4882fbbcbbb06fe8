import Foundation
import Measures
import Signatures
import TestSupport
import Testing

/// A request with the signature that botocore 1.43.11 gives it on 2015-08-30 at 12:36 UTC.
struct SignedCase: Sendable {
  let method: String
  let url: String
  let headers: [SignableRequest.Field]
  let body: String
  let service: String
  let token: String?
  let signature: String

  init(
    _ method: String, _ url: String, _ headers: [SignableRequest.Field], _ body: String, _ service: String,
    _ token: String?, _ signature: String
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.service = service
    self.token = token
    self.signature = signature
  }

  var request: SignableRequest {
    SignableRequest(
      method: method, url: url, headers: headers, payloadHash: SHA256.hexadecimal(Array(body.utf8)))
  }
  var credentials: AWSCredentials {
    AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: SignedCase.secret, sessionToken: token)
  }

  /// The request as it goes out.
  var signed: SignableRequest {
    var signed = request
    signed.headers += SignatureV4(region: "us-east-1", service: service).headers(
      for: request, credentials: credentials, time: SignedCase.time)
    return signed
  }

  static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
  static let time = Instant(iso8601: "2015-08-30T12:36:00Z") ?? Instant(seconds: 0)

  static let all = [
    SignedCase(
      "GET", "https://example.amazonaws.com/",
      [],
      "", "service", nil,
      "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    SignedCase(
      "GET", "http://127.0.0.1:9321/a//b/./c/../d%20e/",
      [],
      "", "execute-api", nil,
      "600473e456b37e149810f39f36526d18b20c0ee0a6eb834b2d5b2e271a793f18"),
    SignedCase(
      "GET", "https://example.amazonaws.com/?b=2&a=1&b=1&a=",
      [],
      "", "service", nil,
      "c1ed05f75dd658355eae9386e3b9c105cc4f299b074c70ec9fccaed34c843b30"),
    SignedCase(
      "GET", "https://example.amazonaws.com/?Z=1&a=%E2%82%AC&A=%2F~&B=x%20y",
      [],
      "", "service", nil,
      "56e3e66ed0c1b4dac04e31e7fa809fb7883df5858eb7ec7eea389d8548c0d788"),
    SignedCase(
      "POST", "https://personalize.us-east-1.amazonaws.com/",
      [.init("Content-Type", "application/x-amz-json-1.1"), .init("X-Amz-Target", "AmazonPersonalize.ListCampaigns")],
      "{}", "personalize", nil,
      "d4cf37e906280b314d4d6cfa9a9efa87e16273729e742588591b896b8b9ad753"),
    SignedCase(
      "POST", "https://personalize-runtime.us-east-1.amazonaws.com/recommendations",
      [.init("Content-Type", "application/json")],
      "{\"userId\":\"ü 1\"}", "personalize", "IQoJb3JpZ2luX2VjE//token==",
      "09b06a54844e973b10f5b810e5273141b4b43fadfddd2b230215ffddc6e63f76"),
    SignedCase(
      "GET", "https://example.amazonaws.com/",
      [.init("My-Header1", "  a   b   c  "), .init("my-header2", "\"a   b   c\""), .init("My-Header1", "second")],
      "", "service", nil,
      "655774c76f05cc6ecb8500aec11f01a36033c9c2516524bc411f75c7ab63633c"),
    SignedCase(
      "PUT", "https://bucket.s3.amazonaws.com/a%20b/%2B~%25//x/../y",
      [.init("x-amz-meta-n", "v")],
      "hello", "s3", nil,
      "1b30b9ad7f76effa24946e25698b12364879b0f09fe2951f28717964689d42b9"),
    SignedCase(
      "GET", "https://bucket.s3.amazonaws.com/?uploads=&prefix=a%2Fb&list-type=2",
      [],
      "", "s3", "token",
      "d8ebcf875f8c8c02dc48fbb356fed2d5738ae2d2ce988d96a7cabe7b7934c3d6"),
    SignedCase(
      "POST", "https://bucket.s3.amazonaws.com/k?uploads",
      [.init("User-Agent", "x"), .init("Expect", "100-continue")],
      "", "s3", nil,
      "da43d3eb642813c15827b1b8caab5b130c2f3f18ee9e50a9ce0030dab05c28c0"),
  ]
}

@Suite("Signature Version 4") struct SignatureV4Tests {
  @Test("SHA-256 and HMAC are those of the standards") func digests() {
    // FIPS 180-4's example, and RFC 4231's test case 2.
    #expect(
      SHA256.hexadecimal(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let code = HMACSHA256.code(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
    #expect(
      BytesText.hexadecimal(code) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    let pieces = MessageDigest.sha256
    for byte in "abc".utf8 { pieces.update([byte]) }
    #expect(pieces.finish() == SHA256.digest(Array("abc".utf8)))
  }

  @Test("base64 is Foundation's, at every length") func base64() {
    var draws = Draws(state: 8)
    for count in 0..<40 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &draws) }
      #expect(BytesText.base64(bytes) == Data(bytes).base64EncodedString())
    }
  }

  @Test("AWS's own example is signed as AWS signs it") func vanilla() {
    // `get-vanilla` of AWS's Signature Version 4 test suite.
    let request = SignableRequest(
      method: "GET", url: "https://example.amazonaws.com/", headers: [], payloadHash: SignatureV4.emptyPayloadHash)
    let headers = SignatureV4(region: "us-east-1", service: "service").headers(
      for: request, credentials: SignedCase.all[0].credentials, time: SignedCase.time)
    #expect(
      headers.last?.value == """
        AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
        SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
        """)
  }

  @Test("signatures are botocore's", arguments: SignedCase.all) func signature(signing: SignedCase) {
    #expect(signing.signed.values("authorization").first?.hasSuffix("Signature=\(signing.signature)") == true)
  }

  @Test(
    "a query has one canonical form",
    arguments: [
      ("uploads", "uploads="), ("b=2&a=1", "a=1&b=2"), ("a=2&a=1&a", "a=&a=1&a=2"), ("", ""), ("&&a=1&", "a=1"),
      ("k=a%2fb", "k=a%2Fb"), ("k=a/b", "k=a%2Fb"), ("k=%zz", "k=%25zz"), ("k=a=b", "k=a%3Db"),
      ("ü=1&z=1", "%C3%BC=1&z=1"),
    ])
  func query(raw: String, canonical: String) {
    #expect(CanonicalRequest.query(raw) == canonical)
    #expect(CanonicalRequest.query(canonical) == canonical)
  }

  @Test("encoding and decoding are inverse") func encoding() {
    var draws = Draws(state: 4)
    for _ in 0..<200 {
      let bytes = (0..<Int.random(in: 0..<30, using: &draws)).map { _ in UInt8.random(in: 0...255, using: &draws) }
      let text = PercentEncoding.encode(bytes)
      #expect(PercentEncoding.decode(text) == bytes)
      #expect(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") })
    }
  }

  @Test("a key shows its id and nothing else, however it is printed") func hidden() {
    let key = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "geheim", sessionToken: "verborgen")
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", String(reflecting: key), "\([key])", "\(Optional(key) as Any)", dumped] {
      #expect(text.contains("AKID") && !text.contains("geheim") && !text.contains("verborgen"), "\(text)")
    }
  }
}
