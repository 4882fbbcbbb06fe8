import ArgumentParser
import Engine
import Evaluation
import ExperimentStore
import FoundationEssentials
import Measures
import Scenarios

/// `recast sweep`: which data and which model, by repeated experiments.
struct SweepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Try a grid of histories, events, attributes and recommenders at rolling origins, and say what is noise.",
    discussion: """
      More data is not always better: this finds out how much, of what. FILE is YAML; scenarios/sweep-corner-shop.yaml is \
      a commented example. Results are kept one by one in --results, so a sweep that was stopped goes on where it was, and \
      a grid that grew measures only what is new.

      The choice is scored once on a last slice that no origin touched; --keep-last-closed leaves it unseen.
      """)

  @Argument(help: "The sweep file.") var file: String
  @Option(help: "An interaction log instead of the file's own.") var log: String?
  @Option(help: "Folder for tables and pictures (reports/NAME unless stated).") var out: String?
  @Option(help: "The file of results (results.sqlite in --out unless stated).") var results: String?
  @Option(help: "Models fitted at once; all cores unless stated. The result does not depend on it.") var threads: Int?
  @Flag(help: "Do not score the choice on the last slice yet.") var keepLastClosed = false
  @OptionGroup var memory: MemoryOption
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads is 1 to 1024.") }
    if out?.isEmpty == true { throw ValidationError("--out is empty.") }
  }

  func run() async throws {
    let threads = threads ?? Cores.available
    let input = try loaded(threads)
    let folder = out ?? "reports/\(input.file.name)"
    let result = try await run(input, folder, threads)
    do {
      let files = try ReportFolder(result)
      try Interruption.writing { try files.write(to: folder) }
    } catch { throw Stop(.environment, "\(error)") }
    if json { return try Terminal.write(SweepJSON.json(result)) }
    show(result)
    Terminal.write("\n\(folder)/sweep.pdf, page-1.png, leaderboard.csv, curves.csv, sweep.json\n")
  }

  private func loaded(_ threads: Int) throws -> SweepInput {
    let read: (input: SweepInput?, findings: [Finding])
    do {
      read = try SweepLoading.load(file, log: log, memoryLimitBytes: Int(memory.memoryGB * 1e9) / threads)
    } catch { throw Stop(.environment, "\(error)") }
    try Terminal.show(read.findings)
    guard let input = read.input else { throw Stop(.wrongInput) }
    return input
  }

  private func run(_ input: SweepInput, _ folder: String, _ threads: Int) async throws -> SweepResult {
    do {
      // Results come before the report, so the folder does too.
      if results == nil { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
      let store = try ExperimentStore(path: results ?? folder + "/results.sqlite")
      let progress = RemainingTime("measured")
      let result = try await SweepRun.run(
        input, store: store, build: ProgramChecksum.text, threads: threads, looksAtLast: !keepLastClosed
      ) { state in
        let share = state.total > 0 ? Double(state.done) / Double(state.total) : 1
        let kept = state.reused > 0 ? " (\(state.reused) kept)" : ""
        Terminal.Progress.shared.update("\(state.done) of \(state.total) models\(kept), \(progress.text(at: share))")
      }
      Terminal.Progress.shared.clear()
      return result
    } catch let error as SweepError {
      throw Stop(.wrongInput, error.description)
    } catch {
      throw Stop(.environment, "\(error)")
    }
  }

  private func show(_ result: SweepResult) {
    Terminal.write(
      "\(result.cells.count) cells at \(result.input.windows.origins.count) origins: \(result.made) models fitted, "
        + "\(result.reused) results kept from before.\n\n")
    write(SweepText.leaderboard(result))
    for curve in result.curves { write(SweepText.table(result, curve)) }
    Terminal.write((SweepText.conclusion(result) + SweepText.final(result)).map { $0 + "\n" }.joined())
    Terminal.write("\n" + SweepText.notes(result).map { $0 + "\n" }.joined())
  }

  private func write(_ table: SweepText.Table) {
    Terminal.write(
      table.title + "\n"
        + TextTable.text(
          header: table.header, rows: table.rows,
          numbers: Set(table.header.indices).subtracting([1, table.header.count - 1])
        ) + "\n")
  }
}
