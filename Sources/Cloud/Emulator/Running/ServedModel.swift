import Filters
import Interactions
import JSONText
import Recommenders
import Synchronization

/// A fitted model with what answers from it need: numbers of names, working memory, what lists may hold.
final class ServedModel: Sendable {
  let trained: TrainedModel
  let purpose: Recipe.Purpose
  /// Whether lists may hold what the user took before.
  let exclusion: Exclusion
  /// How many streamed events of the group the model was fitted with; later ones are added to profiles.
  let streamed: Int
  /// The only event types that count for profiles; nil for all.
  let eventTypes: Set<String>?
  let users: [String: Int32]
  let items: [String: Int32]
  /// Names of items as JSON strings, by index.
  let itemTexts: [[UInt8]]
  /// Seconds of the newest event it was fitted with.
  let newest: Int64
  private let memory = Mutex<[Memory]>([])

  /// Working memory of one answer.
  struct Memory: Sendable {
    var scoring = ScoringScratch()
    var filtering = FilterScratch()
  }

  init(
    _ trained: TrainedModel, purpose: Recipe.Purpose, exclusion: Exclusion, streamed: Int, eventTypes: Set<String>?
  ) {
    (self.trained, self.purpose, self.exclusion) = (trained, purpose, exclusion)
    (self.streamed, self.eventTypes) = (streamed, eventTypes)
    users = Dictionary(trained.users.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    items = Dictionary(trained.items.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    newest = trained.histories.timestamps.max() ?? 0
    itemTexts = trained.items.map { Array(JSONTree.quoted($0).utf8) }
  }

  /// Lends working memory.
  func withMemory<Result>(_ body: (inout Memory) -> Result) -> Result {
    var taken = memory.withLock { $0.popLast() } ?? Memory()
    defer { memory.withLock { $0.append(taken) } }
    return body(&taken)
  }

  /// An item of an answer.
  struct Item: Sendable, Hashable {
    let index: Int32
    let score: Double?
    /// The name of an item that the model does not know; its index is -1.
    var stranger: String?
  }

  /// What is known of a user: what the model was fitted with, and what came since, in order of time.
  func profile(of user: String?, since events: [StreamedEvent]) -> Profile {
    let base = user.flatMap { users[$0] }.map { trained.histories.profile(of: $0, before: .max) } ?? .unknown
    let news = events.filter { event in
      guard let item = event.item, items[item] != nil else { return false }
      return eventTypes?.contains(event.type) ?? true
    }
    guard !news.isEmpty else { return base }
    var taken = Array(base.items)
    var times = Array(base.timestamps)
    for event in news {
      // Those of a second keep the order in which they came.
      let place = times.partitioningIndex { $0 > event.seconds }
      taken.insert(items[event.item ?? ""] ?? 0, at: place)
      times.insert(event.seconds, at: place)
    }
    return Profile(items: taken[...], timestamps: times[...])
  }

  /// The instant of an answer: that of the newest event known, whatever the service's clock says, as logs may be old.
  private func instant(_ profile: Profile) -> Int64 { max(newest, profile.timestamps.last ?? 0) }

  /// The best items for a profile, with scores where the service has them.
  func recommend(
    to profile: Profile, count: Int, allowed: ItemSet?, hasScores: Bool, memory: inout Memory
  ) -> [Item] {
    let list = trained.recommender.recommend(
      to: profile, at: instant(profile), count: count, exclusion: exclusion, allowed: allowed, scratch: &memory.scoring)
    guard hasScores else { return list.map { Item(index: $0, score: nil) } }
    // What was taken before and is left out takes no part in the sum.
    let taken = exclusion == .seen ? Set(profile.items) : []
    let all = trained.recommender.rank(
      taken.isEmpty
        ? trained.recommender.fallback.items : trained.recommender.fallback.items.filter { !taken.contains($0) },
      for: profile, at: instant(profile), scratch: &memory.scoring)
    return Self.softmax(list, of: all)
  }

  /// The given items in a user's order; those the model does not know last and without a score. Scores add up to 1.
  func rank(_ items: [Int32], for profile: Profile, memory: inout Memory) -> [Item] {
    let ranked = trained.recommender.rank(items, for: profile, at: instant(profile), scratch: &memory.scoring)
    let known = ranked.filter { $0.score != nil }
    return Self.softmax(known.map(\.item), of: known)
      + ranked.filter { $0.score == nil }.map { .init(index: $0.item, score: nil) }
  }

  /// Items like one; popular items where the model does not know it.
  func similar(to item: String, count: Int, allowed: ItemSet?, memory: inout Memory) -> [Item] {
    // An index beyond all items is an item that no model knows.
    let index = items[item] ?? Int32(trained.items.count)
    return trained.recommender.similarItems(
      to: index, count: count, allowed: allowed, scratch: &memory.scoring
    ).map { Item(index: $0, score: nil) }
  }

  /// Scores of a list as the service gives them: e^z over the sum of e^z of all that may be listed, z being the model's
  /// score in standard deviations; descending along the list.
  private static func softmax(_ list: [Int32], of all: [RankedItem]) -> [Item] {
    let known = all.compactMap { item in item.score.map { (item: item.item, score: Double($0)) } }
    let count = Double(max(1, known.count))
    let mean = known.reduce(0) { $0 + $1.score } / count
    let variance = known.reduce(0) { $0 + ($1.score - mean) * ($1.score - mean) } / count
    let most = known.map(\.score).max() ?? 0
    let scale = variance > 0 ? 1 / variance.squareRoot() : 0
    var sum = 0.0
    var scores: [Int32: Double] = [:]
    scores.reserveCapacity(known.count)
    for (item, score) in known {
      let power = exponential((score - most) * scale)
      scores[item] = power
      sum += power
    }
    var last = 1.0
    return list.map { item in
      last = min(last, sum > 0 ? (scores[item] ?? 0) / sum : 0)
      return Item(index: item, score: last)
    }
  }
}
