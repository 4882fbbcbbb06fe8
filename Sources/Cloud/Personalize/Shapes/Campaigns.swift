/// Begins to serve a version, billed by the hour from ACTIVE on.
package struct CreateCampaign: PersonalizeOperation, Hashable {
  /// What `CreateCampaign` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let campaignArn: String
  }
  package static let effect = OperationEffect.creation(.campaign)
  package var name: String
  package var solutionVersionArn: String
  package var minProvisionedTPS: Int?
  package var campaignConfig: CampaignConfig?
  package var tags: [ResourceTag]?

  package init(name: String, solutionVersionArn: String) {
    self.name = name
    self.solutionVersionArn = solutionVersionArn
  }
}

/// Changes version, floor or settings; the old ones serve meanwhile.
package struct UpdateCampaign: PersonalizeOperation, Hashable {
  /// What `UpdateCampaign` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let campaignArn: String
  }
  package static let effect = OperationEffect.change
  package var campaignArn: String
  package var solutionVersionArn: String?
  package var minProvisionedTPS: Int?
  package var campaignConfig: CampaignConfig?

  package init(campaignArn: String) {
    self.campaignArn = campaignArn
  }
}

/// A campaign and its state; that of a change is inside.
package struct DescribeCampaign: PersonalizeOperation, Hashable {
  /// What `DescribeCampaign` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let campaign: CampaignDescription
  }
  package static let effect = OperationEffect.reading
  package var campaignArn: String

  package init(campaignArn: String) {
    self.campaignArn = campaignArn
  }
}

/// Campaigns of a solution or of the account.
package struct ListCampaigns: PagedOperation, Hashable {
  /// What `ListCampaigns` answers.
  package struct Answer: PageAnswer, Hashable, Sendable {
    package let campaigns: [CampaignSummary]
    package let nextToken: String?

    package var rows: [CampaignSummary] { campaigns }
  }
  package static let effect = OperationEffect.reading
  package var solutionArn: String?
  package var nextToken: String?
  package var maxResults: Int?

  package init() {}
}

/// Ends a campaign and its bill.
package struct DeleteCampaign: PersonalizeOperation, Hashable {
  package typealias Answer = NoAnswer
  package static let effect = OperationEffect.deletion
  package var campaignArn: String

  package init(campaignArn: String) {
    self.campaignArn = campaignArn
  }
}

/// Settings of a campaign.
package struct CampaignConfig: Codable, Hashable, Sendable {
  package var itemExplorationConfig: [String: String]?
  package var enableMetadataWithRecommendations: Bool?
  package var syncWithLatestSolutionVersion: Bool?
  package var rankingInfluence: [String: Double]?

  package init() {}
}

/// A change of a campaign under way.
package struct CampaignUpdateSummary: Decodable, Hashable, Sendable {
  package let solutionVersionArn: String?
  package let minProvisionedTPS: Int?
  package let campaignConfig: CampaignConfig?
  package let status: String?
  package let failureReason: String?
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
}

/// A campaign as it is.
package struct CampaignDescription: Decodable, Hashable, Sendable {
  package let name: String
  package let campaignArn: String
  package let solutionVersionArn: String?
  package let minProvisionedTPS: Int?
  package let campaignConfig: CampaignConfig?
  package let status: String
  package let failureReason: String?
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let latestCampaignUpdate: CampaignUpdateSummary?
}

/// A campaign in a list.
package struct CampaignSummary: Decodable, Hashable, Sendable {
  package let name: String
  package let campaignArn: String
  package let status: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let failureReason: String?
}
