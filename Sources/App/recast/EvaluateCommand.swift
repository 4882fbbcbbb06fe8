import ArgumentParser
import Engine
import Interactions
import InteractionStore
import Measures
import Recommenders
import Reports

/// `recast evaluate`: how good a recommender is on events it has not seen.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "files", abstract: "Train a recommender on one file and score it on what another one holds out.",
    discussion: """
      Both files are CSV with the columns USER_ID,ITEM_ID[,TIMESTAMP][,EVENT_VALUE]; without TIMESTAMP the order of the \
      file is the order of time. Every user of the test file gets one list over all items of the training file, ranked \
      as of its last event. Means are over the users of the test file, bounds are 95 % bootstrap intervals over users.

      Recommenders and their parameters: recast train --list-recommenders
      """)

  @Option(help: "Events to learn from.") var train: String
  @Option(help: "Events to find again.") var test: String
  @Option(help: "The model, NAME[:key=value,…].") var recommender = "auto"
  @Option(help: "Lengths of the lists that are scored, such as 10,20,100.") var k = "10"
  @Flag(help: "Let lists hold training items of their user again.") var repeats = false
  @OptionGroup var memory: MemoryOption
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let ks = try Self.lengths(k)
    let specification = try RecommenderSpecification.given(recommender)
    let data = HoldoutData(
      train: try Self.load(train, name: "--train"), test: try Self.load(test, name: "--test"))
    try memory.check(specification, data.train, source: train)
    let begin = ContinuousClock.now
    let result = await HoldoutEvaluation.run(
      specification, on: data, ks: ks, exclusion: repeats ? .none : .seen
    ) { Terminal.Progress.shared.update(TimeLeft.text($0, share: $1, since: begin)) }
    Terminal.Progress.shared.clear()
    if json { try Terminal.write(Self.json(result)) } else { Terminal.write(Self.text(result)) }
  }

  /// Positive lengths in ascending order, or a stop.
  static func lengths(_ text: String) throws -> [Int] {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    let known = numbers.compactMap { $0 }.filter { (1...10_000).contains($0) }
    guard known.count == numbers.count, Set(known).count == known.count else {
      throw Stop(.wrongInput, "--k takes different whole numbers from 1 to 10000, such as 10,20,100.")
    }
    return known.sorted()
  }

  /// A log that may lack timestamps, or a stop with everything that is wrong with it.
  static func load(_ path: String, name: String) throws -> InteractionLog {
    let reading: LogReading
    do { reading = try loadLog(path: path, format: nil, requiresTimestamps: false) } catch {
      throw Stop(.environment, "\(error)")
    }
    try Terminal.show(reading.findings)
    guard reading.isUsable else { throw Stop(.wrongInput) }
    guard reading.log.count > 0 else { throw Stop(.wrongInput, "\(name) \(path) holds no events.") }
    return reading.log
  }

  private static func json(_ result: HoldoutEvaluation) -> JSONValue {
    let rows = result.rows.map { row -> JSONValue in
      .object([
        "name": .string(row.name), "k": .number(Double(row.k)), "value": .number(row.value),
        "low": row.low.map { .number($0) } ?? .null, "high": row.high.map { .number($0) } ?? .null,
        "users": .number(Double(row.users)),
      ])
    }
    return .object([
      "metrics": .array(rows), "notes": .array(result.notes.map { .string($0) }),
      "seconds": .object([
        "train": .number(Self.rounded(result.trainSeconds)),
        "recommend": .number(Self.rounded(result.recommendSeconds)),
      ]),
    ])
  }

  private static func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }

  private static func text(_ result: HoldoutEvaluation) -> String {
    func digits(_ value: Double) -> String {
      let text = String(Int((value * 100_000).rounded()))
      guard value < 0.999_995 else { return "1.00000" }
      return "0." + String(repeating: "0", count: max(0, 5 - text.count)) + text
    }
    let rows = result.rows.map { row -> [String] in
      [
        "\(row.name)@\(row.k)", digits(row.value),
        row.low.map(digits) ?? "", row.high.map(digits) ?? "",
      ]
    }
    let table = TextTable.text(header: ["metric", "mean", "from", "to"], rows: rows, numbers: [1, 2, 3])
    return table + "over \(result.rows.first?.users ?? 0) users; training \(rounded(result.trainSeconds)) s, "
      + "lists \(rounded(result.recommendSeconds)) s\n" + result.notes.map { $0 + "\n" }.joined()
  }
}

/// The limit on the memory of training.
struct MemoryOption: ParsableArguments {
  @Option(help: "Gigabytes that training may take, by estimate, before it is refused.") var memoryGB = 16.0

  func validate() throws {
    guard memoryGB > 0, memoryGB <= 100_000 else { throw ValidationError("--memory-gb must be above 0.") }
  }

  /// Stops where fitting would take more than the limit.
  func check(_ specification: RecommenderSpecification, _ log: InteractionLog, source: String) throws {
    let size = DataSize(users: log.users.count, items: log.items.count, events: log.count)
    let finding = specification.memoryFinding(size, limitBytes: Int(memoryGB * 1e9), source: source)
    try Terminal.show(finding.map { [$0] } ?? [])
  }
}

extension RecommenderSpecification {
  /// The model of `--recommender`, or a stop with all that is wrong with it.
  static func given(_ text: String) throws -> RecommenderSpecification {
    let (specification, findings) = RecommenderSpecification.parse(text, source: "--recommender")
    try Terminal.show(findings)
    guard let specification else { throw Stop(.wrongInput) }
    return specification
  }
}

/// Progress with the time it will still take.
enum TimeLeft {
  /// `training 40 %, 12 s left`; without a time where too little is done to tell.
  static func text(_ stage: String, share: Double, since begin: ContinuousClock.Instant) -> String {
    let elapsed = (ContinuousClock.now - begin) / .seconds(1)
    guard share > 0 else { return "\(stage) …" }
    let percent = "\(stage) \(Int((share * 100).rounded())) %"
    guard elapsed > 1, share > 0.02, share < 1 else { return percent }
    return percent + ", \(Int((elapsed * (1 - share) / share).rounded(.up))) s left"
  }
}
