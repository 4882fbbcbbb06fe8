import ArgumentParser

/// What makes the lists of a replay.
enum ReplayBackendChoice: String, ExpressibleByArgument, CaseIterable {
  case local, personalize
}

/// Options of a replay through a campaign.
struct CampaignOptions: ParsableArguments {
  /// The way there, for `--help`.
  static let discussion = """
    With --backend personalize a campaign is asked instead, of the service or of recast's emulator (--endpoint): one plan, \
    judged like the local ones, beside the local model that stands in for its recipe and is asked the same. The way there:

      recast replay shop.yaml --backend personalize
          says the instant of the cut
      recast log personalize LOG --before CUT --out DIR
          writes what may be imported
      (import it into a dataset group of its own, train with
      performAutoTraining off, make a campaign and an event tracker)
      recast replay shop.yaml --backend personalize \\
          --campaign ARN --tracker ID --cap 5

    The price is shown first, and nothing is asked without a yes or --yes. Each user's next request waits for the delay of \
    events (an emulator's clock is put forward instead). Answers go into --record as they come: the same command goes on \
    after a stop, and --playback judges them again without a network. A request that is throttled or fails for now scores as \
    an empty list.
    """

  @Option(help: "local, or personalize for a campaign of the service or of an emulator.")
  var backend = ReplayBackendChoice.local
  @Option(help: "ARN of the campaign that is asked.") var campaign: String?
  @Option(
    help: "The trackingId of its dataset group's event tracker; with --freeze nothing is told, and none is needed.")
  var tracker: String?
  @Option(help: "ARN of a filter that all lists go through.") var filter: String?
  @Option(help: "Most requests a second; the campaign's minProvisionedTPS unless stated, none for an emulator.")
  var rate: Double?
  @Option(
    help:
      "Most that all requests of the record may cost, in the rate card's currency; a little above the price shown unless stated."
  )
  var cap: String?
  @Option(help: "Requests under way at once, of different users.") var concurrency = 8
  @Option(help: "Seconds until the service knows an event.") var eventDelay = 2.0
  @Option(help: "The file that answers are kept in; answers.jsonl in the folder of --out unless stated.")
  var record: String?
  @Option(help: "A record whose answers are judged; nothing is asked.") var playback: String?
  @Flag(help: "Ask without a question first.") var yes = false

  func check(isFrozen: Bool) throws {
    let isGiven =
      campaign != nil || tracker != nil || filter != nil || rate != nil || cap != nil || record != nil
      || playback != nil || yes
    guard backend == .personalize else {
      if isGiven {
        throw ValidationError(
          "--campaign, --tracker, --filter, --rate, --cap, --record, --playback and --yes need --backend personalize.")
      }
      return
    }
    if let rate, !(rate >= 0.01 && rate <= 10_000) { throw ValidationError("--rate is 0.01 to 10,000 a second.") }
    guard (1...64).contains(concurrency) else { throw ValidationError("--concurrency is 1 to 64.") }
    guard eventDelay >= 0.1, eventDelay <= 3600 else { throw ValidationError("--event-delay is 0.1 to 3,600 seconds.") }
    if record?.isEmpty == true || playback?.isEmpty == true { throw ValidationError("A record's path is empty.") }
    if let playback {
      if campaign != nil || tracker != nil || cap != nil || record != nil || rate != nil || filter != nil {
        throw ValidationError("--playback \(playback) asks nothing: leave the other options out.")
      }
      return
    }
    if campaign != nil, tracker == nil, !isFrozen {
      throw ValidationError("Give --tracker ID, or --freeze to tell the service nothing.")
    }
    if tracker != nil, isFrozen { throw ValidationError("With --freeze nothing is told: leave --tracker out.") }
    if let tracker, !(1...256).contains(tracker.utf8.count) { throw ValidationError("--tracker is no tracking id.") }
  }
}
