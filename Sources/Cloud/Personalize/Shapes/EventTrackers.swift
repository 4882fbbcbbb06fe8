/// Begins a tracker, one a group; its `trackingId` goes with each event.
package struct CreateEventTracker: PersonalizeOperation, Hashable {
  /// What `CreateEventTracker` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let eventTrackerArn: String
    package let trackingId: String
  }
  package static let effect = OperationEffect.creation(.eventTracker)
  package var name: String
  package var datasetGroupArn: String
  package var tags: [ResourceTag]?

  package init(name: String, datasetGroupArn: String) {
    self.name = name
    self.datasetGroupArn = datasetGroupArn
  }
}

/// A tracker and its state.
package struct DescribeEventTracker: PersonalizeOperation, Hashable {
  /// What `DescribeEventTracker` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let eventTracker: EventTrackerDescription
  }
  package static let effect = OperationEffect.reading
  package var eventTrackerArn: String

  package init(eventTrackerArn: String) {
    self.eventTrackerArn = eventTrackerArn
  }
}

/// Trackers of a group or of the account.
package struct ListEventTrackers: PagedOperation, Hashable {
  /// What `ListEventTrackers` answers.
  package struct Answer: PageAnswer, Hashable, Sendable {
    package let eventTrackers: [EventTrackerSummary]
    package let nextToken: String?

    package var rows: [EventTrackerSummary] { eventTrackers }
  }
  package static let effect = OperationEffect.reading
  package var datasetGroupArn: String?
  package var nextToken: String?
  package var maxResults: Int?

  package init() {}
}

/// Deletes a tracker; the data stay.
package struct DeleteEventTracker: PersonalizeOperation, Hashable {
  package typealias Answer = NoAnswer
  package static let effect = OperationEffect.deletion
  package var eventTrackerArn: String

  package init(eventTrackerArn: String) {
    self.eventTrackerArn = eventTrackerArn
  }
}

/// An event tracker as it is.
package struct EventTrackerDescription: Decodable, Hashable, Sendable {
  package let name: String
  package let eventTrackerArn: String
  package let accountId: String?
  package let trackingId: String?
  package let datasetGroupArn: String?
  package let status: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
}

/// An event tracker in a list.
package struct EventTrackerSummary: Decodable, Hashable, Sendable {
  package let name: String
  package let eventTrackerArn: String
  package let status: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
}
