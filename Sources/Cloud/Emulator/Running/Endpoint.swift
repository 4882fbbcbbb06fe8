import Attributes
import JSONText
import Synchronization

/// A campaign or an active recommender: what a request is answered from. It is replaced whole when anything about it changes.
final class Endpoint: Sendable {
  let arn: String
  let recipe: String
  /// The type of the recipe, such as `USER_PERSONALIZATION`.
  let type: String
  let model: ServedModel
  let data: GroupData
  let filters: FilterBinding
  let group: String
  let hasMetadata: Bool
  let isRecommender: Bool
  /// `legacy` or `v2`, for the bill.
  let isNewest: Bool
  /// Nil where new items are not explored.
  let exploration: Exploration?
  /// What the endpoint was made from, so that one that would be the same is kept.
  let source: String

  init(
    arn: String, recipe: String, model: ServedModel, data: GroupData, filters: FilterBinding, group: String,
    configuration: JSONTree?, isRecommender: Bool, source: String
  ) {
    (self.arn, self.recipe, self.model) = (arn, recipe, model)
    (self.data, self.filters, self.group) = (data, filters, group)
    type = Catalogue.recipes.first { $0.name == recipe }?.type ?? ""
    hasMetadata = configuration?["enableMetadataWithRecommendations"]?.boolean ?? false
    let config = configuration?["itemExplorationConfig"]
    let weight = config?["explorationWeight"]?.string.flatMap { Double($0) } ?? 0
    exploration =
      weight > 0 && recipe == "aws-user-personalization"
      ? Exploration(
        weight: weight, cutOffDays: config?["explorationItemAgeCutOff"]?.string.flatMap { Double($0) } ?? 30) : nil
    self.isRecommender = isRecommender
    self.source = source
    isNewest = recipe.hasSuffix("-v2")
  }

  /// What the streamed events of its users are about.
  var subject: GroupData.Subject { type == "PERSONALIZED_ACTIONS" ? .actions : .items }

  /// Whether everybody gets the same list.
  var isForAll: Bool { type == "POPULAR_ITEMS" || recipe == "aws-popularity-count" }

  /// Whether answers carry scores: lists of similar and popular items and those of recommenders do not.
  var hasScores: Bool {
    guard !isRecommender, recipe != "aws-popularity-count" else { return false }
    return ["USER_PERSONALIZATION", "PERSONALIZED_RANKING", "PERSONALIZED_ACTIONS"].contains(type)
  }
}

extension Endpoint {
  /// Versions of all that filters and metadata look at.
  func rows(at now: Int64, _ filtersVersion: Int) -> [Int] {
    [
      data.table(subject == .items ? .items : .actions, at: now)?.version ?? -1,
      data.table(.users, at: now)?.version ?? -1, data.version,
      data.eventTypes.count, filtersVersion,
    ]
  }
}

/// Answers by the bytes of their requests, as long as what they follow from is the same.
final class AnswerCache: Sendable {
  /// What an answer follows from beside its request and its endpoint.
  struct Stamp: Sendable, Hashable {
    var user: String?
    /// How many of the user's streamed events counted.
    var events: Int
    /// Versions of the data that filters and metadata looked at; empty without those.
    var rows: [Int]
  }

  struct Entry: Sendable {
    let endpoint: Endpoint
    let stamp: Stamp
    let hasMetadata: Bool
    /// The answer up to its own identifier.
    let head: [UInt8]
  }

  /// Bytes of all answers and their requests at most; then all are forgotten.
  private static let limit = 16 << 20
  /// What an entry costs beside its bytes, about.
  private static let entryBytes = 256
  /// Bytes of a request that is looked for; longer ones are rare and not worth their hashing.
  private static let longestBody = 4096
  private struct Kept {
    var entries: [Key: Entry] = [:]
    var bytes = 0
  }

  private let kept = Mutex(Kept())

  private struct Key: Hashable {
    let path: String
    let body: [UInt8]
  }

  func entry(_ path: String, _ body: [UInt8]) -> Entry? {
    guard body.count <= Self.longestBody else { return nil }
    return kept.withLock { $0.entries[Key(path: path, body: body)] }
  }

  func removeAll() { kept.withLock { $0 = Kept() } }

  func keep(_ entry: Entry, for path: String, _ body: [UInt8]) {
    guard body.count <= Self.longestBody, entry.head.count <= 8192 else { return }
    let bytes = body.count + entry.head.count + Self.entryBytes
    kept.withLock { kept in
      if kept.bytes + bytes > Self.limit { kept = Kept() }
      // The answer before it, which it takes the place of, had about as many.
      if kept.entries.updateValue(entry, forKey: Key(path: path, body: body)) == nil { kept.bytes += bytes }
    }
  }
}
