import ArgumentParser
import Engine
import Interactions
import InteractionStore
import Measures
import Reports

/// `recast log generate`: a made-up log, of a shop of ours or like a private one.
struct LogGenerateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Make a synthetic log in Personalize form, or the synthetic twin of a private one.",
    discussion: """
      Long-tailed popularity, tastes, sessions, daily and weekly rhythm, new items and drift; no real person.
      --fit measures a private log: curves as means over at least --least-users users each, and a few numbers. From these \
      alone a log is drawn that may be shared: no name and no run of five events of the source. What is alike, and what \
      an attacker could learn, is measured and printed; exit code 1 where a curve is off by more than 10 % or privacy \
      fails (then nothing is written).
      --fit-out keeps the numbers, --from-fit draws from them.
      """)
  @Option(help: "The CSV file to write.") var out: String
  @Option(help: "A private log to make a twin of.") var fit: String?
  @Option(help: "Users behind every number that is kept of it.") var leastUsers = 10
  @Option(help: "A JSON file for what was measured, to be read, changed and shared.") var fitOut: String?
  @Option(help: "Such a file, to draw a log from.") var fromFit: String?
  @Option(help: "Offset of the private log's local time from UTC, such as +09:00.") var utcOffset = "+00:00"
  @Option(help: "Users.") var users = SyntheticParameters().users
  @Option(help: "Items.") var items = SyntheticParameters().items
  @Option(help: "Events, views and purchases together.") var events = SyntheticParameters().events
  @Option(help: "Days.") var days = SyntheticParameters().days
  @Option(help: "Seed.") var seed: UInt64 = 1
  @Flag(help: "Print the twin's report as JSON.") var json = false

  func validate() throws {
    if users < 1 || items < 1 || events < 1 || days < 1 {
      throw ValidationError("--users, --items, --events and --days must be at least 1.")
    }
    if users > 5_000_000 || items > 1_000_000 || events > 100_000_000 || days > 3650 {
      throw ValidationError("At most 5,000,000 users, 1,000,000 items, 100,000,000 events and 3,650 days.")
    }
    if fit != nil, fromFit != nil { throw ValidationError("Give --fit or --from-fit, not both.") }
    if fitOut != nil, fit == nil { throw ValidationError("--fit-out needs --fit.") }
    if leastUsers < 2 { throw ValidationError("--least-users is at least 2.") }
  }

  func run() async throws {
    if let fit { return try twin(of: fit) }
    if let fromFit { return try draw(from: fromFit) }
    var parameters = SyntheticParameters()
    (parameters.users, parameters.items, parameters.events, parameters.days) = (users, items, events, days)
    let log = SyntheticLog(parameters, seed: seed).log
    try write(log, to: out)
    Terminal.write("\(log.count) events in \(out)\n")
  }

  private func twin(of path: String) throws {
    guard let offset = Timespan(utcOffset: utcOffset) else {
      throw Stop(.wrongInput, "--utc-offset \(utcOffset) is no offset. Use a form such as +09:00.")
    }
    let reading = try ServingDatabase.run { try loadLog(path: path) }
    try Terminal.show(reading.findings)
    let made = TwinReport.make(of: reading.log, leastUsers: leastUsers, utcOffset: offset, seed: seed) {
      Terminal.Progress.shared.update($0)
    }
    guard let made else {
      throw Stop(
        .wrongInput, "\(path) has fewer than \(2 * leastUsers) users: no number of it could be told of \(leastUsers).")
    }
    let report = made.report
    if json {
      try Terminal.write(report.json)
    } else {
      Terminal.write(
        TextTable.text(
          header: ["what", "source", "twin", "difference", ""], rows: report.fidelityRows, numbers: [1, 2, 3]))
      Terminal.write("\n" + TextTable.text(header: ["privacy", "found", ""], rows: report.privacyRows, numbers: [1]))
    }
    guard report.isPrivate else {
      throw Stop(.failedCheck, "The twin gives something away; it is not written. Try another --seed, or more users.")
    }
    try write(made.twin, to: out)
    if let fitOut {
      let text: String
      do { text = try TwinFitJSON.value(made.parameters).text(isPretty: false) } catch {
        throw Stop(.environment, "\(error)")
      }
      try DataFiles.write(Array(text.utf8), to: fitOut)
    }
    if !json { Terminal.write("\n\(counted(made.twin.count)) events in \(out)\n") }
    if !report.isHeld { throw Stop(.failedCheck, "A curve of the twin is off by more than 10 %.") }
  }

  private func draw(from path: String) throws {
    let bytes = try ServingDatabase.run { try readFile(path, atMost: 64 << 20) }
    let (parameters, findings) = TwinFitJSON.parameters(bytes, source: path)
    try Terminal.show(findings)
    guard let parameters else { return }
    let log = SyntheticTwin.log(parameters, seed: seed)
    try write(log, to: out)
    Terminal.write("\(counted(log.count)) events in \(out)\n")
  }

  private func write(_ log: InteractionLog, to path: String) throws {
    try ServingDatabase.run { try LogTextFile.write(log, as: .csv, to: path) }
  }
}
