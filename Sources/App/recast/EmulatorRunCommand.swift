import ArgumentParser
import Emulator
import Engine
import Gateway
import Glibc
import HTTPServer
import InteractionStore
import JSONText
import Measures
import ObjectStore
import Pricing
import Signatures

/// `recast emulator`: serves until it is stopped.
struct EmulatorRunCommand: AsyncParsableCommand {
  static let standardPort = 9321
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Serve (what `recast emulator` does by itself).",
    discussion: """
      Ready when it prints one line with its address. Ctrl-C lets open answers end and stops it; with --data it goes on \
      there next time.

      Faults on order, from --faults FILE or PUT /_recast/faults, in YAML or JSON:

        seed: 7
        faults:
          - {operation: CreateSchema, fault: reset, calls: [1, 3]}
          - {service: s3, fault: slow, delaySeconds: 2.5, every: 10}
          - {operation: PutEvents, fault: throttle, probability: 0.05, limit: 20}

      fault is one of internal-error (500), unavailable (503), throttle, reset, slow, cut, wrong-json; `performed` says \
      whether the call is carried out before it goes wrong.

      What it does not do as the service does: themes are not written; context, impressions and item metadata change no \
      list; metric attributions are kept and report nothing; a model knows new items from its next training on, or \
      through exploration where a campaign asks for it; batch jobs do not explore. Two recipes are stood in for by \
      neighbours: aws-next-best-action by actions that those took who took the same, aws-semantic-similarity by items \
      that share words.

      GET /_recast/health says what is wrong with the kept state, with status 503.
      """)
  @Option(help: "The port; 0 takes one that is free.") var port = EmulatorRunCommand.standardPort
  @Option(help: "The address to listen on. Any other than this machine's own lets strangers in.") var host = "127.0.0.1"
  @Option(help: "A folder for objects and resources; without it they are gone when the emulator stops.") var data:
    String?
  @Option(help: "How fast its clock runs: an hour in a minute unless you say so; 1x is real time, 0x stands still.")
  var speed = "60x"
  @Option(help: "Of ids, request ids and faults.") var seed: UInt64 = 0
  @Option(help: "The prices of its bill: a rate card's name or file; us-east-1 unless stated.") var rates: String?
  @Flag(help: "Refuse requests above a campaign's provisioned rate, as the service does.") var throttle = false
  @Option(help: "A file of faults on order.") var faults: String?
  @Option(
    name: .customLong("verify-signatures"),
    help: ArgumentHelp(
      "Take only requests signed with this key: KEY:SECRET or KEY:SECRET:TOKEN, or env:NAME or file:PATH that holds it.",
      discussion: "Every user of the machine can read a command's arguments: give a real secret by env: or file:.",
      valueName: "key")) var verifySignatures: String?

  func run() async throws {
    guard (0...65_535).contains(port) else {
      throw Stop(.wrongInput, "--port: a port is a number from 0, for one that is free, to 65535.")
    }
    let speed = try speedNumber()
    let plan = try faultPlan()
    let card = try rateCard()
    let credentials = try verifySignatures.map(SigningKey.credentials)
    let folder = try EmulatorFolder(data)
    defer { folder.close() }
    let objects: ObjectStore
    let personalize: EmulatedPersonalize
    do {
      objects = try ObjectStore(folder: folder.path + "/s3", clock: { .now })
      personalize = try EmulatedPersonalize(
        folder: data == nil ? nil : folder.path + "/personalize", objects: objects, speed: speed, seed: seed,
        card: card, isThrottled: throttle, say: { Terminal.say("Warning: " + $0.escapingControls) })
    } catch {
      throw Stop(.environment, "\(error)")
    }
    var settings = Gateway.Settings(identityFile: folder.path + "/iam.json")
    settings.credentials = credentials
    settings.faults = plan
    settings.seed = seed
    settings.speed = speed
    let gateway = Gateway(
      settings: settings, objects: objects, personalize: Self.backend(personalize), clock: { .now })
    let server: HTTPServer
    do {
      server = try await HTTPServer.start(host: host, port: port) { await gateway.respond(to: $0, from: $1) }
    } catch {
      throw Stop(.environment, "\(error)")
    }
    let (stops, stop) = AsyncStream.makeStream(of: Void.self)
    Interruption.asks { stop.yield() }
    if !["127.0.0.1", "localhost", "::1"].contains(host) {
      Terminal.say(
        "Warning: everybody who reaches \(host) can use this emulator"
          + (credentials == nil
            ? ", for it takes any key." : "; its signatures are checked, its traffic is not encrypted."))
    }
    let shown = host.contains(":") ? "[\(host)]" : host
    Terminal.write("recast emulator is ready at http://\(shown):\(server.port)\n")
    for await _ in stops { break }
    await server.stop()
    // Keeps what was used since the last change of a resource.
    _ = personalize.usage()
  }

  private static func backend(_ personalize: EmulatedPersonalize) -> PersonalizeBackend {
    PersonalizeBackend(
      respond: { await personalize.respond(to: $0, service: $1) },
      advance: { await personalize.advance(by: $0) }, now: { personalize.now },
      bill: { personalize.bill() }, problems: { personalize.problems })
  }

  private func speedNumber() throws(Stop) -> Double {
    let digits = speed.hasSuffix("x") ? speed.dropLast() : speed[...]
    guard let number = Double(digits), number >= 0, number <= 1e5 else {
      throw Stop(.wrongInput, "--speed: `\(speed.escapingControls)` is no speed. Write it like 600x, up to 100000x.")
    }
    return number
  }

  /// The card of `--rates`; of the standard one, none where it is not at hand.
  private func rateCard() throws -> RateCard? {
    if let rates { return try RateCards.load(rates) }
    let card = try? InputLoading.rateCard("us-east-1").card
    if card == nil {
      Terminal.say("Warning: no rate card is at hand, so the bill has quantities alone. Give one with --rates.")
    }
    return card
  }

  private func faultPlan() throws -> FaultPlan {
    guard let faults else { return FaultPlan(seed: seed) }
    let bytes: [UInt8]
    do {
      bytes = try readFile(faults, atMost: 1_000_000)
    } catch {
      throw Stop(.environment, "--faults: \(error)")
    }
    let (plan, findings) = FaultFile.read(bytes, source: faults, seed: seed)
    try Terminal.show(findings)
    return plan ?? FaultPlan(seed: seed)
  }
}

