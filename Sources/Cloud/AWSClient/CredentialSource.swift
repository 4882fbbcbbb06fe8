import HTTPTransfer
import JSONText
import Measures
import Signatures

/// Where credentials come from, tried in botocore's order: environment, credentials file, `credential_process`, config
/// file, container, instance. Roles to assume, web identities and single sign-on are named as what they are.
package struct CredentialSource: Sendable {
  private let settings: AWSSettings
  private let transport: any HTTPTransport
  private var machine: Machine { settings.machine }

  /// - Parameter transport: carries requests to the metadata services, which are never behind a proxy.
  package init(settings: AWSSettings, transport: any HTTPTransport) {
    self.settings = settings
    self.transport = transport
  }

  /// The first credentials that there are.
  package func load() throws(AWSError) -> AWSCredentials {
    // A profile by argument is meant; one by variable does not come before keys by variable.
    if settings.namedProfile == nil, let found = try environment() { return found }
    try refuseRoles()
    if let found = try keys(settings.credentialsFile, "the credentials file") { return found }
    if let line = settings.value("credential_process") { return try process(line) }
    if let found = try keys(settings.configFile, "the config file") { return found }
    let metadata = MetadataService(settings: settings, transport: transport)
    if let found = try metadata.container() { return found }
    if let found = try metadata.instance() { return found }
    throw CredentialSource.fault(
      "no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of ~/.aws/credentials")
  }

  private func environment() throws(AWSError) -> AWSCredentials? {
    guard let id = machine.variable("AWS_ACCESS_KEY_ID") else { return nil }
    guard let secret = machine.variable("AWS_SECRET_ACCESS_KEY") else {
      throw CredentialSource.fault("AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not")
    }
    return AWSCredentials(
      accessKeyID: id, secretAccessKey: secret,
      sessionToken: machine.variable("AWS_SECURITY_TOKEN") ?? machine.variable("AWS_SESSION_TOKEN"),
      expiry: machine.variable("AWS_CREDENTIAL_EXPIRATION").flatMap { Instant(iso8601: $0) })
  }

  private func keys(
    _ file: [String: [String: ConfigText.Value]], _ name: String
  ) throws(AWSError) -> AWSCredentials? {
    func value(_ key: String) -> String? {
      if case .text(let text) = file[settings.profile]?[key], !text.isEmpty { text } else { nil }
    }
    guard let id = value("aws_access_key_id") else { return nil }
    guard let secret = value("aws_secret_access_key") else {
      throw CredentialSource.fault(
        "profile \(settings.profile) of \(name) has an aws_access_key_id and no aws_secret_access_key")
    }
    return AWSCredentials(
      accessKeyID: id, secretAccessKey: secret,
      sessionToken: value("aws_security_token") ?? value("aws_session_token"))
  }

  private func process(_ line: String) throws(AWSError) -> AWSCredentials {
    guard let words = OutsideProgram.words(line) else {
      throw CredentialSource.fault("credential_process has an open quote")
    }
    let output: [UInt8]
    do { output = try machine.run(words) } catch {
      throw CredentialSource.fault("credential_process: \(error.description)")
    }
    guard let tree = try? JSONTree(output), case .number("1") = tree["Version"]?.content else {
      throw CredentialSource.fault("credential_process wrote no JSON with a Version of 1")
    }
    return try CredentialSource.credentials(tree, token: "SessionToken", from: "credential_process")
  }

  /// Keys as JSON has them. Only those of metadata services must say when they end.
  static func credentials(
    _ tree: JSONTree, token: String, from place: String, mustExpire: Bool = false
  ) throws(AWSError) -> AWSCredentials {
    guard let id = tree["AccessKeyId"]?.string, let secret = tree["SecretAccessKey"]?.string, !id.isEmpty,
      !secret.isEmpty
    else { throw fault("\(place) gave no AccessKeyId and SecretAccessKey") }
    let expiry = tree["Expiration"]?.string
    let instant = expiry.flatMap { Instant(iso8601: $0) }
    guard instant != nil || expiry == nil && !mustExpire else {
      throw fault("\(place) gave an Expiration that is no time")
    }
    return AWSCredentials(
      accessKeyID: id, secretAccessKey: secret, sessionToken: tree[token]?.string, expiry: instant)
  }

  /// What we cannot do ourselves, the AWS command line can do for us.
  private func refuseRoles() throws(AWSError) {
    let kinds = [
      ("role_arn", "a role to assume"), ("web_identity_token_file", "a web identity"),
      ("sso_session", "single sign-on"), ("sso_start_url", "single sign-on"),
    ]
    let found = kinds.first { settings.value($0.0) != nil }?.1
    let isInVariables =
      machine.variable("AWS_WEB_IDENTITY_TOKEN_FILE") != nil && machine.variable("AWS_ROLE_ARN") != nil
    guard let kind = found ?? (isInVariables && settings.namedProfile == nil ? "a web identity" : nil) else { return }
    throw CredentialSource.fault(
      "profile \(settings.profile) has \(kind), which recast does not do itself. Make a profile with "
        + "`credential_process = aws configure export-credentials --profile \(settings.profile)`, and use that")
  }

  static func fault(_ words: String) -> AWSError { AWSError(.credentials, operation: "", message: words) }
}
