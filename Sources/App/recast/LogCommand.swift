import ArgumentParser

/// `recast log`: interaction logs.
struct LogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Check, import, describe and generate interaction logs; serve what batch jobs made of them.",
    subcommands: [
      LogCheckCommand.self, LogSchemaCommand.self, LogImportCommand.self, LogExportCommand.self, LogStatsCommand.self,
      LogGenerateCommand.self, LogDemandCommand.self, LogPersonalizeCommand.self, LogBatchInputCommand.self,
      LogLoadCommand.self, LogTablesCommand.self, LogRollbackCommand.self,
    ])
}
