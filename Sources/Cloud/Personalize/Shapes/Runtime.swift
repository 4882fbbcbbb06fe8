/// A list for a user, or for an item, from a campaign or recommender.
package struct GetRecommendations: PersonalizeOperation, Hashable {
  /// What `GetRecommendations` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let itemList: [RecommendedItem]
    package let recommendationId: String?
  }
  package static let effect = OperationEffect.reading
  package static let door = PersonalizeDoor.runtime("/recommendations")
  package var campaignArn: String?
  package var itemId: String?
  package var userId: String?
  package var numResults: Int?
  package var context: [String: String]?
  package var filterArn: String?
  package var filterValues: [String: String]?
  package var recommenderArn: String?
  package var promotions: [ItemPromotion]?
  package var metadataColumns: [String: [String]]?

  package init() {}
}

/// The items given, in the order that suits a user.
package struct GetPersonalizedRanking: PersonalizeOperation, Hashable {
  /// What `GetPersonalizedRanking` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let personalizedRanking: [RecommendedItem]
    package let recommendationId: String?
  }
  package static let effect = OperationEffect.reading
  package static let door = PersonalizeDoor.runtime("/personalize-ranking")
  package var campaignArn: String
  package var inputList: [String]
  package var userId: String
  package var context: [String: String]?
  package var filterArn: String?
  package var filterValues: [String: String]?
  package var metadataColumns: [String: [String]]?

  package init(campaignArn: String, inputList: [String], userId: String) {
    self.campaignArn = campaignArn
    self.inputList = inputList
    self.userId = userId
  }
}

/// Actions that suit a user.
package struct GetActionRecommendations: PersonalizeOperation, Hashable {
  /// What `GetActionRecommendations` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let actionList: [RecommendedAction]
    package let recommendationId: String?
  }
  package static let effect = OperationEffect.reading
  package static let door = PersonalizeDoor.runtime("/action-recommendations")
  package var campaignArn: String?
  package var userId: String?
  package var numResults: Int?
  package var filterArn: String?
  package var filterValues: [String: String]?

  package init() {}
}

/// Items that are mixed in.
package struct ItemPromotion: Encodable, Hashable, Sendable {
  package var name: String?
  package var percentPromotedItems: Int?
  package var filterArn: String?
  package var filterValues: [String: String]?

  package init() {}
}

/// An item of a list.
package struct RecommendedItem: Decodable, Hashable, Sendable {
  package let itemId: String
  package let score: Double?
  package let promotionName: String?
  package let metadata: [String: String]?
  package let reason: [String]?
}

/// An action of a list.
package struct RecommendedAction: Decodable, Hashable, Sendable {
  package let actionId: String
  package let score: Double?
}
