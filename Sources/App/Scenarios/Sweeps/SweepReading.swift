import Interactions
import Measures
import Recommenders
import Yams

/// Reads a sweep file: what is written → what is ready to run, with all that is wrong at once.
package enum SweepReading {
  /// Most combinations of a grid with all its origins: more is a mistake, and would take days.
  static let mostPieces = 20_000

  /// The sweep, or nil where any finding is an error.
  ///
  /// - Parameters:
  ///   - source: the file's name as the user gave it, for findings.
  ///   - name: the sweep's name unless the file states one.
  package static func sweep(fromYAML text: String, source: String, name: String) -> (SweepFile?, [Finding]) {
    let (root, notes) = rootReader(of: text, source: source)
    guard let root else { return (nil, notes.findings) }
    let sweep = read(root, name: name)
    root.refuseUnknownKeys()
    let findings = notes.findings.sortedByLine()
    return (findings.hasErrors ? nil : sweep, findings)
  }

  private static func read(_ root: MappingReader, name: String) -> SweepFile {
    let (name, title, seed) = ScenarioReading.readHead(root, "sweep", name: name, folder: "results'")
    let logReader = root.reader("log")
    let log = ScenarioReading.readLog(logReader, seed: seed, utcOffset: .zero)
    let excluded = logReader.texts("excludeEventTypes")
    logReader.refuseUnknownKeys()
    let items = root.text("items")
    let judging = readJudging(root.reader("evaluation"))
    let origins = readOrigins(root.reader("origins"))
    let grid = SweepGridReading.grid(root.reader("grid"))
    if grid.count * (origins.count + 1) > mostPieces {
      root.report(
        "too-many-cells", "grid", "has \(grid.count) combinations, at \(origins.count) origins each.",
        remedy: "At most \(mostPieces) models are fitted; leave values out.")
    }
    return SweepFile(
      name: name, title: title, seed: seed, log: log,
      excludedEventTypes: excluded
        ?? Defaults.excludedEventTypes.text.split(separator: ", ").map(String.init),
      items: items, judging: judging, origins: origins, grid: grid, lines: lines(root))
  }

  /// The lines of keys that the data may contradict.
  private static func lines(_ root: MappingReader) -> [String: Int] {
    var lines: [String: Int] = [:]
    for name in ["log", "items", "origins"] { lines[name] = root.line(of: name) }
    lines["evaluation.answers"] = root.line(of: "evaluation", "answers")
    for name in ["events", "features", "recommenders"] { lines["grid.\(name)"] = root.line(of: "grid", name) }
    return lines
  }

  private static func readJudging(_ reader: MappingReader) -> SweepJudging {
    defer { reader.refuseUnknownKeys() }
    let metric = reader.choice(
      "metric", Default(assumption: "ndcg", "order counts, and lists of any truth are comparable"),
      among: ["ndcg", "precision", "recall", "hit_rate", "mrr"].map { ($0, $0) })
    return SweepJudging(
      metric: metric, k: reader.count("k", Defaults.k, units: ["items"], example: "10 items", in: 1...500),
      task: reader.choice(
        "task", Default(assumption: "personalization", "lists for users; `related` asks by their last item"),
        among: ["personalization", "related"].map { ($0, $0) }),
      allowsRepeats: reader.choice("repeats", Defaults.repeats, among: [("allowed", true), ("excluded", false)]),
      answers: reader.texts("answers") ?? [],
      requests: reader.count(
        "requests", Default(assumption: "2000 requests", "of an origin, evenly spread"), units: ["requests"],
        example: "2000 requests", in: 50...10_000_000),
      resamples: reader.count(
        "resamples", Defaults.resamples, units: ["resamples"], example: "1000 resamples", in: 100...100_000))
  }

  private static func readOrigins(_ reader: MappingReader) -> SweepOrigins {
    defer { reader.refuseUnknownKeys() }
    let count = reader.count(
      "count", Default(assumption: "4 origins", "enough to see whether a difference comes again"),
      units: ["", "origin", "origins"], example: "4 origins", in: 1...100)
    guard reader.has("every") else {
      let heldOut = reader.share(
        "heldOut", Default(assumption: "20 %", "of the events, over all origins"), in: 0.01...0.8)
      let last = reader.share("last", Default(assumption: "5 %", "of the events, looked at once"), in: 0...0.5)
      if heldOut + last > 0.9 {
        reader.report(
          "out-of-range", "heldOut", "leaves too little to learn from.",
          remedy: "Together with `last` it must be 90 % at most.")
      }
      return SweepOrigins(count: count, spacing: .events(heldOutShare: heldOut, lastShare: last))
    }
    reader.refuse("heldOut", belongsTo: "origins without `every`")
    let every = reader.duration("every", Default(assumption: "7 d", ""))
    // As long as one window unless stated: it is judged like one.
    let last = reader.has("last") ? reader.duration("last", Default(assumption: "7 d", ""), positive: false) : every
    return SweepOrigins(
      count: count,
      spacing: .seconds(window: max(1, every.microseconds / 1_000_000), last: last.microseconds / 1_000_000))
  }
}
