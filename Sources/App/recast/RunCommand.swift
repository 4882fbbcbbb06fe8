import ArgumentParser
import Engine
import Glibc
import Interactions
import InteractionStore
import Measures
import Reports
import Scenarios

/// `recast run`: the main job.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run scenarios: play every plan, price it, replay the log, decide, and write the report.",
    discussion: """
      Writes report.pdf, a PNG a page, report.md, quality-per-user.csv and facts.json to reports/<scenario>, or to --out.
      Same files and seed give the same bytes; what differs from run to run is in run.json.
      Exit code 1 when no plan holds every limit of the scenario, or when a price is missing.
      """)

  @Argument(help: "Scenario files (YAML).") var scenarios: [String]
  @Option(
    help:
      "An interaction log instead of the scenario's own: CSV or JSON Lines in Personalize form, MovieLens, or a file of recast's."
  )
  var log: String?
  @Option(
    help: "Counts over time (CSV of timestamp,value) or a load balancer's access log: demand follows it.")
  var trace: String?
  @Option(help: "Folder for the report; with several scenarios, a folder below it for each.") var out: String?
  @Option(help: "Seed instead of the scenario's.") var seed: UInt64?
  @Flag(help: "Leave broken rows of the log out instead of stopping.") var skipBadRows = false
  @Flag(help: "Parse a large log even where its content was read before.") var noCache = false
  @Flag(help: "Print facts.json on standard output; an array of them for several scenarios.") var json = false

  func validate() throws {
    if scenarios.isEmpty { throw ValidationError("Name at least one scenario file.") }
    if out?.isEmpty == true { throw ValidationError("--out is empty.") }
  }

  func run() async throws {
    Interruption.leavesNothing()
    // The switch that a user's shell would set.
    if noCache { setenv("RECAST_NO_CACHE", "1", 1) }
    // All is read and checked before anything runs.
    let inputs = try scenarios.map { path in
      try LoadedInput.ready { () throws(StoreError) in
        try InputLoading.load(scenario: path, log: log, skipsBadRows: skipBadRows, seed: seed, trace: trace)
      }
    }
    let names = inputs.map(\.scenario.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw Stop(.wrongInput, "Two scenarios are called \(twice); their reports would overwrite one another.")
    }
    for input in inputs { RateCards.warnIfOld(input.card) }
    var results: [RunResult] = []
    for input in inputs {
      let name = input.scenario.name
      let folder = out.map { inputs.count > 1 ? "\($0)/\(name)" : $0 } ?? "reports/\(name)"
      let result = try await ReportWriting.run(input, into: folder)
      if !json { Terminal.write(ReportWriting.summary(result, folder)) }
      results.append(result)
    }
    if json {
      let facts = results.map { Facts.json($0) }
      try Terminal.write(facts.count == 1 ? facts[0] : .array(facts))
    }
    if results.contains(where: \.hasFailedCheck) { throw Stop(.failedCheck) }
  }

}

extension LoadedInput {
  /// The input that loading gives, or a stop with all that is wrong with it.
  static func ready(_ load: () throws(StoreError) -> LoadedInput) throws -> RunInput {
    let loaded: LoadedInput
    do { loaded = try load() } catch { throw Stop(.environment, "\(error)") }
    try Terminal.show(loaded.findings)
    guard let input = loaded.input else { throw Stop(.wrongInput) }
    return input
  }
}

/// Runs an input and puts its report into a folder; shared by `run` and `quick`.
enum ReportWriting {
  /// The result, whose report is in the folder.
  static func run(_ input: RunInput, into folder: String, scenarioText: String? = nil) async throws -> RunResult {
    let clock = ContinuousClock()
    let begin = clock.now
    let result: RunResult
    do {
      result = try await Run.result(of: input) { Terminal.Progress.shared.update($0) }
    } catch {
      throw Stop(error.code == .report ? .environment : .wrongInput, error.description)
    }
    Terminal.Progress.shared.update(RunProgress(stage: .drawing, share: 0))
    let elapsed = (clock.now - begin) / .seconds(1)
    do {
      let files = try ReportFolder(
        result, userNames: input.log.users,
        runFacts: [
          "recast": .string(Versions.recast), "secondsToCompute": .number((elapsed * 1000).rounded() / 1000),
          "libraries": .object(
            Dictionary(uniqueKeysWithValues: Versions.libraries.map { ($0.name, .string($0.version)) })),
        ], scenarioText: scenarioText)
      try Interruption.writing { try files.write(to: folder) }
    } catch {
      throw Stop(.environment, "\(error)")
    }
    return result
  }

  static func summary(_ result: RunResult, _ folder: String) -> String {
    var text = TextTable.plans(result)
    let decision = result.decision.winner.map { "Buy: \(result.plans[$0].name)" } ?? "No plan holds every limit."
    text += QualityCaveat.standIn(result.scenario.recommender.model.rawValue) + "\n"
    text += "\n\(decision)   \(folder)/report.pdf\n"
    return text
  }
}
