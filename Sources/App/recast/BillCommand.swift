import ArgumentParser

/// `recast bill`: usage in, money out.
struct BillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bill", abstract: "Price usage or a scenario's plans; prove an invoice.",
    discussion: "recast bill USAGE.csv|SCENARIO.yaml is short for recast bill price …; see recast bill price --help.",
    subcommands: [BillPriceCommand.self, BillReconcileCommand.self], defaultSubcommand: BillPriceCommand.self)
}
