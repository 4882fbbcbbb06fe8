import ArgumentParser
import Engine
import Interactions
import Measures
import Reports
import Scenarios

/// `recast log stats`: what is in a log.
struct LogStatsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Describe a log: size, span, popularity, repeats, sessions, bursts, cold starts, drift, rhythm.",
    discussion: """
      With --split the leaks of a way of dividing the log are counted: test events whose training lies in their future, \
      sessions cut in two, events in both. With --out a page of pictures is written: statistics.pdf, page-1.png, …, \
      statistics.json.
      """)
  @OptionGroup var source: LogSource
  @Option(help: "Offset of local time from UTC, such as +09:00.") var utcOffset = "+00:00"
  @Option(help: "A split to X-ray: time:2011-06-01, loo (each user's last event), random or random:20%.")
  var split: String?
  @Option(help: "Seed of a random split.") var seed: UInt64 = 1
  @Option(help: "A folder for the pictures.") var out: String?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    guard let offset = Timespan(utcOffset: utcOffset) else {
      throw Stop(.wrongInput, "--utc-offset \(utcOffset) is no offset. Use a form such as +09:00.")
    }
    var chosen: (String, LogSplit)?
    if let split {
      guard let read = LogSplit(split, seed: seed) else {
        throw Stop(.wrongInput, "--split \(split) is none of time:2011-06-01, loo, random and random:20%.")
      }
      chosen = (split, read)
    }
    let log = try source.load().log
    let portrait = LogPortrait(of: log, name: PathText.fileName(source.file), utcOffset: offset, split: chosen)
    if let out {
      do { try ReportFolder(portrait).write(to: out) } catch { throw Stop(.environment, "\(error)") }
    }
    if json { return try Terminal.write(portrait.json) }
    Terminal.write(
      TextTable.text(header: ["what", "value"], rows: portrait.rows.map { [$0.name, $0.value] }, numbers: [1]))
    if let found = portrait.split {
      let sizes = "\(counted(found.leakage.trainEvents)) training and \(counted(found.leakage.testEvents)) test events"
      Terminal.write(
        "\nThe split \(found.name): \(sizes)\n"
          + TextTable.text(
            header: ["test events", "count", "share", "the first one"], rows: portrait.leakRows, numbers: [1, 2]))
    }
    if let out { Terminal.write("\nPictures: \(out)/page-1.png, \(out)/statistics.pdf\n") }
  }
}
