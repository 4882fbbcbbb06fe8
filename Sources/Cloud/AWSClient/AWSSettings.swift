/// What environment and config files say of region, profile and addresses, resolved as botocore 1.43 does.
package struct AWSSettings: Sendable {
  let machine: Machine
  /// The profile that was asked for by argument, before any variable; it makes keys in the environment not count.
  let namedProfile: String?
  private let namedRegion: String?
  private let namedEndpoint: String?
  /// Profiles of the config file, with what the credentials file says of them on top.
  private let profiles: [String: [String: ConfigText.Value]]
  private let services: [String: [String: ConfigText.Value]]
  /// Of the credentials file alone, and of the config file alone.
  let credentialsFile: [String: [String: ConfigText.Value]]
  let configFile: [String: [String: ConfigText.Value]]

  /// Reads the files.
  ///
  /// - Parameters:
  ///   - profile, region, endpoint: come before variables and files.
  /// - Throws: `AWSError` of kind `configuration`, with file and line.
  package init(
    machine: Machine = .real, profile: String? = nil, region: String? = nil, endpoint: String? = nil
  ) throws(AWSError) {
    self.machine = machine
    namedProfile = profile
    namedRegion = region
    namedEndpoint = endpoint
    let config = try AWSSettings.read(machine, variable: "AWS_CONFIG_FILE", path: "~/.aws/config")
    let credentials = try AWSSettings.read(
      machine, variable: "AWS_SHARED_CREDENTIALS_FILE", path: "~/.aws/credentials")
    var profiles: [String: [String: ConfigText.Value]] = [:]
    var services: [String: [String: ConfigText.Value]] = [:]
    // In order, so that of two sections with one meaning, `default` and `profile default`, the second counts.
    for (name, values) in config.sections.sorted(by: { $0.key < $1.key }) {
      if name == "default" {
        profiles[name] = values
        continue
      }
      guard let words = OutsideProgram.words(name), words.count == 2 else { continue }
      if words[0] == "profile" { profiles[words[1]] = values }
      if words[0] == "services" { services[words[1]] = values }
    }
    configFile = profiles
    credentialsFile = credentials.sections
    for (name, values) in credentials.sections { profiles[name, default: [:]].merge(values) { $1 } }
    self.profiles = profiles
    self.services = services
    if profiles[self.profile] == nil, self.profile != "default" || namedProfile != nil {
      throw AWSSettings.fault(self.profile, "there is no profile of this name in ~/.aws/config or ~/.aws/credentials")
    }
  }

  private static func read(_ machine: Machine, variable: String, path: String) throws(AWSError) -> ConfigText {
    let path = machine.variable(variable) ?? path
    guard let bytes = machine.readFile(machine.expanded(path)) else { return ConfigText() }
    do { return try ConfigText(bytes) } catch { throw fault("\(path):\(error.line)", error.detail) }
  }

  static func fault(_ place: String, _ words: String) -> AWSError {
    AWSError(.configuration, operation: place, message: words)
  }

  /// The profile in use: by argument, `AWS_DEFAULT_PROFILE`, `AWS_PROFILE`, or `default`.
  package var profile: String {
    namedProfile ?? machine.variable("AWS_DEFAULT_PROFILE") ?? machine.variable("AWS_PROFILE") ?? "default"
  }

  /// A key of the profile in use.
  func value(_ key: String) -> String? {
    if case .text(let text) = profiles[profile]?[key], !text.isEmpty { text } else { nil }
  }

  /// The region: by argument, `AWS_DEFAULT_REGION`, `AWS_REGION` (which other kits of AWS read), or the profile's.
  package func region() throws(AWSError) -> String {
    let found =
      namedRegion ?? machine.variable("AWS_DEFAULT_REGION") ?? machine.variable("AWS_REGION") ?? value("region")
    guard let found else {
      throw AWSSettings.fault(
        "region", "no region is set: give --region, set AWS_DEFAULT_REGION, or write `region` into the profile")
    }
    // It becomes part of a host's name.
    guard (1...63).contains(found.utf8.count), found.first != "-", found.last != "-",
      found.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-") })
    else { throw AWSSettings.fault("region", "`\(AWSSettings.shown(found))` is no region such as eu-central-1") }
    return found
  }

  /// A value for an error: the start of its first line, for further ones may hold secrets.
  private static func shown(_ text: String) -> Substring { text.prefix { !$0.isNewline }.prefix(63) }

  /// How often a request is sent at most: `AWS_MAX_ATTEMPTS`, the profile's `max_attempts`, or 3.
  package func maxAttempts() throws(AWSError) -> Int {
    guard let text = machine.variable("AWS_MAX_ATTEMPTS") ?? value("max_attempts") else { return 3 }
    guard let number = Int(text), (1...100).contains(number) else {
      throw AWSSettings.fault("max_attempts", "`\(AWSSettings.shown(text))` is no number from 1 to 100")
    }
    return number
  }

  /// A file of certificates to trust instead of the system's: `AWS_CA_BUNDLE` or the profile's `ca_bundle`.
  package var certificates: String? {
    (machine.variable("AWS_CA_BUNDLE") ?? value("ca_bundle")).map(machine.expanded)
  }

  /// The address that was set for a service; nil where its own is used.
  ///
  /// First the argument, then `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the profile's `services` section, the
  /// profile's `endpoint_url`; all but the argument are passed over where the user says so.
  package func endpointOverride(_ service: AWSService) throws(AWSError) -> String? {
    if let namedEndpoint { return try checked(namedEndpoint, "endpoint") }
    let ignored = machine.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") ?? value("ignore_configured_endpoint_urls")
    if ignored?.lowercased() == "true" { return nil }
    let name = "AWS_ENDPOINT_URL_\(service.identifier.uppercased())"
    if let url = machine.variable(name) { return try checked(url, name) }
    if let url = machine.variable("AWS_ENDPOINT_URL") { return try checked(url, "AWS_ENDPOINT_URL") }
    if let section = value("services") {
      guard let services = services[section] else {
        throw AWSSettings.fault(profile, "the profile names the section [services \(section)], which is not there")
      }
      if case .block(let block) = services[service.identifier], let url = block["endpoint_url"], !url.isEmpty {
        return try checked(url, "[services \(section)]")
      }
    }
    return try value("endpoint_url").map { url throws(AWSError) in try checked(url, "endpoint_url") }
  }

  /// The address without a slash at its end; requests are made by appending a path to it.
  private func checked(_ url: String, _ place: String) throws(AWSError) -> String {
    let lowercased = url.lowercased()
    let isPlain = url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !url.contains { "?#@\\".contains($0) }
    guard lowercased.hasPrefix("http://") || lowercased.hasPrefix("https://"), isPlain,
      url.firstRange(of: "://").map({ !url[$0.upperBound...].drop { $0 == "/" }.isEmpty }) == true
    else {
      // What stands there may be a secret.
      throw AWSSettings.fault(
        place, "is no address such as http://127.0.0.1:9321; it may have no user, no query and no blank")
    }
    var url = url
    while url.hasSuffix("/") { url.removeLast() }
    return url
  }
}

extension AWSSettings: CustomStringConvertible, CustomReflectable {
  /// The profile alone: files and variables hold secrets.
  package var description: String { "AWS profile \(profile)" }
  package var customMirror: Mirror { Mirror(self, children: ["profile": profile]) }
}
