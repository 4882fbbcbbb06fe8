/// Tells what a user did, up to ten events. A copy of an event is taken in once.
package struct PutEvents: PersonalizeOperation, Hashable {
  package typealias Answer = NoAnswer
  package static let effect = OperationEffect.change
  package static let door = PersonalizeDoor.events("/events")
  package var trackingId: String
  package var userId: String?
  package var sessionId: String
  package var eventList: [UserEvent]

  package init(trackingId: String, sessionId: String, eventList: [UserEvent]) {
    self.trackingId = trackingId
    self.sessionId = sessionId
    self.eventList = eventList
  }
}

/// Adds items or replaces them, up to ten.
package struct PutItems: PersonalizeOperation, Hashable {
  package typealias Answer = NoAnswer
  package static let effect = OperationEffect.change
  package static let door = PersonalizeDoor.events("/items")
  package var datasetArn: String
  package var items: [ItemRecord]

  package init(datasetArn: String, items: [ItemRecord]) {
    self.datasetArn = datasetArn
    self.items = items
  }
}

/// Adds users or replaces them, up to ten.
package struct PutUsers: PersonalizeOperation, Hashable {
  package typealias Answer = NoAnswer
  package static let effect = OperationEffect.change
  package static let door = PersonalizeDoor.events("/users")
  package var datasetArn: String
  package var users: [UserRecord]

  package init(datasetArn: String, users: [UserRecord]) {
    self.datasetArn = datasetArn
    self.users = users
  }
}

/// Adds actions or replaces them, up to ten.
package struct PutActions: PersonalizeOperation, Hashable {
  package typealias Answer = NoAnswer
  package static let effect = OperationEffect.change
  package static let door = PersonalizeDoor.events("/actions")
  package var datasetArn: String
  package var actions: [ActionRecord]

  package init(datasetArn: String, actions: [ActionRecord]) {
    self.datasetArn = datasetArn
    self.actions = actions
  }
}

/// Tells how users took actions, up to ten.
package struct PutActionInteractions: PersonalizeOperation, Hashable {
  package typealias Answer = NoAnswer
  package static let effect = OperationEffect.change
  package static let door = PersonalizeDoor.events("/action-interactions")
  package var trackingId: String
  package var actionInteractions: [ActionEvent]

  package init(trackingId: String, actionInteractions: [ActionEvent]) {
    self.trackingId = trackingId
    self.actionInteractions = actionInteractions
  }
}

/// What brought an event about.
package struct EventAttribution: Encodable, Hashable, Sendable {
  package var eventAttributionSource: String

  package init(eventAttributionSource: String) {
    self.eventAttributionSource = eventAttributionSource
  }
}

/// What a user did. `properties` is a JSON document inside a string.
package struct UserEvent: Encodable, Hashable, Sendable {
  package var eventId: String?
  package var eventType: String
  package var eventValue: Double?
  package var itemId: String?
  package var properties: String?
  package var sentAt: EpochTime
  package var recommendationId: String?
  package var impression: [String]?
  package var metricAttribution: EventAttribution?

  package init(eventType: String, sentAt: EpochTime) {
    self.eventType = eventType
    self.sentAt = sentAt
  }
}

/// An item. `properties` is a JSON document inside a string, its keys in camel case.
package struct ItemRecord: Encodable, Hashable, Sendable {
  package var itemId: String
  package var properties: String?

  package init(itemId: String) {
    self.itemId = itemId
  }
}

/// A user. `properties` is a JSON document inside a string, its keys in camel case.
package struct UserRecord: Encodable, Hashable, Sendable {
  package var userId: String
  package var properties: String?

  package init(userId: String) {
    self.userId = userId
  }
}

/// An action. `properties` is a JSON document inside a string, its keys in camel case.
package struct ActionRecord: Encodable, Hashable, Sendable {
  package var actionId: String
  package var properties: String?

  package init(actionId: String) {
    self.actionId = actionId
  }
}

/// How a user took an action.
package struct ActionEvent: Encodable, Hashable, Sendable {
  package var actionId: String
  package var userId: String?
  package var sessionId: String
  package var timestamp: EpochTime
  package var eventType: String
  package var eventId: String?
  package var recommendationId: String?
  package var impression: [String]?
  package var properties: String?

  package init(actionId: String, sessionId: String, timestamp: EpochTime, eventType: String) {
    self.actionId = actionId
    self.sessionId = sessionId
    self.timestamp = timestamp
    self.eventType = eventType
  }
}
