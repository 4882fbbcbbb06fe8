import ArgumentParser
import Engine
import Evaluation
import Interactions
import InteractionStore
import Measures
import Recommenders
import Reports

/// `recast evaluate files`, the word being optional: how good lists are, or a recommender, on events it has not seen.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "files", abstract: "Score lists from a file, or a recommender trained on one, by what users took.",
    discussion: """
      Lists of anybody's recommender:  recast evaluate --lists LISTS --truth TRUTH --k 5,10,25
      LISTS is CSV with USER_ID,ITEM_ID and RANK, SCORE or both, a TREC run, or a batch job's .out of Personalize; TRUTH is \
      CSV with USER_ID,ITEM_ID[,GAIN] or TREC judgements; gzip too. Means are over the users of TRUTH, a user without a list \
      scores zero, equal scores keep the order of the file. --dialect takes the exact definitions of a library instead: \
      \(Dialect.allCases.map(\.name).joined(separator: ", ")).

      A recommender of ours:  recast evaluate --train TRAIN --test TEST --recommender NAME
      Both files are CSV with the columns USER_ID,ITEM_ID[,TIMESTAMP][,EVENT_VALUE]; without TIMESTAMP the order of the \
      file is the order of time. Lines `user item item …` are read too. Blends imitate the form of the test file (one \
      event a user, or a period) on training events, never its items. Every user of the test file gets one list over all items of the training file, ranked \
      as of its last event. Recommenders and their parameters: recast train --list-recommenders

      Bounds are 95 % bootstrap intervals over users. Users that an A/B test needs:  recast evaluate power --help
      """)

  @OptionGroup var listFiles: ListFileOptions
  @Option(help: "Events to learn from.") var train: String?
  @Option(help: "Events to find again.") var test: String?
  @Option(help: "The model, NAME[:key=value,…]; auto unless stated.") var recommender: String?
  @Option(
    help: "Lengths of the lists that are scored, such as 10,20,100; 10 unless stated, Personalize's in its dialect.")
  var k: String?
  @Flag(help: "Let lists hold training items of their user again.") var repeats = false
  @OptionGroup var cores: ThreadsOption
  @OptionGroup var memory: MemoryOption
  @OptionGroup var beside: EnrichmentOptions
  @Flag(help: "Print JSON.") var json = false

  /// Which options go together; here and not in `validate`, which would ask it of subcommands, too.
  private func checkOptions() throws(Stop) {
    if listFiles.lists != nil || listFiles.truth != nil {
      guard listFiles.lists != nil, listFiles.truth != nil else {
        throw Stop(.wrongInput, "--lists and --truth go together.")
      }
      guard test == nil, recommender == nil, !repeats, beside.isEmpty else {
        throw Stop(
          .wrongInput,
          "--lists are scored as they are: --test, --recommender, --repeats and what says how to train do not go with them."
        )
      }
    } else {
      guard train != nil, test != nil else {
        throw Stop(.wrongInput, "Give --lists and --truth, or --train and --test.")
      }
      guard listFiles.isEmpty else {
        throw Stop(
          .wrongInput,
          "--dialect, --format, --per-user, --compare, --explain, --ties and --embeddings go with --lists and --truth.")
      }
    }
  }

  func run() async throws {
    try checkOptions()
    if listFiles.lists != nil { return try scoreLists() }
    guard let train, let test else { return }
    let ks = try Self.lengths(k ?? "10")
    let specification = try RecommenderSpecification.given(recommender ?? "auto")
    let (trainRead, testRead) = (
      try Self.read(train, name: "--train", keepsRows: true), try Self.read(test, name: "--test", keepsRows: true)
    )
    let (trainLog, testLog) = (trainRead.log, testRead.log)
    let enrichment = try beside.enrichment(items: listFiles.items)
    let (chosen, weights) = EventSelection(try beside.rules()).weighted(enrichment.named(trainLog))
    guard chosen.count > 0 else { throw Stop(.wrongInput, "No event of \(train) is of the chosen types.") }
    let data = HoldoutData(train: chosen, test: testLog)
    let leakage = HoldoutLeakage(train: trainRead, test: testRead)
    try memory.check(specification, data.train, source: train)
    let begin = ContinuousClock.now
    let result = await HoldoutEvaluation.run(
      specification, on: data, ks: ks, exclusion: repeats ? .none : .seen, weights: weights, enrichment: enrichment,
      threads: cores.threads
    ) { Terminal.Progress.shared.update(TimeLeft.text($0, share: $1, since: begin)) }
    Terminal.Progress.shared.clear()
    let output = EvaluationOutput(
      rows: result.rows, dialect: .standard, ties: ListOrder.file.words, settings: IntervalSettings(),
      caveat: QualityCaveat.standIn(recommender ?? "auto"), notes: result.notes + leakage.sentences)
    let seconds = (Self.rounded(result.trainSeconds), Self.rounded(result.recommendSeconds))
    if json {
      var members = output.members
      members["seconds"] = ["train": .number(seconds.0), "recommend": .number(seconds.1)]
      members["leakage"] = leakage.json
      try Terminal.write(.object(members))
    } else {
      Terminal.write(output.text + "training \(seconds.0) s, lists \(seconds.1) s\n")
    }
  }

  private func scoreLists() throws {
    let dialect = try listFiles.chosenDialect()
    let ks = try k.map { try Self.lengths($0) } ?? dialect.usualKs
    var files = try listFiles.load()
    if listFiles.ties == .expected {
      guard dialect == .standard, listFiles.explain == nil else {
        throw Stop(
          .wrongInput,
          "--ties expected goes with the standard dialect, and without --explain: a mean over orders is no sum.")
      }
      files.expectsTies = true
    }
    let background = try listFiles.background(&files, train: train)
    let explanation = try listFiles.explain.map { user in
      guard let found = ListExplanation(files, user: user, dialect: dialect, ks: ks) else {
        throw Stop(.wrongInput, "The truth has no user \(DataFiles.plain(user)).")
      }
      return found
    }
    Terminal.Progress.shared.update("scoring")
    let result = ListEvaluation(files, dialect: dialect, ks: ks, background: background)
    let comparison = listFiles.compare.isEmpty ? nil : ListComparison(files, dialect: dialect, ks: ks)
    Terminal.Progress.shared.clear()
    try listFiles.writePerUser(result)
    let output = EvaluationOutput(
      rows: result.rows, dialect: dialect, ties: result.ties, settings: result.settings, caveat: QualityCaveat.lists,
      notes: result.notes)
    if json {
      var members = output.members
      if let explanation { members["users"] = [explanation.json] }
      if let comparison { members["comparisons"] = output.json(comparison) }
      members["lorenz"] = .array(
        result.lorenz.map { ["k": .integer($0.k), "shares": .array($0.shares.map(JSONValue.number))] })
      try Terminal.write(.object(members))
    } else {
      let sums = explanation?.lines.map { DataFiles.plain($0) + "\n" }.joined() ?? ""
      Terminal.write(sums + (sums.isEmpty ? "" : "\n") + (comparison.map(output.text) ?? "") + output.text)
    }
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
  static func load(_ path: String, name: String) throws -> InteractionLog { try read(path, name: name).log }

  /// The same with what else its reading told.
  ///
  /// - Parameter keepsRows: whether the rows of the file that events came from are wanted.
  static func read(
    _ path: String, name: String, requiresTimestamps: Bool = false, keepsRows: Bool = false
  ) throws -> LogReading {
    let reading: LogReading
    do {
      if !requiresTimestamps, let log = try ItemListText.log(path: path), log.count > 0 {
        return LogReading(log: log, format: .sequence, rowsRead: log.count)
      }
      reading = try loadLog(
        path: path, options: LogOptions(requiresTimestamps: requiresTimestamps, keepsRows: keepsRows))
    } catch {
      throw Stop(.environment, "\(error)")
    }
    try Terminal.show(reading.findings)
    guard reading.isUsable else { throw Stop(.wrongInput) }
    guard reading.log.count > 0 else { throw Stop(.wrongInput, "\(name) \(path) holds no events.") }
    return reading
  }

  private static func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
}

/// How many cores lists are made on.
struct ThreadsOption: ParsableArguments {
  @Option(help: "Cores to make lists on; all unless stated. The result does not depend on it.") var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads is 1 to 1024.") }
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