/// The key that signatures are checked by, as the user gives it.
enum SigningKey {
  /// Reads `KEY:SECRET[:TOKEN]`, `env:NAME` or `file:PATH`. No message shows what it holds.
  static func credentials(_ source: String) throws(Stop) -> AWSCredentials {
    var text = source
    if source.hasPrefix("env:") {
      guard let value = getenv(String(source.dropFirst(4))) else {
        throw Stop(.wrongInput, "--verify-signatures: there is no \(source.dropFirst(4)) in the environment.")
      }
      text = String(cString: value)
    } else if source.hasPrefix("file:") {
      do {
        text = String(decoding: try readFile(String(source.dropFirst(5)), atMost: 10_000), as: UTF8.self)
      } catch {
        throw Stop(.environment, "--verify-signatures: \(error)")
      }
    }
    let words = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map { word in
      String(word.filter { !$0.isWhitespace })
    }
    guard words.count >= 2, words.allSatisfy({ !$0.isEmpty }) else {
      throw Stop(.wrongInput, "--verify-signatures needs KEY:SECRET, directly or by env:NAME or file:PATH.")
    }
    return AWSCredentials(
      accessKeyID: words[0], secretAccessKey: words[1], sessionToken: words.count > 2 ? words[2] : nil)
  }
}

/// The folder of an emulator: the user's, held by this program alone, or a temporary one that goes with it.
final class EmulatorFolder {
  let path: String
  private let isTemporary: Bool
  private var lock: Int32 = -1

  init(_ data: String?) throws(Stop) {
    isTemporary = data == nil
    if let data {
      path = data.count > 1 && data.hasSuffix("/") ? String(data.dropLast()) : data
      guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
        throw Stop(.environment, "\(path) cannot be made: \(String(cString: strerror(errno))).")
      }
    } else {
      let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
      var name = Array("\(base)/recast-emulator-XXXXXX".utf8CString)
      guard mkdtemp(&name) != nil else {
        throw Stop(.environment, "No temporary folder can be made in \(base): \(String(cString: strerror(errno))).")
      }
      path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    lock = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard lock >= 0 else {
      throw Stop(.environment, "\(path) cannot be written: \(String(cString: strerror(errno))).")
    }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      Glibc.close(lock)
      throw Stop(.environment, "\(path) is in use by another emulator.")
    }
  }

  /// Lets go of the folder; a temporary one is removed.
  func close() {
    Glibc.close(lock)
    if isTemporary { ObjectStore.removeFolder(path) }
  }
}
