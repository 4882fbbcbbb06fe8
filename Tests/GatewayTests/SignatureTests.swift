import Gateway
import LocalService
import Measures
import ObjectStore
import Signatures
import Testing

@Suite("Signatures at the gateway") struct GatewaySignatureTests {
  static let key = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret", sessionToken: "token")

  func answer(
    service: String, path: String = "/", credentials: AWSCredentials = key, after seconds: Double = 0,
    change: (inout HTTPServiceRequest) -> Void = { _ in }
  ) async throws -> HTTPServiceResponse {
    let bench = try GatewayBench { $0.credentials = Self.key }
    try bench.objects.createBucket("shop")
    let body = Array((service == "sts" ? "Action=GetCallerIdentity&Version=2011-06-15" : "{}").utf8)
    var signable = SignableRequest(
      method: service == "s3" ? "PUT" : "POST", path: path, headers: [.init("Host", "127.0.0.1:9321")],
      payloadHash: SHA256.hexadecimal(body))
    signable.headers += SignatureV4(region: "us-east-1", service: service).headers(
      for: signable, credentials: credentials, time: GatewayBench.time + .seconds(seconds))
    var request = HTTPServiceRequest(
      method: signable.method, path: path, headers: signable.headers.map { ($0.name, $0.value) }, body: body)
    change(&request)
    return await bench.gateway.respond(to: request, from: HTTPServicePeer(isLoopback: true)).response
  }

  @Test("a right signature is taken", arguments: [("personalize", "/"), ("s3", "/shop/a%20b+c~"), ("sts", "/")])
  func right(service: String, path: String) async throws {
    #expect(try await answer(service: service, path: path).status == 200)
    #expect(try await answer(service: service, path: path, after: 899).status == 200)
  }

  struct Case: Sendable {
    let what: String
    let personalize: (Int, String)
    let s3: (Int, String)
    let sts: String
  }

  static let cases = [
    Case(
      what: "none", personalize: (403, "MissingAuthenticationTokenException"), s3: (403, "AccessDenied"),
      sts: "MissingAuthenticationToken"),
    Case(
      what: "other key", personalize: (400, "UnrecognizedClientException"), s3: (403, "InvalidAccessKeyId"),
      sts: "InvalidClientTokenId"),
    Case(
      what: "other secret", personalize: (400, "InvalidSignatureException"), s3: (403, "SignatureDoesNotMatch"),
      sts: "SignatureDoesNotMatch"),
    Case(
      what: "other body", personalize: (400, "InvalidSignatureException"), s3: (400, "XAmzContentSHA256Mismatch"),
      sts: "SignatureDoesNotMatch"),
    Case(
      what: "other token", personalize: (400, "UnrecognizedClientException"), s3: (400, "InvalidToken"),
      sts: "InvalidClientTokenId"),
    Case(
      what: "old", personalize: (400, "InvalidSignatureException"), s3: (403, "RequestTimeTooSkewed"),
      sts: "SignatureDoesNotMatch"),
    Case(
      what: "garbage", personalize: (400, "IncompleteSignatureException"),
      s3: (400, "AuthorizationHeaderMalformed"), sts: "IncompleteSignature"),
  ]

  @Test("a wrong one gets the service's own error", arguments: cases) func wrong(wrong: Case) async throws {
    for service in ["personalize", "s3", "sts"] {
      let credentials =
        switch wrong.what {
        case "other key": AWSCredentials(accessKeyID: "OTHER", secretAccessKey: "secret", sessionToken: "token")
        case "other secret": AWSCredentials(accessKeyID: "AKID", secretAccessKey: "other", sessionToken: "token")
        case "other token": AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret", sessionToken: "stale")
        default: Self.key
        }
      let answer = try await answer(
        service: service, path: service == "s3" ? "/shop/k" : "/", credentials: credentials,
        after: wrong.what == "old" ? -901 : 0
      ) { request in
        if wrong.what == "other body" { request.body += [0x20] }
        if wrong.what == "none" { request.headers.removeAll { $0.name == "Authorization" } }
        if wrong.what == "none", service == "personalize" {
          request.headers.append(("X-Amz-Target", "AmazonPersonalize.ListSchemas"))
        }
        if wrong.what == "none", service == "sts" {
          request.headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        }
        if wrong.what == "garbage" {
          request.headers = request.headers.map {
            $0.name == "Authorization" ? ($0.name, String($0.value.prefix { $0 != "," })) : $0
          }
        }
      }
      let text = String(decoding: answer.body, as: UTF8.self)
      let (status, code) =
        service == "personalize" ? wrong.personalize : service == "s3" ? wrong.s3 : (403, wrong.sts)
      #expect(answer.status == status && text.contains(code), "\(wrong.what) of \(service): \(answer.status) \(text)")
      #expect(!text.contains("secret"))
    }
  }
}
