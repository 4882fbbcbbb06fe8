import AWSClient
import CampaignReplay
import Engine
import FoundationEssentials
import Glibc
import HTTPTransfer
import Interactions
import InteractionStore
import JSONText
import Measures
import Personalize
import Pricing
import Scenarios

/// `recast replay --backend personalize`: checks, prices and asks a campaign, and judges what it answered.
struct CampaignReplaying {
  let options: CampaignOptions
  let aws: AWSOptions
  let input: RunInput
  let settings: ReplaySettings
  let folder: String

  /// Lists are asked for at this length at least, so that a record can be judged at other K: they cost the same.
  private static let fewestResults = 25
  private static let mostResults = 500
  /// Bytes that are read of a record.
  private static let mostBytes = 2_000_000_000

  private var k: Int { input.scenario.evaluation.k }

  func run(hasStandIn: Bool, json: Bool) async throws {
    let ground: AnsweredReplay.Ground
    do throws(RunError) { ground = try AnsweredReplay.Ground(input, atMost: settings.requests) } catch {
      throw Stop(.wrongInput, error.description)
    }
    guard k <= Self.mostResults else { throw Stop(.wrongInput, "A campaign lists at most \(Self.mostResults) items.") }
    let record: ReplayRecord
    let script: ReplayScript
    if let playback = options.playback {
      (script, record) = try played(playback, ground)
    } else {
      guard let campaign = options.campaign else { throw Stop(.wrongInput, wayThere(ground)) }
      script = ReplayScript(input.log, cut: ground.cut, requests: ground.requests, tells: options.tracker != nil)
      record = try await asked(campaign, script)
    }
    let begin = ContinuousClock.now
    let answers = try answers(record, script)
    let outcome: AnsweredReplay.Outcome
    do {
      outcome = try await AnsweredReplay.outcome(
        of: input, ground: ground, answers: answers, settings: settings, standIn: hasStandIn
      ) { Terminal.Progress.shared.update("\($0) \(Int($1 * 100)) %") }
    } catch let error as RunError {
      throw Stop(.wrongInput, error.description)
    }
    try ReplayWriting.write(
      outcome.result, runFacts: ["secondsToJudge": (ContinuousClock.now - begin) / .seconds(1)], to: folder
    ) { sink in try outcome.events.write { try sink($0) } }
    if json { return try Terminal.write(ReplayJSON.json(outcome.result)) }
    ReplayWriting.show(outcome.result, folder)
  }

  /// What to do without a campaign.
  private func wayThere(_ ground: AnsweredReplay.Ground) -> String {
    let cut = Instant(seconds: ground.cut)
    let before = input.log.firstIndex(atOrAfter: ground.cut)
    return """
      --campaign is missing. The cut is \(cut): \(counted(before)) events before it may be imported, \
      \(counted(ground.requests.count)) requests after it are asked. Write the events with
        recast log personalize LOG --before \(cut) --out DIR
      and let a dataset group of its own have them, train with performAutoTraining off, create a campaign and an event tracker, \
      and give --campaign ARN --tracker ID. recast emulator lets you try all of it free of charge.
      """
  }

  // MARK: - Playback

  private func played(_ path: String, _ ground: AnsweredReplay.Ground) throws -> (ReplayScript, ReplayRecord) {
    let bytes = try bytes(path)
    // Whether events were told is the record's to say; a log of which neither script's is its own is told so below.
    let tells = ReplayRecord.head(of: bytes)?.tells ?? true
    let script = ReplayScript(input.log, cut: ground.cut, requests: ground.requests, tells: tells)
    let (record, findings) = ReplayRecord.read(bytes, source: path, script: script) { head in
      var head = head
      (head.script, head.results) = (script.checksum, k)
      return head
    }
    try Terminal.show(findings)
    guard let record else { throw Stop(.wrongInput) }
    let missing = record.head.requests - record.answered
    guard missing == 0 else {
      throw Stop(
        .wrongInput,
        "\(path.escapingControls) is not complete: \(counted(missing)) of \(counted(record.head.requests)) requests have no "
          + "answer yet. The command that made it goes on with --record.")
    }
    return (script, record)
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    do { return try readFile(path, atMost: Self.mostBytes) } catch { throw Stop(.environment, "\(error)") }
  }

  // MARK: - Asking

