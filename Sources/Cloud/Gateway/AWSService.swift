import LocalService
import Signatures

/// The services that one port speaks for, by the names of their endpoints.
package enum AWSService: String, CaseIterable, Sendable {
  case personalize
  case personalizeRuntime = "personalize-runtime"
  case personalizeEvents = "personalize-events"
  case s3
  case sts
  case iam

  /// Tells by the scope of the signature, in the header or in the query; else by target, host, body and path. Nil where the
  /// signature is for another service of AWS.
  init?(of request: HTTPServiceRequest) {
    let authorization = request.header("authorization")
    let scope =
      authorization.flatMap(AWSService.service(ofScope:))
      ?? (request.query.contains("X-Amz-Credential") ? SignatureClaim(query: request.query)?.service : nil)
    switch scope {
    case "personalize": self = AWSService.ofPersonalize(request)
    case "s3", "s3express": self = .s3
    case "sts": self = .sts
    case "iam": self = .iam
    case .some: return nil
    case nil: self = AWSService.ofUnsigned(request)
    }
  }

  /// All three sign as `personalize`, so the rest of the request tells.
  private static func ofPersonalize(_ request: HTTPServiceRequest) -> AWSService {
    if let operation = restOperations[request.path] { return operation.service }
    return .personalize
  }

  private static func ofUnsigned(_ request: HTTPServiceRequest) -> AWSService {
    if let target = request.header("x-amz-target"), target.hasPrefix("AmazonPersonalize") { return .personalize }
    let host = request.header("host") ?? ""
    for service in [AWSService.personalizeRuntime, .personalizeEvents, .personalize, .sts, .iam]
    where host.hasPrefix(service.rawValue + ".") {
      return service
    }
    guard request.method == "POST" else { return .s3 }
    let kind = request.header("content-type") ?? ""
    // A browser's form for S3 is `multipart/form-data`; the query protocol sends the other kind.
    if kind.hasPrefix("application/x-www-form-urlencoded") {
      return FormBody(request.body).value("Version") == IdentityService.iamVersion ? .iam : .sts
    }
    if kind.hasPrefix("application/json"), let operation = restOperations[request.path] { return operation.service }
    return .s3
  }

  /// The word before `aws4_request` in a credential's scope.
  static func service(ofScope authorization: String) -> String? {
    var authorization = authorization
    return authorization.withUTF8 { bytes in
      guard let found = bytes.firstPlace(of: "/aws4_request"),
        let slash = bytes[..<found].lastIndex(of: UInt8(ascii: "/"))
      else { return nil }
      return String(decoding: bytes[(slash + 1)..<found], as: UTF8.self)
    }
  }

  /// Operations that are told by their path.
  private static let restOperations: [String: (service: AWSService, name: String)] = [
    "/recommendations": (.personalizeRuntime, "GetRecommendations"),
    "/personalize-ranking": (.personalizeRuntime, "GetPersonalizedRanking"),
    "/action-recommendations": (.personalizeRuntime, "GetActionRecommendations"),
    "/events": (.personalizeEvents, "PutEvents"),
    "/items": (.personalizeEvents, "PutItems"),
    "/users": (.personalizeEvents, "PutUsers"),
    "/actions": (.personalizeEvents, "PutActions"),
    "/action-interactions": (.personalizeEvents, "PutActionInteractions"),
  ]

  /// What a request to Personalize, STS or IAM asks for; nil where it does not say.
  func operationName(of request: HTTPServiceRequest) -> String? {
    switch self {
    case .personalize: request.header("x-amz-target")?.split(separator: ".").last.map(String.init)
    case .personalizeRuntime, .personalizeEvents: AWSService.restOperations[request.path]?.name
    case .sts, .iam: FormBody(request.body, query: request.query).value("Action")
    case .s3: nil
    }
  }
}

/// The pairs of a form, as the query protocol sends them.
struct FormBody {
  private let pairs: [(name: String, value: String)]

  /// - Parameter query: the protocol may send its pairs in the URL as well.
  init(_ body: [UInt8], query: String = "") {
    let text = String(decoding: body.prefix(1 << 20), as: UTF8.self)
    pairs = [query, text].flatMap { $0.split(separator: "&").prefix(1000) }.map { pair in
      let name = pair.prefix { $0 != "=" }
      func decoded(_ text: Substring) -> String {
        String(decoding: PercentEncoding.decode(text.replacing("+", with: " ")), as: UTF8.self)
      }
      return (decoded(name), decoded(pair[name.endIndex...].dropFirst()))
    }
  }

  func value(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

  /// The values of `name.1`, `name.2`, …
  func list(_ name: String, _ member: String) -> [(key: String, value: String)] {
    (1...50).prefix { value("\(name).member.\($0).Key") != nil }.map {
      (value("\(name).member.\($0).Key") ?? "", value("\(name).member.\($0).\(member)") ?? "")
    }
  }
}
