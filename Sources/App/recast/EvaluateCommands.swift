import ArgumentParser

/// `recast evaluate`: quality of files, or of recommenders on a log that a protocol divides.
struct EvaluateCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Quality: of given files, or of recommenders on one log that a protocol divides.",
    discussion: """
      Given files need no word before their options: recast evaluate --lists LISTS --truth TRUTH, or --train TRAIN \
      --test TEST. What these are: recast evaluate files --help
      """,
    subcommands: [EvaluateCommand.self, EvaluateProtocolCommand.self, EvaluatePowerCommand.self],
    defaultSubcommand: EvaluateCommand.self)
}
