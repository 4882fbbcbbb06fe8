import AWSClient
import Foundation
import HTTPTransfer
import Measures
import Signatures

/// A machine without a clock, files or programs of its own, which notes how long it slept.
final class TestMachine: @unchecked Sendable {
  private let lock = NSLock()
  // Guarded by `lock`.
  private var time = Instant(iso8601: "2026-11-25T12:00:00Z") ?? Instant(seconds: 0)
  private var pauses: [Timespan] = []
  private var ran: [[String]] = []

  let variables: [String: String]
  let files: [String: String]
  let output: String?

  init(_ variables: [String: String] = [:], files: [String: String] = [:], output: String? = nil) {
    self.variables = variables
    self.files = files
    self.output = output
  }

  var now: Instant { lock.withLock { time } }
  var slept: [Timespan] { lock.withLock { pauses } }
  var programs: [[String]] { lock.withLock { ran } }

  func advance(_ span: Timespan) { lock.withLock { time = time + span } }

  var machine: Machine {
    Machine(
      variables: ["HOME": "/h"].merging(variables) { $1 }, readFile: { self.files[$0].map { Array($0.utf8) } },
      run: { words throws(ProgramFailure) in
        self.lock.withLock { self.ran.append(words) }
        guard let output = self.output else { throw ProgramFailure("`\(words[0])` failed") }
        return Array(output.utf8)
      }, now: { self.now },
      sleep: { span in
        self.lock.withLock {
          self.pauses.append(span)
          self.time = self.time + span
        }
      }, random: { 0.5 })
  }
}

/// Answers in order, and remembers the requests.
final class Script: @unchecked Sendable {
  private let lock = NSLock()
  // Both guarded by `lock`.
  private var answers: [Result<HTTPResponse, HTTPError>]
  private var seen: [HTTPRequest] = []

  init(_ answers: Result<HTTPResponse, HTTPError>...) { self.answers = answers }

  var requests: [HTTPRequest] { lock.withLock { seen } }

  var transport: FunctionTransport {
    FunctionTransport { request throws(HTTPError) in
      let answer = self.lock.withLock {
        self.seen.append(request)
        return self.answers.isEmpty ? nil : self.answers.removeFirst()
      }
      guard let answer else { throw HTTPError(.unreachable, url: "the script", detail: "it is at its end") }
      return try answer.get()
    }
  }
}

func answer(
  _ status: Int, _ body: String = "{}", headers: [HTTPHeader] = []
) -> Result<HTTPResponse, HTTPError> {
  .success(HTTPResponse(head: HTTPResponseHead(status: status, headers: headers), body: Array(body.utf8)))
}

func broken(_ code: HTTPError.Code) -> Result<HTTPResponse, HTTPError> { .failure(HTTPError(code, url: "x")) }

let testKey = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret")

func client(_ script: Script, _ machine: TestMachine = TestMachine(), maxAttempts: Int = 3) -> AWSClient {
  AWSClient(
    region: "eu-central-1", transport: script.transport, policy: RetryPolicy(maxAttempts: maxAttempts),
    machine: machine.machine, credentials: { () throws(AWSError) in testKey }, endpoint: { _ throws(AWSError) in nil })
}

func call(_ repetition: AWSCall.Repetition = .harmless) -> AWSCall {
  AWSCall(.personalize, operation: "ListCampaigns", body: Array("{}".utf8), repetition: repetition)
}

/// Sends the call and says whether a body came.
func send(_ client: AWSClient, _ call: AWSCall) throws(AWSError) -> String {
  try client.send(call) { String(decoding: $0.body, as: UTF8.self) }
}
