import ArgumentParser
import Glibc

/// The command line: parses, calls, prints, exits. The only room that does the last two.
@main
struct Recast: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recast",
    abstract: "Batch or campaign? What Amazon Personalize will cost, how fast, how fresh and how good it will be.",
    discussion: """
      recast plays your own interaction log and a scenario file through every way of serving recommendations, \
      prices the usage with dated price cards, and writes a report that says which plan to buy.

      Start with:  recast run scenarios/corner-shop.yaml
      Your own:    recast quick LOG.csv --users 40000 --requests-per-day 60000

      Exit codes: 0 done; 1 done, but a limit or check failed; 2 the input is wrong; 3 a file or the network failed; \
      130 stopped by Ctrl-C.
      """,
    version: Versions.text,
    subcommands: [
      RunCommand.self, QuickCommand.self, SimulateCommand.self, ExplainCommand.self, BillCommand.self,
      RatesCommand.self, LogCommand.self, FilterCommand.self, TrainCommand.self, RecommendCommand.self,
      EvaluateCommands.self, ReplayCommand.self, SweepCommand.self, EmulatorCommand.self, AWSCommand.self,
      BenchCommand.self,
      SelftestCommand.self,
    ])

  static func main() async {
    Interruption.watch()
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      finish(error)
    }
  }

  /// Ends the program with the exit code that the design gives to an error, and a sentence on stderr.
  private static func finish(_ error: any Error) -> Never {
    if let stop = error as? Stop {
      if !stop.message.isEmpty { Terminal.say(stop.message) }
      Glibc.exit(stop.code.rawValue)
    }
    let message = fullMessage(for: error)
    guard exitCode(for: error).isSuccess else {
      Terminal.say(message)
      Glibc.exit(StopCode.wrongInput.rawValue)
    }
    Terminal.write(message + "\n")
    Glibc.exit(0)
  }
}

/// What an exit code means.
enum StopCode: Int32 {
  case failedCheck = 1
  case wrongInput = 2
  case environment = 3
}

/// Ends a command with an exit code and a sentence.
struct Stop: Error {
  let code: StopCode
  let message: String

  init(_ code: StopCode, _ message: String = "") {
    self.code = code
    self.message = message
  }
}
