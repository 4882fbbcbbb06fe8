import Interactions
import Measures
import Serving

/// Reads a scenario file: what is written → what is ready to run, with all that is wrong at once.
package enum ScenarioReading {
  /// The scenario, or nil where any finding is an error.
  ///
  /// - Parameters:
  ///   - text: the YAML text.
  ///   - source: the file's name as the user gave it, for findings.
  ///   - name: the scenario's name unless the file states one.
  package static func scenario(fromYAML text: String, source: String, name: String) -> (Scenario?, [Finding]) {
    let (root, notes) = rootReader(of: text, source: source)
    guard let root else { return (nil, notes.findings) }
    let scenario = read(root, name: name)
    root.refuseUnknownKeys()
    let findings = notes.findings.sortedByLine()
    guard !findings.hasErrors else { return (nil, findings) }
    return (scenario, findings)
  }

  /// What every file begins with: its name under a key, which names a folder, its title and its seed.
  static func readHead(
    _ root: MappingReader, _ key: String, name: String, folder: String
  ) -> (name: String, title: String, seed: UInt64) {
    let name = root.text(key) ?? name
    if !isFileSafe(name) {
      root.report(
        "wrong-value", key, "is `\(name)`.",
        remedy: "Use letters, digits, `-` and `_`, 64 at most: it names the \(folder) folder.")
    }
    let title = root.text("title") ?? name
    let seedText = root.valueText("seed", Defaults.seed)
    let seed = UInt64(seedText.filter { $0 != "_" })
    if seed == nil {
      root.report("wrong-value", "seed", "is `\(seedText)`.", remedy: "It needs a whole number of at least 0.")
    }
    return (name, title, seed ?? 1)
  }

  private static func read(_ root: MappingReader, name: String) -> Scenario {
    let (name, title, seed) = readHead(root, "scenario", name: name, folder: "report's")
    let horizon = root.reader("horizon")
    let start = readMonth(horizon)
    let months = horizon.count(
      "months", Defaults.horizonMonths, units: ["", "month", "months"], example: "3", in: 1...24)
    let offsetText = horizon.valueText("utcOffset", Defaults.utcOffset)
    let utcOffset = Timespan(utcOffset: offsetText)
    if utcOffset == nil {
      horizon.report("wrong-value", "utcOffset", "is `\(offsetText)`.", remedy: "It needs a form such as \"+09:00\".")
    }
    horizon.refuseUnknownKeys()

    let logReader = root.reader("log")
    let log = readLog(logReader, seed: seed, utcOffset: utcOffset ?? .zero)
    let excluded = logReader.texts("excludeEventTypes")
    let excludedDefault = Defaults.excludedEventTypes
    logReader.notes.ledger.append(
      LedgerEntry(
        key: "log.excludeEventTypes", value: excluded?.joined(separator: ", ") ?? excludedDefault.text,
        origin: excluded == nil ? excludedDefault.origin : .given,
        source: excluded == nil ? excludedDefault.source : ""))
    logReader.refuseUnknownKeys()

    let demand = readDemand(root.reader("demand"))
    let data = readData(root.reader("data"))
    let training = TrainingReading(root.reader("training"))
    let pages = readPages(root)
    let planReading = PlanReading(training: training, pages: pages, users: demand.users)
    let plans = planReading.plans(root.reader("plans"))
    let front = readFront(root)
    let replications = root.count(
      "replications", Defaults.replications, units: ["", "replications"], example: "10", in: 10...1000)
    let evaluation = readEvaluation(root.reader("evaluation"))
    let recommender = root.choice(
      "recommender", Defaults.recommender,
      among: RecommenderChoice.Model.allCases.map { ($0.rawValue, $0) })
    let rateCard = root.requiredText("rateCard", example: "us-east-1") ?? ""
    let billing = AccountReading.settings(account: root.reader("account"), billing: root.reader("billing"))
    return Scenario(
      name: name, title: title, seed: seed, start: start, months: months, utcOffset: utcOffset ?? .zero,
      log: log, excludedEventTypes: excluded ?? excludedDefault.text.split(separator: ", ").map(String.init),
      demand: demand, data: data, plans: plans, pages: pages, front: front,
      referenceBatch: plans.lazy.compactMap(\.batch).first ?? planReading.standardBatch(),
      replications: replications, billedHours: training.billedHours,
      recommender: RecommenderChoice(model: recommender), evaluation: evaluation, rateCard: rateCard,
      billing: billing, limits: readLimits(root.reader("limits")), effort: EffortReading.effort(root.reader("effort")),
      ledger: root.notes.ledger)
  }

  private static func readMonth(_ horizon: MappingReader) -> CalendarMonth {
    let text = horizon.requiredText("start", example: "2026-12") ?? "2000-01"
    if let date = Instant(iso8601: text + "-01")?.utcDate, text.utf8.count == 7 {
      if (2000...2199).contains(date.year) { return CalendarMonth(year: date.year, month: date.month) }
      horizon.report("out-of-range", "start", "is `\(text)`.", remedy: "It must lie between 2000 and 2199.")
      return CalendarMonth(year: 2000, month: 1)
    }
    horizon.report("wrong-value", "start", "is `\(text)`.", remedy: "It needs a calendar month, such as `2026-12`.")
    return CalendarMonth(year: 2000, month: 1)
  }

  static func readLog(_ reader: MappingReader, seed: UInt64, utcOffset: Timespan) -> LogSource {
    let file = reader.text("file")
    let hasSynthetic = reader.has("synthetic")
    if file != nil, hasSynthetic {
      reader.report("contradiction", "synthetic", "stands beside `file`.", remedy: "Keep one of the two.")
    }
    let synthetic = reader.reader("synthetic")
    defer { synthetic.refuseUnknownKeys() }
    if let file {
      // The ledger is printed in reports, which never hold a path.
      reader.notes.ledger.append(
        LedgerEntry(
          key: "log.file", value: PathText.fileName(file), origin: .given, source: ""))
      return .file(file)
    }
    guard hasSynthetic else { return .givenOnCommandLine }
    return .synthetic(readSynthetic(synthetic, utcOffset: utcOffset), seed: seed)
  }

  private static func readData(_ reader: MappingReader) -> DataSettings {
    defer { reader.refuseUnknownKeys() }
    func optionalAmount(_ name: String, units: [String], example: String) -> Double? {
      reader.has(name) ? reader.amount(name, nil, units: units, example: example) : nil
    }
    return DataSettings(
      interactions: optionalAmount("interactions", units: ["interactions"], example: "500,000 interactions"),
      interactionsPerDay: optionalAmount(
        "interactionsPerDay", units: ["interactions/day"], example: "6,000 interactions/day"),
      bytesPerInteraction: reader.amount(
        "bytesPerInteraction", Defaults.bytesPerInteraction, units: ["B"], example: "60 B"),
      bytesPerListItem: reader.amount("bytesPerListItem", Defaults.bytesPerListItem, units: ["B"], example: "24 B"))
  }

  private static func readEvaluation(_ reader: MappingReader) -> EvaluationSettings {
    defer { reader.refuseUnknownKeys() }
    return EvaluationSettings(
      k: reader.count("k", Defaults.k, units: ["items"], example: "10 items", in: 1...500),
      heldOutShare: reader.share("heldOut", Defaults.heldOut, in: 0.01...0.9),
      allowsRepeats: reader.choice("repeats", Defaults.repeats, among: [("allowed", true), ("excluded", false)]),
      requests: reader.count(
        "requests", Defaults.evaluatedRequests, units: ["requests"], example: "20,000 requests",
        in: 100...10_000_000),
      resamples: reader.count(
        "resamples", Defaults.resamples, units: ["resamples"], example: "1000 resamples", in: 100...100_000))
  }

  private static func readLimits(_ reader: MappingReader) -> Limits {
    defer { reader.refuseUnknownKeys() }
    var cost: Money?
    if let text = reader.text("monthlyCost") {
      reader.notes.ledger.append(LedgerEntry(key: "limits.monthlyCost", value: text, origin: .given, source: ""))
      cost = MoneyText.money(text)
      if cost.map({ $0.picos <= 0 }) ?? true {
        reader.report(
          "wrong-value", "monthlyCost", "is `\(text)`.", remedy: "It needs a positive amount, such as `500 USD`.")
      }
    }
    func optionalDuration(_ name: String) -> Timespan? {
      reader.has(name) ? reader.duration(name, Default(assumption: "1 s", "")) : nil
    }
    return Limits(
      monthlyCost: cost, p99LatencyMilliseconds: optionalDuration("p99Latency")?.milliseconds,
      profileAge: optionalDuration("profileAge"), servedShare: reader.share("served", Defaults.served),
      qualityOfBest: reader.share("qualityOfBest", Defaults.qualityOfBest))
  }

  /// Whether a name may become a folder's: no separators, no leading dot, not empty.
  package static func isFileSafe(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy {
        ($0 >= 48 && $0 <= 57) || ($0 >= 65 && $0 <= 90) || ($0 >= 97 && $0 <= 122) || $0 == 45 || $0 == 95
      }
  }
}

extension [Finding] {
  /// In order of line; findings without one last.
  func sortedByLine() -> [Finding] {
    func line(_ finding: Finding) -> Int {
      if case .key(_, let line?) = finding.place { line } else { .max }
    }
    return enumerated().sorted { (line($0.element), $0.offset) < (line($1.element), $1.offset) }.map(\.element)
  }
}