  private func asked(_ campaign: String, _ script: ReplayScript) async throws -> ReplayRecord {
    let time = ReplayTime.real(startingAt: .now)
    let cap = try options.cap.map { text in
      guard let money = Money(decimal: text, currency: input.card.currency), money >= .zero(input.card.currency) else {
        throw Stop(.wrongInput, "--cap is `\(text.escapingControls)`; it needs an amount such as 5 or 2.50.")
      }
      return money
    }
    let client: PersonalizeClient
    let clock: any ServiceClock
    let found: CampaignFacts?
    do throws(AWSError) {
      let aws = try aws.client()
      client = PersonalizeClient(aws, timeout: .seconds(20))
      let delay = Timespan.seconds(options.eventDelay)
      let emulator = try aws.endpointOverride(.personalizeRuntime).flatMap {
        EmulatorClock(at: $0, delay: delay, transport: CurlTransport(usesProxy: false))
      }
      clock = emulator ?? WallClock(time, delay: delay)
      found = try checked(
        CampaignCheck(
          client, campaign: campaign, tracker: options.tracker, cut: Instant(seconds: script.cut),
          now: Instant(microseconds: time.now())))
    } catch {
      throw Stop(.environment, error.description)
    }
    guard let facts = found else { throw Stop(.wrongInput, "The campaign cannot be replayed; nothing was asked.") }
    var settings = CampaignReplay.Settings(
      campaign: campaign, tracker: options.tracker, results: max(k, Self.fewestResults))
    settings.filter = options.filter
    settings.concurrency = options.concurrency
    settings.rate = options.rate ?? (clock.isStepped ? nil : Double(facts.floor))
    let head = ReplayHead(
      script: script.checksum, requests: script.requests.count, results: settings.results, campaign: campaign,
      filter: options.filter, tells: options.tracker != nil, facts: facts)
    let path = options.record ?? folder + "/answers.jsonl"
    let (kept, isNew) = try opened(path, head, script)
    let isEmulator = clock.isStepped
    do throws(ReplayFailure) {
      settings.cap = try agreed(kept, script, settings, cap, from: time.now(), isEmulator: isEmulator)
    } catch {
      throw Stop(error.code == .cap ? .failedCheck : .wrongInput, error.description)
    }
    guard kept.answered < head.requests else { return kept }
    return try await replayed(
      kept, script, client, settings, file: try file(path, isNew ? head : nil, kept), clock, time)
  }

  private func checked(_ check: CampaignCheck) -> CampaignFacts? {
    for finding in check.findings { Terminal.say("\(finding)") }
    for sentence in check.unchecked { Terminal.say("Not checked: \(sentence).") }
    if !check.region.isEmpty, check.region != input.card.region {
      Terminal.say(
        "warning: the prices of \(input.card.name) are those of \(input.card.region), not of \(check.region).")
    }
    return check.facts
  }

