import JSONText

/// The first line of a record: what was asked, and of whom. No key, token or tracking id is in it.
package struct ReplayHead: Hashable, Sendable, Codable {
  /// What tells a record from other files.
  package static let kind = "answers of a campaign"
  package static let formatVersion = 1

  package var recast = ReplayHead.kind
  package var format = ReplayHead.formatVersion
  /// Checksum of the script.
  package var script: String
  /// Lists asked for, and the length of each.
  package var requests: Int
  package var results: Int
  package var campaign: String
  /// Filter that all lists went through, if any.
  package var filter: String?
  /// Whether the service was told what users did.
  package var tells: Bool
  /// What was found out about the campaign before the first question.
  package var facts: CampaignFacts

  package init(
    script: String, requests: Int, results: Int, campaign: String, filter: String?, tells: Bool, facts: CampaignFacts
  ) {
    self.script = script
    self.requests = requests
    self.results = results
    self.campaign = campaign
    self.filter = filter
    self.tells = tells
    self.facts = facts
  }

  /// Whether its numbers are such as a campaign has.
  var isPossible: Bool {
    (1...500).contains(results) && (1...1_000_000).contains(facts.floor)
      && facts.trainedAt.map { (0...7_000_000_000_000_000).contains($0) } ?? true
  }

  /// Why answers recorded under this head are none of a replay with another; nil where they are.
  func difference(from asked: ReplayHead) -> String? {
    if script != asked.script {
      return "it answers other requests: another log, cut, number of requests, or events told"
    }
    if campaign != asked.campaign { return "it holds answers of \(campaign.prefix(300).escaped)" }
    if filter != asked.filter { return "its lists went through another filter" }
    if facts.solutionVersion != asked.facts.solutionVersion {
      return "the campaign served another solution version then: \(facts.solutionVersion.prefix(300).escaped)"
    }
    if results < asked.results { return "its lists have \(results) items, and \(asked.results) are needed" }
    return nil
  }
}

extension Substring {
  /// As it may be shown.
  fileprivate var escaped: String { String(self).escapingControls }
}

/// What is known of a campaign that is asked, as its descriptions tell.
package struct CampaignFacts: Hashable, Sendable, Codable {
  /// The campaign's name.
  package var name: String
  package var solutionVersion: String
  /// The recipe's name, such as `aws-user-personalization`.
  package var recipe: String
  /// When the training began, microseconds since the epoch.
  package var trainedAt: Int64?
  /// Requests a second that are paid for whether asked or not.
  package var floor: Int
  /// Which events were learned from, in words such as `Watch>=3.5`; empty for all.
  package var eventRules: [String]
  /// Hyperparameters that were set, in order of name.
  package var hyperparameters: [Hyperparameter]
  /// What was found doubtful, in sentences.
  package var warnings: [String]

  /// One that was set.
  package struct Hyperparameter: Hashable, Sendable, Codable {
    package var name: String
    package var value: String
  }

  package init(
    name: String, solutionVersion: String, recipe: String, trainedAt: Int64? = nil, floor: Int = 1,
    eventRules: [String] = [], hyperparameters: [Hyperparameter] = [], warnings: [String] = []
  ) {
    self.name = name
    self.solutionVersion = solutionVersion
    self.recipe = recipe
    self.trainedAt = trainedAt
    self.floor = floor
    self.eventRules = eventRules
    self.hyperparameters = hyperparameters
    self.warnings = warnings
  }
}
