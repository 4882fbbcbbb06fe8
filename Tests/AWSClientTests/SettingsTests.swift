import AWSClient
import Foundation
import HTTPTransfer
import Testing

@Suite("Settings, as botocore resolves them") struct SettingsTests {
  static let config = """
    [default]
    region = us-west-2
    endpoint_url = http://default.example
    # a comment
    ; another
    [profile shop]
    Region : eu-west-1
    services = local
    max_attempts = 7
    [profile "two words"]
    region = ap-south-1
    [profile broken]
    services = nowhere
    [services local]
    personalize =
      endpoint_url = http://127.0.0.1:1
    personalize_runtime =
        endpoint_url = http://127.0.0.1:2/base/
    s3 =
        addressing_style = path
    """

  func settings(
    _ variables: [String: String] = [:], profile: String? = nil, region: String? = nil, endpoint: String? = nil
  ) throws -> AWSSettings {
    let machine = TestMachine(variables, files: ["/h/.aws/config": SettingsTests.config])
    return try AWSSettings(machine: machine.machine, profile: profile, region: region, endpoint: endpoint)
  }

  @Test("the region: argument, variables, profile") func region() throws {
    #expect(try settings().region() == "us-west-2")
    #expect(try settings(["AWS_PROFILE": "shop"]).region() == "eu-west-1")
    #expect(try settings(["AWS_DEFAULT_PROFILE": "shop", "AWS_PROFILE": "x"]).region() == "eu-west-1")
    #expect(try settings(profile: "two words").region() == "ap-south-1")
    #expect(try settings(["AWS_REGION": "ca-central-1"]).region() == "ca-central-1")
    #expect(try settings(["AWS_REGION": "a", "AWS_DEFAULT_REGION": "us-east-2"]).region() == "us-east-2")
    #expect(try settings(["AWS_DEFAULT_REGION": "us-east-2"], region: "eu-north-1").region() == "eu-north-1")
    #expect(throws: AWSError.self) { try AWSSettings(machine: TestMachine().machine).region() }
  }

  @Test("a file all of whose lines stand in evenly has all its keys; what stands further in goes on")
  func indented() throws {
    let file = "[default]\n  region = eu-central-1\n  max_attempts = 5\n\tca_bundle = /c\n"
    let machine = TestMachine(files: ["/h/.aws/config": file])
    let settings = try AWSSettings(machine: machine.machine)
    #expect(try settings.region() == "eu-central-1" && settings.maxAttempts() == 5)
  }

  @Test("no error shows more than the start of a value's first line, and none an address with a secret")
  func secrets() throws {
    let file = "[default]\nregion = eu-central-1\n  aws_secret_access_key = verborgen\n"
    let machine = TestMachine(files: ["/h/.aws/config": file])
    let settings = try AWSSettings(machine: machine.machine)
    let region = #expect(throws: AWSError.self) { try settings.region() }
    #expect(region.map { !"\($0)".contains("verborgen") } == true)
    let address = #expect(throws: AWSError.self) {
      try self.settings(endpoint: "https://user:verborgen@proxy.example").endpointOverride(.s3)
    }
    #expect(address.map { !"\($0)".contains("verborgen") } == true)
  }

  @Test("a region that would lead to another host is refused", arguments: ["x.evil.example/", "a@b", "", "-a", "A"])
  func badRegion(region: String) {
    #expect(throws: AWSError.self) { try settings(region: region).region() }
  }

  @Test("addresses: argument, the service's variable, the variable for all, services section, profile, none")
  func endpoints() throws {
    let one = ["AWS_ENDPOINT_URL_PERSONALIZE_RUNTIME": "http://a:1/", "AWS_ENDPOINT_URL": "http://b:2"]
    #expect(try settings(one, endpoint: "http://c").endpointOverride(.personalizeRuntime) == "http://c")
    #expect(try settings(one).endpointOverride(.personalizeRuntime) == "http://a:1")
    #expect(try settings(one).endpointOverride(.personalizeEvents) == "http://b:2")
    #expect(try settings(profile: "shop").endpointOverride(.personalize) == "http://127.0.0.1:1")
    #expect(try settings(profile: "shop").endpointOverride(.personalizeRuntime) == "http://127.0.0.1:2/base")
    #expect(try settings(profile: "shop").endpointOverride(.s3) == nil)
    #expect(try settings().endpointOverride(.s3) == "http://default.example")
    #expect(try settings(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "True"]).endpointOverride(.s3) == nil)
    let ignored = ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "AWS_ENDPOINT_URL": "http://b:2"]
    #expect(try settings(ignored).endpointOverride(.personalize) == nil)
    #expect(try settings(ignored, endpoint: "http://c").endpointOverride(.personalize) == "http://c")
    #expect(throws: AWSError.self) { try settings(profile: "broken").endpointOverride(.personalize) }
  }

  @Test(
    "what is no address is refused",
    arguments: ["127.0.0.1:9", "ftp://x", "http://", "http://u:p@h", "http://h?x=1", "http://h/ a", "https:///"])
  func badEndpoint(url: String) {
    let error = #expect(throws: AWSError.self) { try settings(endpoint: url).endpointOverride(.personalize) }
    #expect(error?.kind == .configuration)
  }

  @Test("attempts come from variable or profile") func attempts() throws {
    #expect(try settings().maxAttempts() == 3)
    #expect(try settings(profile: "shop").maxAttempts() == 7)
    #expect(try settings(["AWS_MAX_ATTEMPTS": "2"], profile: "shop").maxAttempts() == 2)
    #expect(throws: AWSError.self) { try settings(["AWS_MAX_ATTEMPTS": "many"]).maxAttempts() }
  }

  @Test("a profile that is named and not there is an error") func noProfile() {
    #expect(throws: AWSError.self) { try settings(profile: "nobody") }
    #expect(throws: AWSError.self) { try settings(["AWS_PROFILE": "nobody"]) }
  }

  @Test("a file that cannot be read says where", arguments: ["key = 1", "[default]\nno delimiter here"])
  func faults(text: String) {
    let machine = TestMachine(files: ["/h/.aws/config": text])
    let error = #expect(throws: AWSError.self) { try AWSSettings(machine: machine.machine) }
    #expect(error?.operation == "~/.aws/config:\(text.hasPrefix("[") ? 2 : 1)")
  }

  @Test(
    "services have their own addresses",
    arguments: [
      ("eu-central-1", "https://personalize-runtime.eu-central-1.amazonaws.com"),
      ("cn-north-1", "https://personalize-runtime.cn-north-1.amazonaws.com.cn"),
    ])
  func defaults(region: String, url: String) {
    #expect(AWSService.personalizeRuntime.defaultEndpoint(region: region) == url)
  }
}
