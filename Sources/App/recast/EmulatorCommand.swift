import ArgumentParser
import HTTPTransfer
import JSONText
import Measures

/// `recast emulator`: Personalize, S3, STS and IAM on this machine.
struct EmulatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emulator",
    abstract: "Amazon Personalize on this machine, with the S3 it reads: for tests without cost.",
    discussion: """
      Point boto3's `endpoint_url`, or AWS_ENDPOINT_URL, at the address that it prints; any key is taken. Imports, \
      trainings and answers are real, on a clock that can run fast; a bill runs along at the prices of AWS.

        recast emulator --port 9321 --data emulated --speed 600x
        AWS_ENDPOINT_URL=http://127.0.0.1:9321 python pipeline.py
        recast emulator bill
      """,
    subcommands: [EmulatorRunCommand.self, EmulatorBillCommand.self, EmulatorClockCommand.self],
    defaultSubcommand: EmulatorRunCommand.self)
}

/// `recast emulator clock`: the time there, and forward.
struct EmulatorClockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clock", abstract: "The clock of a running emulator, or put it forward.",
    discussion: "Work that is due by then, such as an import or a training, is done when the command returns.")
  @Option(help: "The emulator's port.") var port = EmulatorRunCommand.standardPort
  @Flag(help: "Print JSON.") var json = false
  @Option(help: "How far to put it forward, such as `90 s`, `45 min`, `6 h` or `7 d`.") var advance: String?

  func run() async throws {
    let emulator = RunningEmulator(port: port)
    guard let advance else { return try show(emulator.ask("GET", "clock")) }
    guard let seconds = Self.seconds(advance) else {
      throw Stop(
        .wrongInput,
        "--advance: `\(advance.escapingControls)` is no length of time. Write it like `90 s`, `45 min`, `6 h`.")
    }
    try show(emulator.ask("POST", "clock", body: "{\"advanceSeconds\": \(seconds)}"))
  }

  private func show(_ state: JSONTree) {
    if json { return Terminal.write(state.indentedText + "\n") }
    Terminal.write("\(state["now"]?.string ?? "unknown")\n")
  }

  /// Seconds of a text such as `6 h`; nil for anything else.
  private static func seconds(_ text: String) -> Double? {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    let unit = text[digits.endIndex...].drop { $0 == " " }
    let units: [String: Double] = ["s": 1, "min": 60, "h": 3600, "d": 86_400]
    guard let number = Double(digits), let length = units[String(unit)] else { return nil }
    let seconds = number * length
    return seconds.isFinite && seconds <= 315_360_000 ? seconds : nil
  }
}

/// An emulator of this machine that is asked over HTTP.
struct RunningEmulator {
  let port: Int

  /// Its answer; a stop where nobody answers or it refuses.
  func ask(_ method: String, _ word: String, body: String = "") throws -> JSONTree {
    guard (1...65_535).contains(port) else { throw Stop(.wrongInput, "--port: a port is a number from 1 to 65535.") }
    var request = HTTPRequest(method, "http://127.0.0.1:\(port)/_recast/\(word)", body: Array(body.utf8))
    request.limits.connectTimeout = .seconds(3)
    let response: HTTPResponse
    do {
      response = try CurlTransport(usesProxy: false).send(request)
    } catch {
      throw Stop(
        .environment, "No emulator answers at port \(port): \(error)\nStart one with: recast emulator --port \(port)")
    }
    guard response.head.status == 200, let tree = try? JSONTree(response.body) else {
      let said = (try? JSONTree(response.body))?["message"]?.string ?? "status \(response.head.status)"
      throw Stop(.environment, "What listens at port \(port) refuses: \(said.escapingControls)")
    }
    return tree
  }
}

extension JSONTree {
  /// The value as JSON text with a member a line.
  var indentedText: String { indented("") }

  private func indented(_ margin: String) -> String {
    switch content {
    case .object(let members) where !members.isEmpty:
      let lines = members.map { "\(margin)  \(JSONTree.quoted($0.key)): \($0.value.indented(margin + "  "))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(margin)}"
    case .array(let elements) where !elements.isEmpty:
      return "[\n" + elements.map { "\(margin)  " + $0.indented(margin + "  ") }.joined(separator: ",\n")
        + "\n\(margin)]"
    default: return compactText
    }
  }
}