  /// The record as far as it got; a new one where there is none.
  private func opened(
    _ path: String, _ head: ReplayHead, _ script: ReplayScript
  ) throws -> (ReplayRecord, isNew: Bool) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_size > 0 else { return (ReplayRecord(new: head, for: script), true) }
    let (record, findings) = ReplayRecord.read(try bytes(path), source: path, script: script) { _ in head }
    try Terminal.show(findings)
    guard let record else { throw Stop(.wrongInput) }
    return (record, false)
  }

  private func file(_ path: String, _ head: ReplayHead?, _ record: ReplayRecord) throws -> ReplayRecordFile {
    do {
      if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
        try FileManager.default.createDirectory(atPath: String(path[..<slash]), withIntermediateDirectories: true)
      }
      let file = try ReplayRecordFile(path, wholeBytes: head == nil ? record.wholeBytes : nil)
      if let head { try file.begin(head) }
      return file
    } catch {
      throw Stop(.environment, "\(error)")
    }
  }

  /// Shows what is to come and its price, and asks whether it may.
  ///
  /// - Returns: what all of it may cost.
  private func agreed(
    _ record: ReplayRecord, _ script: ReplayScript, _ settings: CampaignReplay.Settings, _ cap: Money?, from now: Int64,
    isEmulator: Bool
  ) throws(ReplayFailure) -> Money? {
    let requests = record.head.requests - record.answered
    let events = script.steps.indices.reduce(0) { $0 + (record.told[$1] ? 0 : script.steps[$1].events.count) }
    let spending = ReplaySpending(record, script: script, card: input.card)
    let seconds = settings.rate.map { leastSeconds(script, settings, requests, rate: $0) }
    let rate = seconds.map { Double(requests) / max($0, 1) }
    let bill = try spending.bill(withRequests: requests, events: events, from: now, rate: rate)
    let (total, currency) = (bill.total, bill.currency)
    let spent = try spending.bill().total.expected
    let done = record.answered > 0 ? "; \(counted(record.answered)) are answered" : ""
    Terminal.say(
      "\(counted(requests)) requests for lists of \(record.head.facts.shown) and "
        + "\(counted(events)) events to tell\(done)\(pace(settings, seconds)).")
    Terminal.say(
      "The whole replay costs about \(total.expected.text(places: 4)) \(currency) (\(total.low.text(places: 4)) to "
        + "\(total.high.text(places: 4))), \(spent.text(places: 4)) of it spent, by \(bill.cardName); the campaign's floor "
        + "outside of it not counted" + (isEmulator ? ". An emulator answers: its bill is play money." : "."))
    // A tenth more for retries and delays, and a window that is only begun.
    let most = try spending.bill(
      withRequests: requests, events: events, from: now, rate: rate, spareWindows: 1
    ).total.high
    let allowed = cap ?? Money(picos: most.picos + most.picos / 10, currency: currency)
    guard total.high <= allowed else {
      throw ReplayFailure(
        .cap,
        "That may be above the cap of \(allowed.text(places: 4)) \(currency); nothing was asked. Raise --cap, or ask less with "
          + "--requests.")
    }
    guard requests > 0, !options.yes else { return allowed }
    guard isatty(0) == 1, isatty(2) == 1 else {
      throw ReplayFailure(.price, "Nothing was asked: agree to the price with --yes.")
    }
    Terminal.say("Type yes to go on:")
    guard readLine()?.lowercased() == "yes" else { throw ReplayFailure(.cap, "Nothing was asked.") }
    return allowed
  }

  /// Seconds that it takes at least: by the rate, or by the user who has the most steps, each of which waits for the one before.
  private func leastSeconds(
    _ script: ReplayScript, _ settings: CampaignReplay.Settings, _ requests: Int, rate: Double
  ) -> Double {
    var steps = [Int](repeating: 0, count: script.log.users.count)
    if settings.tracker != nil { for step in script.steps { steps[Int(step.user)] += 1 } }
    return max(Double(requests) / rate, Double(steps.max() ?? 0) * options.eventDelay)
  }

  private func pace(_ settings: CampaignReplay.Settings, _ seconds: Double?) -> String {
    guard let rate = settings.rate, let seconds else { return "" }
    return
      ", at most \(Numbers.fixed(rate, rate < 1 ? 2 : 0)) requests a second: \(Numbers.fixed(seconds / 3600, 2)) hours "
      + "at least"
  }

  private func replayed(
    _ record: ReplayRecord, _ script: ReplayScript, _ client: PersonalizeClient, _ settings: CampaignReplay.Settings,
    file: ReplayRecordFile, _ clock: any ServiceClock, _ time: ReplayTime
  ) async throws -> ReplayRecord {
    Interruption.keepsParts()
    var replay = CampaignReplay(
      script, client: client, settings: settings, record: record, file: file, clock: clock, card: input.card, time: time
    )
    let (begin, before, all) = (ContinuousClock.now, record.answered, record.head.requests)
    do throws(ReplayFailure) {
      return try await replay.run { answered in
        let share = Double(answered - before) / Double(max(1, all - before))
        Terminal.Progress.shared.update(
          TimeLeft.text("asking, \(counted(answered)) of \(counted(all))", share: share, since: begin))
      }
    } catch {
      Terminal.Progress.shared.clear()
      throw Stop(
        error.code == .cap ? .failedCheck : error.code == .price ? .wrongInput : .environment,
        error.description + " What was answered is kept, and the same command goes on from there.")
    }
  }

  // MARK: - Judging

  private func answers(_ record: ReplayRecord, _ script: ReplayScript) throws -> AnsweredRequests {
    var numbers = Dictionary(input.log.items.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    let lists = record.answers.map { answer -> [Int32]? in
      guard let answer, answer.fault == nil else { return nil }
      return answer.items.prefix(k).map { item in
        // What the log does not have takes its place in the list, and hits nothing.
        if let known = numbers[item] { return known }
        let number = Int32(numbers.count)
        numbers[item] = number
        return number
      }
    }
    let times = AnswerTimes(record)
    let facts = record.head.facts
    do throws(ReplayFailure) {
      return AnsweredRequests(
        name: facts.name.escapingControls, lists: lists,
        figures: ServiceFigures(
          recipe: facts.recipe.escapingControls, trainedAt: facts.trainedAt, tells: record.head.tells,
          answered: times.answered,
          faults: times.faults, fromIntended: times.fromIntended, fromSending: times.fromSending,
          cost: try ReplaySpending(record, script: script, card: input.card).bill().total,
          warnings: facts.warnings.map(\.escapingControls),
          hyperparameters: facts.hyperparameters.map { ($0.name, $0.value) }, eventRules: facts.eventRules,
          eventTypeOfNone: CampaignReplay.eventTypeOfNone, isFiltered: record.head.filter != nil))
    } catch {
      throw Stop(.wrongInput, error.description)
    }
  }
}

extension CampaignFacts {
  /// Name and recipe for a terminal.
  fileprivate var shown: String { "\(name) (\(recipe))".escapingControls }
}
