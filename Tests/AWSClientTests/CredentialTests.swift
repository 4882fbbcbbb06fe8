import AWSClient
import Foundation
import HTTPTransfer
import Measures
import Signatures
import Testing

@Suite("Credentials, as botocore finds them") struct CredentialTests {
  static let config = """
    [default]
    aws_access_key_id = CONFIG
    aws_secret_access_key = s3
    [profile both]
    aws_access_key_id = CONFIG2
    aws_secret_access_key = s
    [profile process]
    credential_process = "/opt/my tool" --name 'a b' --x
    [profile role]
    role_arn = arn:aws:iam::1:role/x
    [profile sso]
    sso_session = x
    [profile empty]
    region = x
    """
  static let shared = """
    [both]
    aws_access_key_id = SHARED
    aws_secret_access_key = a=b:c
    aws_session_token = tok
    [half]
    aws_access_key_id = X
    """
  static let keys = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"]

  func load(
    _ variables: [String: String] = [:], profile: String? = nil, output: String? = nil, script: Script = Script()
  ) throws -> AWSCredentials {
    let machine = TestMachine(
      variables, files: ["/h/.aws/config": Self.config, "/h/.aws/credentials": Self.shared, "/token": "file token"],
      output: output)
    let settings = try AWSSettings(machine: machine.machine, profile: profile)
    defer { if profile == "process" { #expect(machine.programs == [["/opt/my tool", "--name", "a b", "--x"]]) } }
    return try CredentialSource(settings: settings, transport: script.transport).load()
  }

  @Test("variables come first, unless a profile is named by argument") func order() throws {
    let env = try load(Self.keys)
    #expect(env.accessKeyID == "ENV" && env.sessionToken == "t")
    #expect(try load(Self.keys.merging(["AWS_PROFILE": "both"]) { $1 }).accessKeyID == "ENV")
    let shared = try load(Self.keys, profile: "both")
    #expect(shared.accessKeyID == "SHARED" && shared.secretAccessKey == "a=b:c" && shared.sessionToken == "tok")
    #expect(try load().accessKeyID == "CONFIG")
  }

  @Test("half a key is an error") func half() {
    #expect(throws: AWSError.self) { try load(["AWS_ACCESS_KEY_ID": "X"]) }
    #expect(throws: AWSError.self) { try load(profile: "half") }
  }

  @Test("a program of the profile gives keys that may end") func process() throws {
    let key = try load(
      profile: "process",
      output:
        #"{"Version":1,"AccessKeyId":"P","SecretAccessKey":"s","SessionToken":"t","Expiration":"2026-11-25T13:00:00Z"}"#
    )
    #expect(key.accessKeyID == "P" && key.expiry == Instant(iso8601: "2026-11-25T13:00:00Z"))
    for output in [
      nil, "", "{}", #"{"Version":2,"AccessKeyId":"P","SecretAccessKey":"s"}"#, #"{"Version":1,"AccessKeyId":"P"}"#,
    ] {
      let error = #expect(throws: AWSError.self) { try load(profile: "process", output: output) }
      #expect(error?.kind == .credentials)
      // Arguments of a program may be secrets.
      #expect(error?.description.contains("--name") == false)
    }
  }

  @Test("what we cannot do says how it can be done", arguments: ["role", "sso"]) func unsupported(profile: String) {
    let error = #expect(throws: AWSError.self) { try load(Self.keys, profile: profile) }
    #expect(error?.message.contains("aws configure export-credentials --profile \(profile)") == true)
  }

  static let document =
    #"{"AccessKeyId":"M","SecretAccessKey":"s","Token":"t","Expiration":"2026-11-25T18:00:00Z","Code":"Success"}"#

  @Test("a container is asked at its address, with its token") func container() throws {
    let script = Script(answer(500), answer(200, Self.document))
    let key = try load(
      ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "tok"],
      profile: "empty", script: script)
    #expect(key.accessKeyID == "M" && key.sessionToken == "t")
    #expect(script.requests.map(\.url) == Array(repeating: "http://169.254.170.2/v2/x", count: 2))
    #expect(script.requests[0].headers.contains(HTTPHeader("Authorization", "tok")))
    let other = Script(answer(200, Self.document))
    _ = try load(
      [
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:8080/k",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token",
      ], profile: "empty", script: other)
    #expect(other.requests[0].headers.contains(HTTPHeader("Authorization", "file token")))
  }

  @Test(
    "a key is asked for nowhere else without TLS",
    arguments: [
      "http://evil.example/", "http://127.evil.example/", "http://127.0.0.1.evil.example/", "ftp://127.0.0.1/",
    ])
  func untrusted(url: String) {
    let script = Script(answer(200, Self.document))
    #expect(throws: AWSError.self) {
      try load(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url], profile: "empty", script: script)
    }
    #expect(script.requests.isEmpty)
  }

  @Test("an instance is asked for a token, its role, and the role's key") func instance() throws {
    let script = Script(answer(200, "session"), answer(200, "my role\n"), answer(200, Self.document))
    #expect(try load(profile: "empty", script: script).accessKeyID == "M")
    let base = "http://169.254.169.254/latest"
    let path = "\(base)/meta-data/iam/security-credentials/"
    #expect(script.requests.map(\.url) == ["\(base)/api/token", path, path + "my%20role"])
    #expect(script.requests.map(\.method) == ["PUT", "GET", "GET"])
    #expect(script.requests[2].headers == [HTTPHeader("X-aws-ec2-metadata-token", "session")])
  }

  @Test("without any there is an error that says what to do") func none() {
    for script in [
      Script(), Script(answer(200, "t"), answer(404)), Script(answer(200, "t"), answer(200, "r"), answer(200, "x")),
    ] {
      let error = #expect(throws: AWSError.self) { try load(profile: "empty", script: script) }
      #expect(error?.kind == .credentials && error?.message.contains("AWS_ACCESS_KEY_ID") == true)
    }
    let script = Script(answer(200, "t"))
    #expect(throws: AWSError.self) {
      try load(["AWS_EC2_METADATA_DISABLED": "true"], profile: "empty", script: script)
    }
    #expect(script.requests.isEmpty)
  }

  @Test("keys are asked for again a quarter of an hour before their end, and used on where that fails") func refresh()
    throws
  {
    let machine = TestMachine()
    let count = Counter()
    let cache = CredentialCache(now: { machine.now }) { () throws(AWSError) in
      let number = count.next()
      if number == 3 { throw AWSError(.credentials, operation: "", message: "down") }
      return AWSCredentials(accessKeyID: "K\(number)", secretAccessKey: "s", expiry: machine.now + .hours(1))
    }
    #expect(try cache.credentials().accessKeyID == "K1")
    machine.advance(.minutes(44))
    #expect(try cache.credentials().accessKeyID == "K1")
    machine.advance(.minutes(2))
    #expect(try cache.credentials().accessKeyID == "K2")
    machine.advance(.minutes(50))
    #expect(try cache.credentials().accessKeyID == "K2")
    #expect(try cache.credentials().accessKeyID == "K4")
  }

  @Test("settings and machine show no secret, however they are printed") func hidden() throws {
    let machine = TestMachine(
      ["AWS_SECRET_ACCESS_KEY": "geheim"],
      files: ["/h/.aws/credentials": "[default]\naws_access_key_id = A\naws_secret_access_key = verborgen"])
    let settings = try AWSSettings(machine: machine.machine)
    var dumped = ""
    dump(settings, to: &dumped)
    dump(machine.machine, to: &dumped)
    for text in [dumped, "\(settings) \(machine.machine) \([settings])", String(reflecting: settings)] {
      #expect(!text.contains("geheim") && !text.contains("verborgen"), "\(text)")
    }
  }

  @Test("a real program is run without a shell, and its failures are told apart") func realProgram() throws {
    let machine = Machine.real
    #expect(try machine.run(["/bin/echo", "$HOME; a"]) == Array("$HOME; a\n".utf8))
    #expect(throws: ProgramFailure.self) { try machine.run(["/bin/false"]) }
    #expect(throws: ProgramFailure.self) { try machine.run(["/no/such/program"]) }
    #expect(throws: ProgramFailure.self) { try machine.run(["/bin/cat", "/dev/zero"]) }
    #expect(machine.variables["PATH"] == ProcessInfo.processInfo.environment["PATH"])
  }
}

/// Counts from 1, from any thread.
final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0

  func next() -> Int {
    lock.withLock {
      count += 1
      return count
    }
  }
}
