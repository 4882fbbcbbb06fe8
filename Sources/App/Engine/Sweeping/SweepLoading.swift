import Attributes
import Evaluation
import Interactions
import InteractionStore
import Measures
import Recommenders
import Scenarios

/// Reads a sweep's files.
package enum SweepLoading {
  /// The sweep ready to run, or findings that stop it.
  ///
  /// - Parameters:
  ///   - logPath: a log that takes the place of the file's own.
  ///   - memoryLimitBytes: most that one fit may take, by estimate.
  /// - Throws: `StoreError` where a file cannot be read.
  package static func load(
    _ path: String, log logPath: String? = nil, memoryLimitBytes: Int
  ) throws(StoreError) -> (input: SweepInput?, findings: [Finding]) {
    let text = String(decoding: try readFile(path, atMost: 2_000_000), as: UTF8.self)
    let stem = PathText.fileName(path).split(separator: ".").first.map(String.init) ?? ""
    return try load(
      text: text, source: path, folder: PathText.folder(path), name: stem, log: logPath,
      memoryLimitBytes: memoryLimitBytes)
  }

  /// The same from the file's text; `folder` is where its relative paths begin, empty for here, else ending with a slash.
  package static func load(
    text: String, source: String, folder: String, name: String, log logPath: String? = nil, memoryLimitBytes: Int
  ) throws(StoreError) -> (input: SweepInput?, findings: [Finding]) {
    let read = SweepReading.sweep(fromYAML: text, source: source, name: name)
    guard var file = read.0 else { return (nil, read.1) }
    if let logPath { file.log = .file(logPath) }
    var findings = read.1
    let loaded = try loadedLog(file, folder: logPath == nil ? folder : "", source: source)
    findings += loaded.findings
    guard var log = loaded.log else { return (nil, findings) }
    let excluded = Set(file.excludedEventTypes.map { $0.lowercased() })
    log = log.filtered { !excluded.contains($0.lowercased()) }
    var items = loaded.items
    if let path = file.items {
      let (table, found) = try attributes(path.hasPrefix("/") ? path : folder + path)
      findings += found
      items = table?.aligned(to: log.items)
    }
    func error(_ path: String, _ message: String, _ remedy: String) {
      findings.append(
        Finding(
          code: "unsuitable", source: source, place: .key(path: path, line: file.lines[path]), message: message,
          remedy: remedy))
    }
    let spacing: RollingOrigins.Spacing =
      switch file.origins.spacing {
      case .seconds(let window, let last): .seconds(window: window, last: last)
      case .events(let heldOut, let last): .events(heldOutShare: heldOut, lastShare: last)
      }
    let windows = RollingOrigins(count: file.origins.count, spacing: spacing).windows(of: log)
    if windows == nil {
      error(
        "origins", "do not fit into the log with something to learn from before the first.",
        "The log spans \(span(log)); ask for fewer or shorter windows.")
    }
    let types = Set(log.eventTypes)
    let named = [
      ("evaluation.answers", file.judging.answers),
      ("grid.events", file.grid.events.flatMap { $0.selection.rules.map(\.type) }),
    ]
    for (path, words) in named {
      for type in Set(words).subtracting(types).sorted() {
        error(
          path, "names the event type \(type.debugDescription), which the log does not have.",
          "It has \(log.eventTypes.map(\.debugDescription).sorted().prefix(20).joined(separator: ", ")).")
      }
    }
    for column in Set(file.grid.features.flatMap(\.columns)).sorted() where items?.column(column) == nil {
      let known = items?.columns.map(\.name).joined(separator: ", ") ?? ""
      error(
        "grid.features", "names the attribute \(column.debugDescription), which is not known.",
        known.isEmpty ? "Give a CSV of item attributes with `items: FILE`." : "Known are: \(known).")
    }
    let size = DataSize(users: log.users.count, items: log.items.count, events: log.count)
    for recommender in file.grid.recommenders {
      let finding = recommender.specification.memoryFinding(size, limitBytes: memoryLimitBytes, source: source)
      if let finding { findings.append(finding.at(key: "grid.recommenders", line: file.lines["grid.recommenders"])) }
    }
    guard !findings.hasErrors, let windows else { return (nil, findings) }
    return (SweepInput(file: file, log: log, origin: loaded.origin, items: items, windows: windows), findings)
  }

  private static func span(_ log: InteractionLog) -> String {
    guard let first = log.timestamps.first, let last = log.timestamps.last else { return "nothing" }
    return Format.hours(Double(last - first) / 3600)
  }

  /// The log, its origin, and attributes where it brings them.
  private static func loadedLog(_ file: SweepFile, folder: String, source: String) throws(StoreError) -> (
    log: InteractionLog?, origin: LogOrigin, items: AttributeTable?, findings: [Finding]
  ) {
    switch file.log {
    case .synthetic(let parameters, let seed):
      let made = SyntheticLog(parameters, seed: seed)
      let origin = LogOrigin(name: "synthetic", isSynthetic: true, isRatings: false, rowsSkipped: 0)
      return (made.log, origin, attributes(of: made), [])
    case .givenOnCommandLine:
      let finding = Finding(
        code: "missing-log", source: source, place: .key(path: "log", line: file.lines["log"]),
        message: "The file names no log.", remedy: "Give one with --log FILE, or write log.file or log.synthetic.")
      return (nil, LogOrigin(name: "", isSynthetic: false, isRatings: false, rowsSkipped: 0), nil, [finding])
    case .file(let name):
      let path = name.hasPrefix("/") ? name : folder + name
      let reading = try loadLog(path: path, usesCache: true)
      let isRatings =
        switch reading.format {
        case .movieLens100K?, .movieLens1M?, .movieLensCSV?: true
        case .personalize?, .sequence?, .jsonLines?, nil: false
        }
      let origin = LogOrigin(
        name: PathText.fileName(path), isSynthetic: false, isRatings: isRatings, rowsSkipped: 0)
      let isUsable = !reading.findings.hasErrors && reading.isUsable && reading.log.count > 0
      return (isUsable ? reading.log : nil, origin, nil, reading.findings)
    }
  }

  /// What is true of a made-up log's items, and a colour that says nothing: to see what a useless feature does.
  private static func attributes(of made: SyntheticLog) -> AttributeTable {
    let start = made.itemBirths.min() ?? 0
    func column(_ name: String, _ cells: [String]) -> AttributeColumn {
      AttributeColumn(name: name, categories: AttributeColumn.Categories(cells: cells))
    }
    return AttributeTable(
      ids: made.log.items,
      columns: [
        column("CATEGORY", made.itemCategories.map { "c\($0)" }),
        column("BIRTH_WEEK", made.itemBirths.map { "w\(($0 - start) / 604_800)" }),
        column("COLOUR", made.log.items.indices.map { "colour \(($0 &* 7919) % 12)" }),
      ])
  }

  private static func attributes(_ path: String) throws(StoreError) -> (AttributeTable?, [Finding]) {
    var reader = AttributeTableReader(idColumn: "ITEM_ID", source: path)
    try readChunks(of: path) { reader.append($0) }
    return reader.finish()
  }
}

extension Finding {
  /// The same at a key, where it has none of its own.
  fileprivate func at(key path: String, line: Int?) -> Finding {
    if case .key(let own, _) = place, !own.isEmpty { return self }
    return Finding(
      severity, code: code, source: source, place: .key(path: path, line: line), message: message, remedy: remedy)
  }
}
