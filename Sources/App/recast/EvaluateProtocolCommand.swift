import ArgumentParser
import Engine
import Evaluation
import Interactions
import Recommenders
import Reports

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
      given           the events of --test are asked, all of LOG is learned from; the leakage X-ray looks at both

      What is asked, --task:
      personalization  a list for the user (the default)
      ranking          a given slate in the user's order: --slates FILE as users saw them (USER_ID,ITEM_ID[,TIMESTAMP], a row \
      an item), or the answer among drawn items, --sampled-negatives N (100 unless stated) by --negatives
      related          a list for the user's last item, which is to hold what that user took next

      A request is one user at one second; only events strictly earlier inform its answer, and items first seen later are \
      no candidates. A missing list scores zero. Means are over requests, bounds are 95 % bootstrap intervals over users.
      """)

  /// The protocols by the names that users write.
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case time
    case rolling
    case leaveLastOut = "leave-last-out"
    case userSplit = "user-split"
    case given
  }

  @OptionGroup var source: LogSource
  @Option(name: .customLong("protocol"), help: "time, rolling, leave-last-out, user-split or given.") var kind: Kind?
  @Option(help: "The events to be asked, for given: a log of the same kinds.") var test: String?
  @Option(help: "personalization, ranking or related.") var task = RecommendationTask.personalization
  @Option(help: "For ranking: the slates that users saw, CSV with USER_ID,ITEM_ID[,TIMESTAMP].") var slates: String?
  @Option(help: "A model, NAME[:key=value,…]; may be given several times.") var recommender: [String] = []
  @Option(help: "Lengths of the lists that are scored, such as 10,20,100.") var k = "10"
  @Option(help: "Share of the events that is asked, for time and rolling.") var heldOut = "20%"
  @Option(help: "Number of origins, for rolling.") var origins = 4
  @Option(help: "Event types that count as answers, such as purchase,cart; all unless given.") var answers: String?
  @Flag(help: "Let lists hold items again that their user took before, and count them as answers.") var repeats = false
  @Option(help: "Rank among the answer and so many drawn items instead of all: not comparable, and warned of.")
  var sampledNegatives: Int?
  @Option(help: "How those are drawn: uniform, or popular, by share of the events.") var negatives =
    NegativeSampling.uniform
  @OptionGroup var filtering: RequestFilterOptions
  @Option(help: "Show this user's requests, lists and sums, term by term.") var explain: String?
  @Option(help: "Most requests of a fold; more are thinned evenly in time.") var requests = 20_000
  @Option(help: "Seed of intervals, of the users drawn and of sampled items.") var seed: UInt64 = 1
  @OptionGroup var cores: ThreadsOption
  @OptionGroup var memory: MemoryOption
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...100).contains(origins) else { throw ValidationError("--origins is 1 to 100.") }
    guard (1...10_000_000).contains(requests) else { throw ValidationError("--requests is 1 to 10,000,000.") }
    if let sampledNegatives, !(1...100_000).contains(sampledNegatives) {
      throw ValidationError("--sampled-negatives is 1 to 100,000.")
    }
    if kind == .given || test != nil, test == nil || (kind ?? .given) != .given {
      throw ValidationError("--protocol given and --test go together.")
    }
    if slates != nil, task != .ranking || sampledNegatives != nil {
      throw ValidationError("--slates goes with --task ranking, and without --sampled-negatives.")
    }
    if task == .related, sampledNegatives != nil {
      throw ValidationError("--sampled-negatives does not go with --task related: lists are of the whole catalogue.")
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
    var entrants = try (recommender.isEmpty ? ["popular", "decayed-popular", "item-knn"] : recommender).map {
      ProtocolEvaluation.Entrant(label: $0, specification: try RecommenderSpecification.given($0))
    }
    guard Set(entrants.map(\.label)).count == entrants.count else {
      throw Stop(.wrongInput, "--recommender names the same model twice.")
    }
    let (log, leakage, division) = try divided()
    var settings = ProtocolEvaluation.Settings(kind: division)
    settings.ks = try EvaluateCommand.lengths(k)
    settings.truth = TruthRule(
      allowsRepeats: repeats, eventTypes: Set(answers?.split(separator: ",").map(String.init) ?? []))
    settings.task = task
    if let count = sampledNegatives ?? (task == .ranking && slates == nil ? 100 : nil) {
      settings.candidates = .sampled(negatives: count, seed: seed, by: negatives)
    }
    settings.requests = requests
    settings.seed = seed
    settings.threads = cores.threads
    for type in settings.truth.eventTypes.sorted() where !log.eventTypes.contains(type) {
      throw Stop(.wrongInput, "--answers: no event is of type \(type.debugDescription).")
    }
    var asked = log
    if let slates { (settings.slates, asked) = try loadSlates(slates, log) }
    try filtering.apply(to: &settings, asked)
    if let explain {
      guard let user = asked.users.firstIndex(where: { $0.utf8.elementsEqual(explain.utf8) }) else {
        throw Stop(.wrongInput, "The log has no user \(DataFiles.plain(explain)).")
      }
      settings.explained = Int32(user)
    }
    for entrant in entrants {
      if let specification = entrant.specification { try memory.check(specification, log, source: source.file) }
    }
    if settings.slates != nil { entrants.append(.asShown) }
    let progress = RemainingTime("")
    let result = await ProtocolEvaluation.run(entrants, on: asked, settings) {
      Terminal.Progress.shared.update($0 + progress.text(at: $1))
    }
    Terminal.Progress.shared.clear()
    guard let result else {
      throw Stop(
        .wrongInput,
        "The log cannot be divided so: it needs events before and after every cut, and answers among the later ones"
          + (settings.slates == nil ? "." : " that a slate of their user holds."))
    }
    if json {
      var members = ProtocolJSON.members(result)
      if let leakage { members["leakage"] = leakage.json }
      return try Terminal.write(.object(members))
    }
    show(result, leakage?.sentences ?? [])
  }

  /// The log that is asked of, the X-ray of a given division, and the way it is divided.
  private func divided() throws -> (log: InteractionLog, leakage: HoldoutLeakage?, kind: EvaluationProtocol) {
    guard let test else { return (try source.load().log, nil, chosen) }
    let train = try source.load(keepsRows: true)
    let read = try EvaluateCommand.read(test, name: "--test", requiresTimestamps: true, keepsRows: true)
    let split = GivenSplit(train: train.log, test: read.log)
    return (split.log, HoldoutLeakage(train: train, test: read, joined: split), .given(isTest: split.isTest))
  }

  /// The slates under the log's names, and the log with the items that only they have.
  private func loadSlates(_ path: String, _ log: InteractionLog) throws -> (LoggedSlates, InteractionLog) {
    let shown = try EvaluateCommand.load(path, name: "--slates")
    // Without times the rows' places stand for them.
    let hasTimes = shown.hasTimes
    let (slates, wider) = LoggedSlates.joining(shown, to: log, hasTimes: hasTimes)
    guard slates.count > 0 else { throw Stop(.wrongInput, "--slates: the log has none of the users of \(path).") }
    if slates.slatesOfStrangers > 0 {
      Terminal.say("\(slates.slatesOfStrangers) slates are of users whom the log does not have.")
    }
    return (slates, wider)
  }

  private var chosen: EvaluationProtocol {
    let share = share ?? 0.2
    return switch kind ?? .time {
    case .time: .time(heldOutShare: share)
    case .rolling:
      .rolling(RollingOrigins(count: origins, spacing: .events(heldOutShare: share, lastShare: 0)))
    case .leaveLastOut: .leaveLastOneOut
    case .userSplit: .personalize(seed: seed)
    case .given: .given(isTest: [])
    }
  }

  private func show(_ result: ProtocolEvaluation, _ notes: [String]) {
    for sentence in ProtocolText.sentences(result.settings.kind) + ProtocolText.sentences(result.settings) {
      Terminal.write(DataFiles.plain(sentence) + "\n")
    }
    for note in notes { Terminal.write(note + "\n") }
    for fold in result.folds {
      let users = fold.comparisons.first?.overall.userCount ?? 0
      Terminal.write("\n" + ProtocolText.sentence(fold, users: users) + "\n")
      for table in ProtocolText.tables(result, fold) {
        Terminal.write(table.title.isEmpty ? "\n" : "\n\(table.title)\n")
        Terminal.write(
          TextTable.text(header: table.header, rows: table.rows, numbers: Set(1..<table.header.count)))
      }
      for sentence in ProtocolText.missingIntervals(fold) { Terminal.write(sentence + "\n") }
      for (entrant, notes) in zip(result.recommenders, fold.notes) {
        for note in notes { Terminal.write("\(entrant.label): \(note)\n") }
      }
      for (entrant, user) in zip(result.recommenders, fold.explained) {
        guard let user else { continue }
        Terminal.write("\n\(entrant.label), " + user.lines(DataFiles.plain).map { $0 + "\n" }.joined())
      }
      if let explain, result.settings.explained != nil, fold.explained.allSatisfy({ $0 == nil }) {
        Terminal.write("\(DataFiles.plain(explain)) asks nothing here.\n")
      }
    }
    Terminal.write(
      "\nMeans over requests; dialect standard; equal scores by popularity, or by index of the item; a missing list scores "
        + "zero. 95 % intervals: bootstrap over users, \(result.settings.resamples) resamples, seed "
        + "\(result.settings.seed); p by users, Holm's correction.\n\(ProtocolText.caveat)\n")
  }
}

extension RecommendationTask: ExpressibleByArgument {}
extension NegativeSampling: ExpressibleByArgument {}
