import ArgumentParser
import Engine
import FoundationEssentials
import InteractionStore
import Measures
import Recommenders
import Reports
import Scenarios

/// `recast replay`: what every plan would have shown at each request of the log, and what freshness is worth.
struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Replay a log: what each plan would have shown at each request, and what freshness is worth.",
    discussion: """
      One clock for all plans: each list is made from the model of the plan's last training, the profile of its last job \
      (batch) or of that second (campaign, with the delay of events), the catalogue it knew and the cache it had; throttled \
      requests get their fallback. Writes replay.json, events.csv (a row a request and plan), freshness.csv, by-day.csv, \
      hybrid.csv and pages to reports/<scenario>/replay, or to --out.
      Same files and seed give the same bytes on any number of threads. Ctrl-C keeps what is done; the same command goes on.

      \(CampaignOptions.discussion)
      """)

  @Argument(help: "Scenario file (YAML).") var scenario: String
  @Option(help: "An interaction log instead of the scenario's own.") var log: String?
  @Option(help: "Only this plan; give it again for more.") var plan: [String] = []
  @Option(help: "Folder for the files.") var out: String?
  @Option(
    help: """
      The model that stands in, NAME[:key=value,…]; the scenario's unless stated, that of the campaign's recipe with \
      --backend personalize, where none leaves it out.
      """) var recommender: String?
  @Option(help: "Most requests for the plans, evenly over the held-out time; all unless stated.") var requests: Int?
  @Option(help: "Most requests for the curves; the scenario's evaluation.requests unless stated.")
  var curveRequests: Int?
  @Option(help: "Most models to fit; new items and retrainings are taken on a coarser grid to stay below.")
  var fits: Int = 300
  @Option(help: "What a point (0.01) of NDCG is worth a month, in the rate card's currency.") var pointValue: Double?
  @Option(help: "Seed instead of the scenario's.") var seed: UInt64?
  @Option(help: "Cores to use; all unless stated. The result does not depend on it.") var threads: Int?
  @Flag(help: "Replay the plans alone, without curves and decision numbers.") var plansOnly = false
  @Flag(help: "Freeze model, profile and catalogue at the cut: what is left between plans is their routes.")
  var freeze = false
  @Flag(help: "Leave broken rows of the log out instead of stopping.") var skipBadRows = false
  @OptionGroup var memory: MemoryOption
  @OptionGroup var through: CampaignOptions
  @OptionGroup var aws: AWSOptions
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if let requests, requests < 1 { throw ValidationError("--requests is at least 1.") }
    if let curveRequests, curveRequests < 1 { throw ValidationError("--curve-requests is at least 1.") }
    guard (1...100_000).contains(fits) else { throw ValidationError("--fits is 1 to 100,000.") }
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads is 1 to 1024.") }
    if let pointValue, !(pointValue >= 0 && pointValue < 1e12) {
      throw ValidationError("--point-value is an amount, not negative.")
    }
    if out?.isEmpty == true { throw ValidationError("--out is empty.") }
    try through.check(isFrozen: freeze)
    if through.backend == .personalize, !plan.isEmpty || pointValue != nil {
      throw ValidationError("--plan and --point-value are for the local plans, not for --backend personalize.")
    }
  }

  func run() async throws {
    var settings = ReplaySettings(threads: threads ?? Cores.available)
    let hasStandIn = through.backend == .local || recommender != "none"
    settings.recommender = try hasStandIn ? recommender.map { try RecommenderSpecification.given($0) } : nil
    let input = try LoadedInput.ready { () throws(StoreError) in
      try InputLoading.load(scenario: scenario, log: log, skipsBadRows: skipBadRows, seed: seed)
    }
    if let specification = settings.recommender {
      try memory.check(specification, input.log, source: "--recommender")
    }
    RateCards.warnIfOld(input.card)
    let folder = out ?? "reports/\(input.scenario.name)/replay"
    settings.plans = plan
    settings.requests = requests
    settings.curveRequests = curveRequests
    settings.plansOnly = plansOnly
    settings.isFrozen = freeze
    settings.fits = fits
    settings.pointValue = pointValue
    if through.backend == .personalize {
      return try await CampaignReplaying(options: through, aws: aws, input: input, settings: settings, folder: folder)
        .run(hasStandIn: hasStandIn, json: json)
    }
    settings.workFolder = folder + "/.unfinished"
    settings.version = ProgramChecksum.text
    Interruption.keepsParts()
    let outcome = try await outcome(of: input, settings)
    try write(outcome, to: folder)
    Terminal.say(
      "\(Numbers.fixed(outcome.times.models, 1)) s for models, \(Numbers.fixed(outcome.times.rest, 1)) s for the rest.")
    if json { return try Terminal.write(ReplayJSON.json(outcome.result)) }
    ReplayWriting.show(outcome.result, folder)
  }

  private func outcome(of input: RunInput, _ settings: ReplaySettings) async throws -> LogReplay.Outcome {
    let begin = ContinuousClock.now
    do {
      return try await LogReplay.outcome(of: input, settings: settings) {
        Terminal.Progress.shared.update(TimeLeft.text($0, share: $1, since: begin))
      }
    } catch let error as RunError {
      throw Stop(.wrongInput, error.description)
    } catch let error as FolderError {
      throw Stop(.environment, "\(error)")
    }
  }

  private func write(_ outcome: LogReplay.Outcome, to folder: String) throws {
    try ReplayWriting.write(
      outcome.result,
      runFacts: ["secondsForModels": outcome.times.models, "secondsForTheRest": outcome.times.rest], to: folder
    ) { sink in try outcome.events.write { try sink($0) } }
    outcome.removeParts()
  }
}

/// Puts a replay's files into its folder and prints its tables; shared by replays of local plans and of a campaign.
enum ReplayWriting {
  /// - Parameters:
  ///   - seconds: what differs from run to run, by name.
  ///   - rows: hands on `events.csv` piece by piece.
  static func write(
    _ result: LogReplayResult, runFacts seconds: KeyValuePairs<String, Double>, to folder: String,
    rows: (([UInt8]) throws -> Void) throws -> Void
  ) throws {
    Terminal.Progress.shared.update("writing")
    do {
      var facts: [String: JSONValue] = ["recast": .string(Versions.recast)]
      for (name, value) in seconds { facts[name] = .number(value) }
      let files = try ReportFolder(result, runFacts: .object(facts))
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let events = try TableFile(
        path: folder + "/events.csv", header: ReplayEvents.header.joined(separator: ","), remedy: "Name a new folder.")
      try rows { try events.write(String(decoding: $0, as: UTF8.self)) }
      try Interruption.writing {
        try events.finish()
        try files.write(to: folder)
      }
    } catch let stop as Stop {
      throw stop
    } catch {
      throw Stop(.environment, "\(error)")
    }
    Terminal.Progress.shared.clear()
  }

  /// The tables, for people.
  static func show(_ result: LogReplayResult, _ folder: String) {
    Terminal.write(ReplayText.summary(result).map { $0 + "\n" }.joined() + "\n")
    for section in ReplayText.sections(result) {
      Terminal.write(
        section.title + "\n" + TextTable.text(header: section.header, rows: section.rows)
          + section.sentences(result).map { $0 + "\n" }.joined() + "\n")
    }
    Terminal.write("\(folder)/replay.pdf\n")
  }
}
