import AWSClient
import JSONText
import Measures
import Personalize

/// What is looked up about a campaign before the first request that is paid for: descriptions and lists, free of charge.
package struct CampaignCheck: Sendable {
  /// What goes into the record's head; nil where the campaign cannot be asked.
  package private(set) var facts: CampaignFacts?
  /// What is wrong, or worth knowing.
  package private(set) var findings: [Finding] = []
  /// What the service does not tell, in sentences: nobody but the user can vouch for it.
  package private(set) var unchecked: [String] = []
  /// The campaign's region, as its ARN has it.
  package let region: String

  private let campaign: String

  /// Types of recipes that answer a request with a user alone.
  private static let types = ["USER_PERSONALIZATION", "POPULAR_ITEMS"]

  /// Asks the service about a campaign.
  ///
  /// - Parameters:
  ///   - tracker: where events will be told; nil where none are.
  ///   - cut: the instant from which on events are held out.
  ///   - now: the service's time.
  /// - Throws: `AWSError` where the service cannot be asked at all.
  package init(
    _ client: PersonalizeClient, campaign: String, tracker: String?, cut: Instant, now: Instant
  ) throws(AWSError) {
    self.campaign = campaign
    let words = campaign.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    region = words.count > 3 ? words[3] : ""
    guard words.count == 6, words[2] == "personalize", words[5].hasPrefix("campaign/") else {
      add(
        "not-a-campaign", "It is no ARN of a campaign.", "Give one: arn:aws:personalize:REGION:ACCOUNT:campaign/NAME.")
      return
    }
    guard
      let described = try Self.found({ () throws(AWSError) in
        try client.send(DescribeCampaign(campaignArn: campaign)).campaign
      })
    else {
      add("no-campaign", "There is no such campaign in this account and region.", "recast aws status lists them.")
      return
    }
    guard described.status == "ACTIVE" else {
      add("campaign-inactive", "Its state is \(described.status.escapingControls), and only ACTIVE answers.", "Wait.")
      return
    }
    if let update = described.latestCampaignUpdate?.status, update != "ACTIVE", !update.hasSuffix("FAILED") {
      add(
        "campaign-changes", "An update of it is under way (\(update.escapingControls)): its model may change midway.",
        "Wait until it is done.")
    }
    guard let arn = described.solutionVersionArn,
      let version = try Self.found({ () throws(AWSError) in
        try client.send(DescribeSolutionVersion(solutionVersionArn: arn)).solutionVersion
      })
    else {
      add("no-version", "Its solution version cannot be described.")
      return
    }
    let recipe = version.recipeArn ?? ""
    try checkRecipe(recipe, client)
    let solution = try version.solutionArn.flatMap { arn throws(AWSError) in
      try Self.found { () throws(AWSError) in try client.send(DescribeSolution(solutionArn: arn)).solution }
    }
    checkPinning(described, solution)
    if let group = version.datasetGroupArn {
      try checkGroup(group, version: version, tracker: tracker, client)
    }
    unchecked = [
      "that no event from \(cut) on was imported: the service tells neither rows nor times of an import "
        + "(recast log personalize LOG --before \(cut) --out DIR writes those before)",
      "that no event from then on was told to this dataset group before, by an earlier replay for one: its users would know "
        + "the future",
    ]
    if let days = version.creationDateTime.map({ (now - $0.instant).hours / 24 }), days > 30 {
      warn("old-version", "Its solution version was trained \(Int(days)) days ago.")
    }
    guard !findings.hasErrors else { return }
    facts = CampaignFacts(
      name: described.name, solutionVersion: arn, recipe: String(recipe.split(separator: "/").last ?? ""),
      trainedAt: version.creationDateTime?.instant.microseconds, floor: max(1, described.minProvisionedTPS ?? 1),
      eventRules: Self.eventRules(version), hyperparameters: Self.hyperparameters(version),
      warnings: findings.map(\.message))
  }

  // MARK: - Parts

  private mutating func checkRecipe(_ recipe: String, _ client: PersonalizeClient) throws(AWSError) {
    let type = try Self.found { () throws(AWSError) in
      try client.send(DescribeRecipe(recipeArn: recipe)).recipe.recipeType
    }
    guard let type = type ?? nil else {
      return warn("unknown-recipe", "Its recipe \(recipe.escapingControls) cannot be described.")
    }
    guard !Self.types.contains(type) else { return }
    add(
      "other-recipe", "Its recipe answers other questions (\(type.escapingControls)) than lists for a user.",
      "Replay a campaign of a user-personalization recipe.")
  }

  /// Whether the model stays what it is while it is asked.
  private mutating func checkPinning(_ campaign: CampaignDescription, _ solution: SolutionDescription?) {
    let isTraining = solution?.performAutoTraining == true
    let follows = campaign.campaignConfig?.syncWithLatestSolutionVersion == true
    if isTraining, follows {
      add(
        "training-not-pinned",
        "Its solution trains by itself and the campaign takes each new version over: the model would change midway, trained on "
          + "the very events that it is asked about.",
        "Turn performAutoTraining or syncWithLatestSolutionVersion off.")
    } else if isTraining {
      warn(
        "automatic-training",
        "Its solution trains by itself: trainings are billed, and a later version knows the events of this replay.",
        "Turn performAutoTraining off.")
    } else if follows {
      warn("follows-versions", "The campaign takes over whatever version is trained next: train none meanwhile.")
    }
    let weight = campaign.campaignConfig?.itemExplorationConfig?["explorationWeight"]
    if let weight, Double(weight) != 0 {
      warn(
        "exploration",
        "It explores with weight \(weight.prefix(20).description.escapingControls): lists hold items that were "
          + "drawn, and a second replay gives others.")
    }
  }

  private mutating func checkGroup(
    _ group: String, version: SolutionVersionDescription, tracker: String?, _ client: PersonalizeClient
  ) throws(AWSError) {
    if let tracker {
      var ofGroup = ListEventTrackers()
      ofGroup.datasetGroupArn = group
      var isOwn = false
      for row in try client.all(ofGroup) where !isOwn {
        let described = try Self.found { () throws(AWSError) in
          try client.send(DescribeEventTracker(eventTrackerArn: row.eventTrackerArn)).eventTracker
        }
        guard described?.trackingId == tracker else { continue }
        isOwn = true
        if described?.status != "ACTIVE" { add("tracker-inactive", "The event tracker is not ACTIVE.", "Wait.") }
      }
      // The id itself stays out of messages and records: who has it can tell events.
      if !isOwn {
        add(
          "other-tracker",
          "The campaign's dataset group has no event tracker of the given id: events would not reach its users.",
          "Give the trackingId of \(group.escapingControls).")
      }
    }
    var solutions = ListSolutions()
    solutions.datasetGroupArn = group
    if try client.all(solutions).count > 1 {
      warn(
        "shared-group", "Its dataset group has other solutions: the events of this replay become theirs as well.",
        "Replay in a dataset group of its own.")
    }
    var datasets = ListDatasets()
    datasets.datasetGroupArn = group
    let interactions = try client.all(datasets).first { $0.datasetType?.lowercased() == "interactions" }
    guard let interactions else { return warn("no-interactions", "Its dataset group has no Interactions dataset.") }
    var jobs = ListDatasetImportJobs()
    jobs.datasetArn = interactions.datasetArn
    let imports = try client.all(jobs)
    if imports.contains(where: { $0.status != "ACTIVE" && !$0.status.hasSuffix("FAILED") }) {
      add("import-running", "An import into its Interactions dataset is under way.", "Wait until it is done.")
    }
    let done = imports.filter { $0.status == "ACTIVE" }.compactMap(\.lastUpdatedDateTime?.instant)
    guard let trained = version.creationDateTime?.instant else { return }
    if done.isEmpty {
      warn("no-import", "No import into its Interactions dataset is known: what it was trained on came in otherwise.")
    } else if done.contains(where: { $0 > trained }) {
      warn(
        "import-after-training",
        "An import came after the training: its events are in users' histories and not in the model.")
    }
  }

  private static func eventRules(_ version: SolutionVersionDescription) -> [String] {
    let list = version.solutionConfig?.eventsConfig?.eventParametersList ?? []
    func rule(_ type: String, _ threshold: Double?, _ weight: Double?) -> String {
      type + (threshold.map { ">=\($0)" } ?? "") + (weight.map { "*\($0)" } ?? "")
    }
    if !list.isEmpty {
      return list.filter { $0.weight != 0 }.compactMap { entry in
        entry.eventType.map { rule($0, entry.eventValueThreshold, entry.weight) }
      }
    }
    guard let type = version.eventType else { return [] }
    return [rule(type, version.solutionConfig?.eventValueThreshold.flatMap { Double($0) }, nil)]
  }

  private static func hyperparameters(_ version: SolutionVersionDescription) -> [CampaignFacts.Hyperparameter] {
    let given =
      (version.solutionConfig?.algorithmHyperParameters ?? [:]).map { ($0, $1) }
      + (version.solutionConfig?.featureTransformationParameters ?? [:]).map { ($0, $1) }
    return given.map { CampaignFacts.Hyperparameter(name: $0, value: $1) }.sorted { $0.name < $1.name }
  }

  /// A description; nil where there is no such thing.
  private static func found<Value>(_ ask: () throws(AWSError) -> Value) throws(AWSError) -> Value? {
    do throws(AWSError) { return try ask() } catch {
      // A name that cannot be is one that is not there.
      guard ["ResourceNotFoundException", "InvalidInputException"].contains(error.code) else { throw error }
      return nil
    }
  }

  private mutating func add(_ code: String, _ message: String, _ remedy: String = "") {
    findings.append(Finding(code: code, source: source, place: .whole, message: message, remedy: remedy))
  }

  private mutating func warn(_ code: String, _ message: String, _ remedy: String = "") {
    findings.append(
      Finding(.warning, code: code, source: source, place: .whole, message: message, remedy: remedy))
  }

  private var source: String { String(campaign.prefix(300)).escapingControls }
}
