import HTTPTransfer
import JSONText
import Measures
import Signatures

/// Credentials of the container or instance that we run on.
///
/// Sources: AWS, "Container credential provider" and "Use the Instance Metadata Service" (SDK reference and EC2 user
/// guides, 2025); addresses and order as botocore 1.43.
struct MetadataService {
  let settings: AWSSettings
  let transport: any HTTPTransport
  private var machine: Machine { settings.machine }

  /// Nil where no container says that it has any.
  func container() throws(AWSError) -> AWSCredentials? {
    let url: String
    if let path = machine.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
      url = "http://169.254.170.2\(path)"
    } else if let full = machine.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
      guard isTrusted(full) else {
        throw CredentialSource.fault(
          "AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an address of this machine or container")
      }
      url = full
    } else {
      return nil
    }
    var headers = [HTTPHeader("Accept", "application/json")]
    if let file = machine.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
      guard let bytes = machine.readFile(file) else {
        throw CredentialSource.fault("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE cannot be read")
      }
      headers.append(HTTPHeader("Authorization", String(decoding: bytes, as: UTF8.self)))
    } else if let token = machine.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN") {
      headers.append(HTTPHeader("Authorization", token))
    }
    var cause = ""
    for attempt in 0..<3 {
      if attempt > 0 { machine.sleep(.seconds(1)) }
      do {
        let response = try ask("GET", url, headers, seconds: 2)
        guard response.head.status == 200, let tree = try? JSONTree(response.body) else {
          cause = "status \(response.head.status)"
          continue
        }
        return try CredentialSource.credentials(tree, token: "Token", from: "the container", mustExpire: true)
      } catch let error as HTTPError {
        cause = error.description
      } catch let error as AWSError {
        throw error
      } catch {
        cause = "\(error)"
      }
    }
    throw CredentialSource.fault("the container gives no credentials: \(cause)")
  }

  /// IMDSv2 alone: version 1, which asks without a token, is not spoken. Nil where nobody answers.
  func instance() throws(AWSError) -> AWSCredentials? {
    guard machine.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() != "true" else { return nil }
    var base =
      machine.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? settings.value("ec2_metadata_service_endpoint")
      ?? "http://169.254.169.254"
    while base.hasSuffix("/") { base.removeLast() }
    let path = "\(base)/latest/meta-data/iam/security-credentials/"
    let lifetime = HTTPHeader("X-aws-ec2-metadata-token-ttl-seconds", "21600")
    guard let token = text(try? ask("PUT", "\(base)/latest/api/token", [lifetime], seconds: 1)) else { return nil }
    let header = [HTTPHeader("X-aws-ec2-metadata-token", token)]
    guard let role = text(try? ask("GET", path, header, seconds: 1)),
      let response = try? ask("GET", path + PercentEncoding.encode(role), header, seconds: 1),
      response.head.status == 200, let tree = try? JSONTree(response.body), tree["AccessKeyId"] != nil
    else { return nil }
    return try CredentialSource.credentials(tree, token: "Token", from: "the instance", mustExpire: true)
  }

  private func text(_ response: HTTPResponse?) -> String? {
    guard let response, response.head.status == 200, !response.body.isEmpty else { return nil }
    let text = String(decoding: response.body, as: UTF8.self).split(whereSeparator: \.isNewline).first
    return text.map(String.init)
  }

  private func ask(
    _ method: String, _ url: String, _ headers: [HTTPHeader], seconds: Double
  ) throws(HTTPError) -> HTTPResponse {
    var request = HTTPRequest(method, url, headers: headers)
    request.limits.connectTimeout = .seconds(seconds)
    request.limits.timeout = .seconds(seconds)
    request.limits.bodyBytes = 100_000
    return try transport.send(request)
  }

  /// Whether a key may be asked for at an address without TLS: this machine, or those that containers use.
  private func isTrusted(_ url: String) -> Bool {
    if url.lowercased().hasPrefix("https://") { return true }
    guard url.lowercased().hasPrefix("http://") else { return false }
    let authority = url.dropFirst(7).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if authority.hasPrefix("[") {
      return ["[::1]", "[fd00:ec2::23]"].contains(authority.prefix { $0 != "]" } + "]")
    }
    let host = String(authority.prefix { $0 != ":" })
    let isLoopback =
      host.hasPrefix("127.") && host.split(separator: ".").count == 4 && host.allSatisfy { "0123456789.".contains($0) }
    return isLoopback || ["localhost", "169.254.170.2", "169.254.170.23"].contains(host)
  }
}
