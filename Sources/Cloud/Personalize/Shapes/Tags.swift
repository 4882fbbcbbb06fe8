/// Puts tags on a resource.
package struct TagResource: PersonalizeOperation, Hashable {
  package typealias Answer = NoAnswer
  package static let effect = OperationEffect.change
  package var resourceArn: String
  package var tags: [ResourceTag]

  package init(resourceArn: String, tags: [ResourceTag]) {
    self.resourceArn = resourceArn
    self.tags = tags
  }
}

/// Takes tags away.
package struct UntagResource: PersonalizeOperation, Hashable {
  package typealias Answer = NoAnswer
  package static let effect = OperationEffect.change
  package var resourceArn: String
  package var tagKeys: [String]

  package init(resourceArn: String, tagKeys: [String]) {
    self.resourceArn = resourceArn
    self.tagKeys = tagKeys
  }
}

/// The tags of a resource.
package struct ListTagsForResource: PersonalizeOperation, Hashable {
  /// What `ListTagsForResource` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let tags: [ResourceTag]?
  }
  package static let effect = OperationEffect.reading
  package var resourceArn: String

  package init(resourceArn: String) {
    self.resourceArn = resourceArn
  }
}

/// A tag on a resource.
package struct ResourceTag: Codable, Hashable, Sendable {
  package var tagKey: String
  package var tagValue: String

  package init(tagKey: String, tagValue: String) {
    self.tagKey = tagKey
    self.tagValue = tagValue
  }
}
