import ArgumentParser
import Engine
import Evaluation
import Interactions
import Recommenders

/// `recast evaluate protocol`: recommenders side by side on one log that a protocol divides.
struct EvaluateProtocolCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protocol",
    abstract: "Divide one log by a protocol, and score recommenders side by side on identical requests.",
    discussion: """
      time            one cut in time for all users: the newest --held-out share is asked (the default)
      rolling         --origins such cuts, shown apart
      leave-last-out  each user's last event; leaks in time, and says so
      user-split      Personalize's own: 10 % of the users, the newest 10 % of their events; leaks in time too

      A request is one user at one second; only events strictly earlier inform its answer, and items first seen later are \
      no candidates. A missing list scores zero. Means are over requests, bounds are 95 % bootstrap intervals over users.
      """)

  /// The protocols by the names that users write.
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case time
    case rolling
    case leaveLastOut = "leave-last-out"
    case userSplit = "user-split"
  }

  @OptionGroup var source: LogSource
  @Option(name: .customLong("protocol"), help: "time, rolling, leave-last-out or user-split.") var kind = Kind.time
  @Option(help: "A model, NAME[:key=value,…]; may be given several times.") var recommender: [String] = []
  @Option(help: "Lengths of the lists that are scored, such as 10,20,100.") var k = "10"
  @Option(help: "Share of the events that is asked, for time and rolling.") var heldOut = "20%"
  @Option(help: "Number of origins, for rolling.") var origins = 4
  @Option(help: "Event types that count as answers, such as purchase,cart; all unless given.") var answers: String?
  @Flag(help: "Let lists hold items again that their user took before, and count them as answers.") var repeats = false
  @Option(help: "Rank among the answer and so many drawn items instead of all: not comparable, and warned of.")
  var sampledNegatives: Int?
  @Option(help: "Most requests of a fold; more are thinned evenly in time.") var requests = 20_000
  @Option(help: "Seed of intervals, of the users drawn and of sampled items.") var seed: UInt64 = 1
  @OptionGroup var memory: MemoryOption
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...100).contains(origins) else { throw ValidationError("--origins is 1 to 100.") }
    guard (1...10_000_000).contains(requests) else { throw ValidationError("--requests is 1 to 10,000,000.") }
    if let sampledNegatives, !(1...100_000).contains(sampledNegatives) {
      throw ValidationError("--sampled-negatives is 1 to 100,000.")
    }
    guard share != nil else { throw ValidationError("--held-out is a percentage from 1 % to 90 %, such as 20%.") }
  }

  private var share: Double? {
    guard heldOut.hasSuffix("%"), let percent = Double(heldOut.dropLast().filter { $0 != " " }),
      (1...90).contains(percent)
    else { return nil }
    return percent / 100
  }

  func run() async throws {
    let entrants = try (recommender.isEmpty ? ["popular", "decayed-popular", "item-knn"] : recommender).map {
      ProtocolEvaluation.Entrant(label: $0, specification: try RecommenderSpecification.given($0))
    }
    guard Set(entrants.map(\.label)).count == entrants.count else {
      throw Stop(.wrongInput, "--recommender names the same model twice.")
    }
    var settings = ProtocolEvaluation.Settings(kind: chosen)
    settings.ks = try EvaluateCommand.lengths(k)
    settings.truth = TruthRule(
      allowsRepeats: repeats, eventTypes: Set(answers?.split(separator: ",").map(String.init) ?? []))
    settings.candidates = sampledNegatives.map { .sampled(negatives: $0, seed: seed) } ?? .catalogue
    settings.requests = requests
    settings.seed = seed
    let log = try source.load().log
    for type in settings.truth.eventTypes.sorted() where !log.eventTypes.contains(type) {
      throw Stop(.wrongInput, "--answers: no event is of type \(type.debugDescription).")
    }
    for entrant in entrants { try memory.check(entrant.specification, log, source: source.file) }
    let progress = RemainingTime("")
    let result = await ProtocolEvaluation.run(entrants, on: log, settings) {
      Terminal.Progress.shared.update($0 + progress.text(at: $1))
    }
    Terminal.Progress.shared.clear()
    guard let result else {
      throw Stop(
        .wrongInput,
        "The log cannot be divided so: it needs events before and after every cut, and answers among the later ones.")
    }
    if json { return try Terminal.write(ProtocolJSON.json(result)) }
    show(result)
  }

  private var chosen: EvaluationProtocol {
    let share = share ?? 0.2
    return switch kind {
    case .time: .time(heldOutShare: share)
    case .rolling:
      .rolling(RollingOrigins(count: origins, spacing: .events(heldOutShare: share, lastShare: 0)))
    case .leaveLastOut: .leaveLastOneOut
    case .userSplit: .personalize(seed: seed)
    }
  }

  private func show(_ result: ProtocolEvaluation) {
    for sentence in ProtocolText.sentences(result.settings.kind) { Terminal.write(sentence + "\n") }
    let warning = result.settings.candidates.warning
    if !warning.isEmpty { Terminal.write("Warning: " + warning + "\n") }
    for fold in result.folds {
      let users = fold.comparisons.first?.overall.userCount ?? 0
      Terminal.write("\n" + ProtocolText.sentence(fold, users: users) + "\n")
      for table in ProtocolText.tables(result, fold) {
        Terminal.write(table.title.isEmpty ? "\n" : "\n\(table.title)\n")
        Terminal.write(
          TextTable.text(header: table.header, rows: table.rows, numbers: Set(1..<table.header.count)))
      }
      for (entrant, notes) in zip(result.recommenders, fold.notes) {
        for note in notes { Terminal.write("\(entrant.label): \(note)\n") }
      }
    }
    Terminal.write(
      "\nMeans over requests; 95 % intervals: bootstrap over users, \(result.settings.resamples) resamples, seed "
        + "\(result.settings.seed); p by users, Holm's correction.\n\(ProtocolText.caveat)\n")
  }
}
