import ArgumentParser
import Engine
import Reports

/// `recast selftest`: theory against us.
struct SelftestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selftest", abstract: "Compare the simulator's pieces with what theory says of them.",
    discussion: """
      Queues by Erlang and by Pollaczek and Khinchine, Little's law, Poisson arrivals, a varying rate, five-minute billing, \
      random numbers and elementary functions; each with its 99.9 % interval. A row fails only where a correction for the \
      number of rows says so: without a fault, one run of a thousand would. Exit code 1 when a row fails.
      """)

  @Option(help: "Seed of all random numbers.") var seed: UInt64 = 1
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let result = await SelfTest.run(seed: seed) {
      Terminal.Progress.shared.update("testing \(Int(($0 * 100).rounded())) %")
    }
    Terminal.Progress.shared.clear()
    if json {
      try Terminal.write(result.json)
    } else {
      let table = result.table
      Terminal.write(TextTable.text(header: table.header, rows: table.rows, numbers: [1, 2, 3]))
      let failed = result.rows.count { !$0.holds }
      Terminal.write(failed == 0 ? "All \(result.rows.count) hold.\n" : "\(failed) of \(result.rows.count) fail.\n")
    }
    if !result.holds { throw Stop(.failedCheck) }
  }
}
