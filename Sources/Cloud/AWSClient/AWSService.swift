/// A service as the client addresses it.
package struct AWSService: Hashable, Sendable {
  /// As botocore's clients are named, e.g. `personalize-runtime`; gives the host and the name in variables and files.
  package let name: String
  /// The service in a signature's scope.
  package let signingName: String

  package init(name: String, signingName: String) {
    self.name = name
    self.signingName = signingName
  }

  /// All three hosts of Personalize sign under one name.
  package static let personalize = AWSService(name: "personalize", signingName: "personalize")
  package static let personalizeRuntime = AWSService(name: "personalize-runtime", signingName: "personalize")
  package static let personalizeEvents = AWSService(name: "personalize-events", signingName: "personalize")
  package static let s3 = AWSService(name: "s3", signingName: "s3")

  /// `personalize_runtime`, as in sections of the config file; in upper case, as in variables.
  var identifier: String { name.replacing("-", with: "_") }

  /// The service's own address in a region.
  package func defaultEndpoint(region: String) -> String {
    "https://\(name).\(region).\(AWSService.domain(region: region))"
  }

  /// What hosts of a region end in.
  package static func domain(region: String) -> String {
    region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
  }
}
