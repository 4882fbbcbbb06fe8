import FoundationEssentials
import Interactions
import InteractionStore
import Measures
import Pricing
import Scenarios

/// What reading a run's files came to: an input ready to run, or findings that stop it.
package struct LoadedInput: Sendable {
  /// Nil where any finding is an error.
  package let input: RunInput?
  package let findings: [Finding]
}

/// Reads scenario, rate card and log.
package enum InputLoading {
  /// - Parameters:
  ///   - path: the scenario file.
  ///   - logPath: a log that takes the place of the scenario's own.
  ///   - skipsBadRows: whether a log with broken rows is used without them.
  ///   - seed: takes the place of the scenario's.
  ///   - tracePath: a file of counts that takes the place of the scenario's arrivals.
  /// - Throws: `StoreError` where a file cannot be read.
  package static func load(
    scenario path: String, log logPath: String? = nil, skipsBadRows: Bool = false, seed: UInt64? = nil,
    trace tracePath: String? = nil
  ) throws(StoreError) -> LoadedInput {
    let text = String(decoding: try readFile(path, atMost: 2_000_000), as: UTF8.self)
    let stem = PathText.fileName(path).split(separator: ".").first.map(String.init) ?? ""
    return try load(
      scenarioText: text, source: path, folder: PathText.folder(path), name: stem, log: logPath,
      skipsBadRows: skipsBadRows, seed: seed, trace: tracePath)
  }

  /// The same from a scenario's text; `folder` is where its relative paths begin, empty for here, else ending with a slash.
  package static func load(
    scenarioText text: String, source: String, folder: String, name: String, log logPath: String? = nil,
    skipsBadRows: Bool = false, seed: UInt64? = nil, trace tracePath: String? = nil
  ) throws(StoreError) -> LoadedInput {
    let read = ScenarioReading.scenario(fromYAML: text, source: source, name: name)
    guard var scenario = read.0 else { return LoadedInput(input: nil, findings: read.1) }
    var findings = read.1
    if let seed { scenario.use(seed: seed) }
    if let logPath { scenario.use(logFile: logPath) }
    if let tracePath { scenario.use(traceFile: tracePath) }

    let card = try rateCard(scenario.rateCard, besides: folder)
    findings += card.findings
    if let limit = scenario.limits.monthlyCost, let currency = card.card?.currency, limit.currency != currency {
      findings.append(
        Finding(
          code: "wrong-currency", source: source, place: .key(path: "limits.monthlyCost", line: nil),
          message: "is in \(limit.currency), the rate card in \(currency).", remedy: "Give it in \(currency)."))
    }
    if let exchange = scenario.billing.exchange, let currency = card.card?.currency, exchange.from != currency {
      findings.append(
        Finding(
          code: "wrong-currency", source: source, place: .key(path: "billing.exchangeRate", line: nil),
          message: "is a rate for \(exchange.from), the rate card is in \(currency).",
          remedy: "Give it as \(exchange.to) / \(currency)."))
    }
    let loaded = try log(of: scenario, folder: logPath == nil ? folder : "", skipsBadRows: skipsBadRows, source: source)
    findings += loaded.findings
    let excluded = Set(scenario.excludedEventTypes.map { $0.lowercased() })
    findings += try scenario.loadRecord(
      folder: tracePath == nil ? folder : "",
      eventTimes: Array(loaded.log?.filtered { !excluded.contains($0.lowercased()) }.timestamps ?? []))
    guard !findings.hasErrors, let card = card.card, let log = loaded.log else {
      return LoadedInput(input: nil, findings: findings)
    }
    return LoadedInput(
      input: RunInput(
        scenario: scenario, card: scenario.billing.applied(to: card), log: log, origin: loaded.origin),
      findings: findings)
  }

  /// The rate card of a name or path: as a path, beside the scenario, under `scenarios/rate-cards` here, or where recast
  /// was built.
  package static func rateCard(_ name: String, besides folder: String = "") throws(StoreError) -> (
    card: RateCard?, findings: [Finding]
  ) {
    let candidates = rateCardPaths(name, folder: folder)
    guard let path = candidates.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      return (
        nil,
        [
          Finding(
            code: "unknown-rate-card", source: name, place: .whole, message: "There is no such rate card.",
            remedy: "Looked for: \(candidates.joined(separator: ", ")).")
        ]
      )
    }
    let text = String(decoding: try readFile(path, atMost: 2_000_000), as: UTF8.self)
    return RateCardReading.card(fromYAML: text, source: path)
  }

  /// Folders in which rate cards are looked for by name, nearest first.
  package static func rateCardFolders(besides folder: String = "") -> [String] {
    var folders = [folder + "rate-cards/", "scenarios/rate-cards/"]
    // The program may be run from anywhere: walk up from where it lies to the scenarios it was built with.
    var place = CommandLine.arguments.first.map { folderOfProgram($0) } ?? ""
    while place.count > 1 {
      folders.append(place + "scenarios/rate-cards/")
      place = PathText.folder(String(place.dropLast()))
    }
    return folders
  }

  private static func rateCardPaths(_ name: String, folder: String) -> [String] {
    if name.contains("/") || name.hasSuffix(".yaml") { return name.hasPrefix("/") ? [name] : [folder + name, name] }
    return rateCardFolders(besides: folder).map { $0 + name + ".yaml" }
  }

  private static func folderOfProgram(_ name: String) -> String {
    let resolved = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? name
    return PathText.folder(resolved)
  }

  private static func log(of scenario: Scenario, folder: String, skipsBadRows: Bool, source: String)
    throws(StoreError) -> (log: InteractionLog?, origin: LogOrigin, findings: [Finding])
  {
    switch scenario.log {
    case .synthetic(let parameters, let seed):
      let origin = LogOrigin(name: "synthetic", isSynthetic: true, isRatings: false, rowsSkipped: 0)
      return (SyntheticLog(parameters, seed: seed).log, origin, [])
    case .givenOnCommandLine:
      let finding = Finding(
        code: "missing-log", source: source, place: .key(path: "log", line: nil),
        message: "The scenario names no log.", remedy: "Give one with --log FILE, or write log.file or log.synthetic.")
      return (nil, LogOrigin(name: "", isSynthetic: false, isRatings: false, rowsSkipped: 0), [finding])
    case .file(let name):
      let path = name.hasPrefix("/") ? name : folder + name
      let reading = try loadLog(path: path, usesCache: true)
      let isRatings: Bool
      switch reading.format {
      case .movieLens100K?, .movieLens1M?, .movieLensCSV?: isRatings = true
      case .personalize?, .sequence?, .jsonLines?, nil: isRatings = false
      }
      let origin = LogOrigin(
        name: PathText.fileName(path), isSynthetic: false, isRatings: isRatings,
        rowsSkipped: skipsBadRows ? reading.rowsBad : 0)
      let findings = skipsBadRows ? reading.findings.filter { !$0.isBadRow } : reading.findings
      return (findings.hasErrors || !reading.isUsable ? nil : reading.log, origin, findings)
    }
  }
}

extension Finding {
  fileprivate var isBadRow: Bool { if case .row = place { severity == .error } else { false } }
}

extension Scenario {
  /// Takes another seed, for the synthetic log too.
  mutating func use(seed: UInt64) {
    self.seed = seed
    if case .synthetic(let parameters, _) = log { log = .synthetic(parameters, seed: seed) }
    ledger = ledger.map {
      $0.key == "seed" ? LedgerEntry(key: "seed", value: "\(seed)", origin: .given, source: "--seed") : $0
    }
  }

  /// Takes a log file in the place of its own; what the ledger said of that one no longer holds.
  mutating func use(logFile path: String) {
    log = .file(path)
    ledger.removeAll { $0.key.hasPrefix("log.synthetic") || $0.key == "log.file" }
    ledger.append(
      LedgerEntry(
        key: "log.file", value: PathText.fileName(path), origin: .given,
        source: "--log"))
  }
}
