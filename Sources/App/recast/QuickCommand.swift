import ArgumentParser
import Engine
import FoundationEssentials
import Glibc
import InteractionStore
import Measures
import Scenarios

/// `recast quick`: from a log to a commented scenario and its report in one go.
struct QuickCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quick",
    abstract: "Write a commented scenario from a log, and run it.",
    discussion: """
      The scenario is written to <out>/scenario.yaml beside its report. Read it, change what is not true of your shop, and
      run it again with `recast run`.
      """)

  @Argument(help: "The interaction log: CSV in Personalize form, MovieLens, or a recast database.") var log: String
  @Option(help: "Users who visit in a month.") var users: Int
  @Option(help: "Requests for recommendations a day.") var requestsPerDay: Double
  @Option(help: "Rate card by name or path.") var rates = "us-east-1"
  @Option(help: "Offset of local time from UTC, such as +09:00.") var utcOffset = "+00:00"
  @Option(help: "First month, such as 2027-01; the next calendar month unless stated.") var start: String?
  @Option(help: "Folder for scenario and report; reports/<log's name> unless stated.") var out: String?
  @Flag(help: "Leave broken rows of the log out instead of stopping.") var skipBadRows = false
  @Flag(help: "Parse a large log even where its content was read before.") var noCache = false
  @Flag(help: "Overwrite a scenario that was changed since.") var force = false
  @Flag(help: "Print facts.json on standard output.") var json = false

  func validate() throws {
    if out?.isEmpty == true { throw ValidationError("--out is empty.") }
    if users < 1 { throw ValidationError("--users must be at least 1.") }
    if !(requestsPerDay > 0 && requestsPerDay < 1e11) {
      throw ValidationError("--requests-per-day must be more than 0, below 10^11.")
    }
  }

  func run() async throws {
    Interruption.leavesNothing()
    if noCache { setenv("RECAST_NO_CACHE", "1", 1) }
    let name = QuickScenario.name(forLog: log)
    let folder = out ?? "reports/\(name)"
    // The one place that reads the clock: the month is then written into the scenario, so that a second run is the same.
    let month = start ?? "\(CalendarMonth(containing: Instant(seconds: Int64(Date.now.timeIntervalSince1970))).next)"
    let manager = FileManager.default
    let absolute = log.hasPrefix("/") ? log : manager.currentDirectoryPath + "/" + log
    func text(allowsRepeats: Bool) -> String {
      QuickScenario.text(
        name: name, logPath: absolute, users: users, requestsPerDay: requestsPerDay, rateCard: rates,
        utcOffset: utcOffset, start: month, allowsRepeats: allowsRepeats)
    }
    let path = "\(folder)/scenario.yaml"
    var scenario = text(allowsRepeats: true)
    var input = try LoadedInput.ready { () throws(StoreError) in
      try InputLoading.load(
        scenarioText: scenario, source: path, folder: "", name: name, skipsBadRows: skipBadRows)
    }
    if input.origin.isRatings {
      // Known only now that the log is read; the scenario is written anew, the log is not read again.
      scenario = text(allowsRepeats: false)
      let read = ScenarioReading.scenario(fromYAML: scenario, source: path, name: name)
      try Terminal.show(read.1)
      if let excluding = read.0 {
        input = RunInput(scenario: excluding, card: input.card, log: input.log, origin: input.origin)
      }
    }
    if !force, let old = manager.contents(atPath: path), old != Data(scenario.utf8) {
      throw Stop(
        .wrongInput,
        "\(path) is there already and differs. Run it with `recast run \(path)`, or give --out or --force.")
    }
    let result = try await ReportWriting.run(input, into: folder, scenarioText: scenario)
    if json { try Terminal.write(Facts.json(result)) } else { Terminal.write(ReportWriting.summary(result, folder)) }
    Terminal.say("The scenario is in \(path): change what is not true of your shop, and run it again.")
    if result.hasFailedCheck { throw Stop(.failedCheck) }
  }
}
