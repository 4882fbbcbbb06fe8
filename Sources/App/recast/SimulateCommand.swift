import ArgumentParser

/// `recast simulate`: serving alone.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Play every request of a scenario's plans: latency, throttling, ages, cost; or fit latencies.",
    subcommands: [SimulateScenarioCommand.self, SimulateFitCommand.self],
    defaultSubcommand: SimulateScenarioCommand.self)
}
