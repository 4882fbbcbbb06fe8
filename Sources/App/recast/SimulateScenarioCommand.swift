import ArgumentParser
import Engine
import InteractionStore
import Measures
import Scenarios
import Statistics

/// `recast simulate SCENARIO`: plans played in independent replications.
struct SimulateScenarioCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenario", abstract: "Play the plans of a scenario in independent replications, side by side.",
    discussion: """
      Every plan meets the same requests and the same luck. Numbers come with their interval over replications; \
      percentiles are those of all requests together. The same seed gives the same bytes on any number of threads.
      --trace with a recording that exists plays it as demand, as in `recast run`; with another name it writes what \
      happened in each five minutes, from which the bill can be made again.
      Ctrl-C stops and leaves nothing half-written (exit code 130). Exit code 1 when a price is missing, or the precision \
      was not reached; 3 when a check of the program itself fails.
      """)

  @Argument(help: "Scenario file (YAML).") var scenario: String
  @Option(help: "Only this plan; give it again for more.") var plan: [String] = []
  @Option(help: "Independent replications, 2 to 100,000; the scenario's own unless stated.") var replications: Int?
  @Option(help: "Replicate until mean latency, p99 and cost of every plan are known to this: 2%.")
  var precision: String?
  @Option(help: "The most replications for --precision.") var maxReplications: Int = 1000
  @Option(help: "Seed instead of the scenario's.") var seed: UInt64?
  @Option(help: "Cores to use; all unless stated. The result does not depend on it.") var threads: Int?
  @Option(help: "An interaction log instead of the scenario's own.") var log: String?
  @Option(
    name: [.long, .customLong("demand-trace")],
    help: "Counts over time (CSV of timestamp,value) or a load balancer's access log: demand follows it.")
  var demand: String?
  @Option(
    help: "A recording to play, like --demand; or a new CSV file for a row each five minutes of each replication.")
  var trace: String?
  @Option(help: "Refuse before the start what would need more memory, such as 500 MB (2 GB unless stated).")
  var memoryLimit: String?
  @Flag(help: "Search for the cheapest floor for a throttle limit, and try caches and pre-warming.")
  var advise = false
  @Option(
    help: "Share of requests that may be throttled into the fallback, for --advise; the scenario's unless stated.")
  var throttleLimit: String?
  @Option(help: "A month's budget in the rate card's currency, for --advise; the scenario's limit unless stated.")
  var budget: Double?
  @Option(help: "Folder for the pages of --advise: PDF, PNG, Markdown, JSON.") var out: String?
  @Flag(help: "Print JSON.") var json = false
  @Flag(help: "Print CSV, a row a plan and quantity.") var csv = false

  func validate() throws {
    guard !(json && csv) else { throw ValidationError("Choose one of --json and --csv.") }
    guard replications == nil || precision == nil else {
      throw ValidationError("--replications and --precision exclude each other.")
    }
    if let replications, !(2...100_000).contains(replications) {
      throw ValidationError("--replications is 2 to 100,000: without a second one there is no interval.")
    }
    guard (10...100_000).contains(maxReplications) else {
      throw ValidationError("--max-replications is 10 to 100,000.")
    }
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads is 1 to 1024.") }
    if let precision, Self.share(precision) == nil {
      throw ValidationError("--precision is a percentage above 0 % and at most 50 %, such as 2%.")
    }
    guard advise || (throttleLimit == nil && budget == nil && out == nil) else {
      throw ValidationError("--throttle-limit, --budget and --out are for --advise.")
    }
    guard !advise || (trace == nil && precision == nil && !csv) else {
      throw ValidationError("--advise does not go with --trace, --precision and --csv.")
    }
    if let throttleLimit, Self.share(throttleLimit, including: 0) == nil {
      throw ValidationError("--throttle-limit is a percentage from 0 % to 50 %, such as 1%.")
    }
    if let budget, !(budget > 0 && budget < 1e12) { throw ValidationError("--budget is a positive amount.") }
    if out?.isEmpty == true { throw ValidationError("--out is empty.") }
    if let memoryLimit, Self.bytes(memoryLimit) == nil {
      throw ValidationError("--memory-limit is a size such as 500 MB or 2 GB.")
    }
  }

  func run() async throws {
    Interruption.leavesNothing()
    let isRecording = trace.map { TableFile.holdsOther($0, header: Simulation.windowHeader) } ?? false
    if isRecording, demand != nil {
      throw Stop(.wrongInput, "--trace names a file that holds something else, and --demand already gives the demand.")
    }
    let recording = isRecording ? trace : demand
    let input = try LoadedInput.ready { () throws(StoreError) in
      try InputLoading.load(scenario: scenario, log: log, seed: seed, trace: recording)
    }
    RateCards.warnIfOld(input.card)
    let settings = settings(for: input.scenario)
    if advise { return try await showAdvice(input, settings) }
    let file = try (isRecording ? nil : trace).map { path throws(Stop) in
      try TableFile(path: path, header: Simulation.windowHeader, remedy: "Name a new file.")
    }
    let result: SimulationResult
    let progress = RemainingTime("playing requests")
    do {
      result = try await Simulation.result(
        of: input, settings: settings, windows: file.map { file in { try file.write($0) } }
      ) {
        Terminal.Progress.shared.update(progress.text(at: $0))
      }
    } catch {
      if let error = error as? RunError { throw Stop(.wrongInput, error.description) }
      throw error
    }
    Terminal.Progress.shared.clear()
    try Interruption.writing { try file?.finish() }
    try show(result)
  }

  private func showAdvice(_ input: RunInput, _ settings: SimulationSettings) async throws {
    let advice: Advice
    do {
      advice = try await Advice.advice(
        for: input, settings: settings, throttleLimit: throttleLimit.flatMap { Self.share($0, including: 0) },
        budget: budget
      ) { Terminal.Progress.shared.update($0) }
    } catch let error as RunError {
      throw Stop(error.code == .checkFailed ? .environment : .wrongInput, error.description)
    }
    Terminal.Progress.shared.clear()
    if let out {
      do {
        let folder = try ReportFolder(advice)
        try Interruption.writing { try folder.write(to: out) }
      } catch { throw Stop(.environment, "\(error)") }
    }
    if json { return try Terminal.write(AdviceJSON.json(advice)) }
    if advice.floors.isEmpty, advice.caches.isEmpty {
      Terminal.write("No plan answers live: there is nothing to advise on.\n")
    }
    let currency = advice.currency
    for floor in advice.floors {
      write(AdviceText.table(floor, currency: currency), AdviceText.sentences(floor, currency: currency))
    }
    for cache in advice.caches {
      write(AdviceText.table(cache, currency: currency), AdviceText.sentences(cache, currency: currency))
    }
    for prewarming in advice.prewarmings {
      write(AdviceText.table(prewarming, currency: currency), AdviceText.sentences(prewarming, currency: currency))
    }
    for plan in advice.leftOut { Terminal.write("\(plan) has several campaigns: no floor was searched for it.\n") }
    if let out { Terminal.write("\(out)/advice.pdf\n") }
  }

  private func write(_ table: (header: [String], rows: [[String]]), _ sentences: [String]) {
    Terminal.write(TextTable.text(header: table.header, rows: table.rows, numbers: Set(1..<table.header.count)))
    Terminal.write("\n" + sentences.map { $0 + "\n" }.joined() + "\n")
  }

  private func settings(for scenario: Scenario) -> SimulationSettings {
    let length: SimulationSettings.Length
    if let relative = precision.flatMap({ Self.share($0) }) {
      length = .precision(SequentialStopping(relativePrecision: relative, minimum: 10, maximum: maxReplications))
    } else {
      length = .replications(replications ?? scenario.replications)
    }
    return SimulationSettings(
      plans: plan, length: length, threads: threads ?? Cores.available,
      memoryLimitBytes: memoryLimit.flatMap(Self.bytes) ?? SimulationSettings.defaultMemoryLimitBytes)
  }

  private func show(_ result: SimulationResult) throws {
    if json {
      try Terminal.write(SimulationJSON.json(result))
    } else if csv {
      Terminal.write(SimulationCSV.text(result))
    } else {
      for first in stride(from: 0, to: result.plans.count, by: 4) {
        let table = SimulationTable.plans(result, result.plans[first..<min(first + 4, result.plans.count)])
        let numbers = Set(1..<table.header.count)
        Terminal.write(TextTable.text(header: table.header, rows: table.rows, numbers: numbers) + "\n")
      }
      let differences = SimulationTable.differences(result)
      if !differences.rows.isEmpty {
        Terminal.write(TextTable.text(header: differences.header, rows: differences.rows, numbers: [2, 3, 4]) + "\n")
      }
      Terminal.write(SimulationTable.notes(result).map { $0 + "\n" }.joined())
    }
    guard result.failures.isEmpty else { throw Stop(.environment, SimulationTable.checks(result)) }
    let gaps = Meter.allCases.filter { meter in result.plans.contains { $0.gaps.contains(meter) } }
    if !gaps.isEmpty {
      throw Stop(.failedCheck, "No price for \(gaps.map(\.rawValue).joined(separator: ", ")): costs are lower bounds.")
    }
    if result.reachedPrecision == false { throw Stop(.failedCheck, "The precision was not reached.") }
  }

  /// `2%`, `2 %` or `0.5%` as a share; nil for anything else.
  static func share(_ text: String, including least: Double? = nil) -> Double? {
    guard text.hasSuffix("%"), let percent = Double(text.dropLast().filter { $0 != " " }),
      percent > 0 || percent == least, percent <= 50
    else { return nil }
    return percent / 100
  }

  /// `500 MB`, `2GB`; nil for anything else.
  static func bytes(_ text: String) -> Double? {
    let plain = text.filter { $0 != " " }
    let units = [("MB", 1e6), ("GB", 1e9), ("TB", 1e12)]
    guard let (unit, factor) = units.first(where: { plain.hasSuffix($0.0) }),
      let number = Double(plain.dropLast(unit.count)), number > 0, number.isFinite
    else { return nil }
    return number * factor
  }
}
