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
  let ready = ReadyLists()
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
    guard hasScores else {
      return trained.recommender.recommend(
        to: profile, at: instant(profile), count: count, exclusion: exclusion, allowed: allowed,
        scratch: &memory.scoring
      ).map { Item(index: $0, score: nil) }
    }
    // What was taken before and is left out takes no part in the sum.
    let (list, scores) = trained.recommender.recommendWithScores(
      to: profile, at: instant(profile), count: count, exclusion: exclusion, allowed: allowed, scratch: &memory.scoring)
    let scale = Softmax(scores)
    let ranking = trained.recommender.fallback
    var last = 1.0
    return list.map { item in
      last = min(last, ranking.place(of: item).map { scale.share(scores[$0]) } ?? 0)
      return Item(index: item, score: last)
    }
  }

  /// The given items in a user's order; those the model does not know last and without a score. Scores add up to 1.
  func rank(_ items: [Int32], for profile: Profile, memory: inout Memory) -> [Item] {
    let ranked = trained.recommender.rank(items, for: profile, at: instant(profile), scratch: &memory.scoring)
    let known = ranked.filter { $0.score != nil }
    let scale = Softmax(known.map { $0.score ?? 0 })
    var last = 1.0
    let scored = known.map { item in
      last = min(last, scale.share(item.score ?? 0))
      return Item(index: item.item, score: last)
    }
    return scored + ranked.filter { $0.score == nil }.map { .init(index: $0.item, score: nil) }
  }

  /// Items like one; popular items where the model does not know it.
  func similar(to item: String, count: Int, allowed: ItemSet?, memory: inout Memory) -> [Item] {
    // An index beyond all items is an item that no model knows.
    let index = items[item] ?? Int32(trained.items.count)
    return trained.recommender.similarItems(
      to: index, count: count, allowed: allowed, scratch: &memory.scoring
    ).map { Item(index: $0, score: nil) }
  }
}

/// Scores as the service gives them: e^z over the sum of e^z of all that may be listed, z being the model's score in standard
/// deviations.
struct Softmax: Sendable {
  private var most: Float = -.infinity
  /// One over the standard deviation; 0 where all scores are equal.
  private var scale = 0.0
  private var sum = 0.0

  /// - Parameter scores: of all that may be listed; not-a-number takes no part.
  init(_ scores: [Float]) {
    var (count, total, squares) = (0.0, 0.0, 0.0)
    for score in scores where !score.isNaN {
      count += 1
      total += Double(score)
      most = max(most, score)
    }
    guard count > 0 else { return }
    let mean = total / count
    for score in scores where !score.isNaN { squares += (Double(score) - mean) * (Double(score) - mean) }
    scale = squares > 0 ? 1 / (squares / count).squareRoot() : 0
    for score in scores where !score.isNaN { sum += power(score) }
  }

  private func power(_ score: Float) -> Double { exponential((Double(score) - Double(most)) * scale) }

  /// The share of an item with a score.
  func share(_ score: Float) -> Double { sum > 0 && !score.isNaN ? power(score) / sum : 0 }
}
