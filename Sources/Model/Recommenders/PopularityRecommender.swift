import Interactions
import RealModule

/// The same ranking for everyone: by distinct users, by events that fade, by events of a window, or by growth.
///
/// Ages are counted from the newest event it knows: counting them from any later instant multiplies all fading scores by
/// the same factor, so the order holds until the next update.
struct PopularityRecommender: Recommender {
  let name: String
  let measure: PopularityMeasure
  private(set) var fallback: PopularityRanking
  /// Each item's score: distinct users, or the faded sum of events at the item's newest event.
  private var scores: [Double] = []
  /// Seconds of each item's newest event; the least number for an item without.
  private var newest: [Int64] = []
  /// Events that a window may still hold, oldest first.
  private var recentItems: [Int32] = []
  private var recentSeconds: [Int64] = []
  private var recentWeights: [Float] = []
  /// Seconds of the newest event of all.
  private var now = Int64.min

  init(name: String, measure: PopularityMeasure, data: TrainingData) {
    self.name = name
    self.measure = measure
    fallback = PopularityRanking(items: [])
    grow(to: data.log.items.count)
    if measure == .distinctUsers {
      let incidence = UserItemIncidence(data, historyLimit: .max)
      for (index, item) in incidence.items.enumerated() { scores[Int(item)] += Double(incidence.weight(at: index)) }
    }
    for event in 0..<data.events {
      add(
        data.log.itemIDs[event], at: data.log.timestamps[event], isFirst: false,
        weight: data.weights.isEmpty ? 1 : data.weights[event])
    }
    rank()
  }

  func score(_ profile: Profile, at seconds: Int64, repeats: Bool, scratch: inout ScoringScratch) {}
  func scoreSimilar(to item: Int32, scratch: inout ScoringScratch) {}

  var learning: Learning { .exact }

  mutating func update(with events: [ObservedEvent]) {
    for event in events {
      grow(to: Int(event.item) + 1)
      add(event.item, at: event.seconds, isFirst: measure == .distinctUsers && !event.before.items.contains(event.item))
    }
    switch measure {
    case .distinctUsers, .fading: fallback = fallback.moving(events.map(\.item)) { order(of: $0) }
    case .window, .growth: rank()
    }
  }

  /// What items are in order of where nothing but their own events counts: users, or the logarithm of the faded sum as of
  /// a fixed instant, which no passing of time changes.
  private func order(of item: Int32) -> Double {
    guard case .fading(let halfLife) = measure else { return scores[Int(item)] }
    return Double.log2(scores[Int(item)]) + Double(newest[Int(item)]) / halfLife
  }

  private mutating func grow(to count: Int) {
    guard scores.count < count else { return }
    scores.append(contentsOf: repeatElement(0, count: count - scores.count))
    newest.append(contentsOf: repeatElement(.min, count: count - newest.count))
  }

  private mutating func add(_ item: Int32, at seconds: Int64, isFirst: Bool, weight: Float = 1) {
    let index = Int(item)
    switch measure {
    case .distinctUsers: if isFirst { scores[index] += Double(weight) }
    case .fading(let halfLifeSeconds):
      scores[index] = scores[index] * Self.faded(from: newest[index], to: seconds, halfLifeSeconds) + Double(weight)
    case .window, .growth:
      scores[index] += Double(weight)
      recentItems.append(item)
      recentSeconds.append(seconds)
      recentWeights.append(weight)
    }
    newest[index] = max(newest[index], seconds)
    now = max(now, seconds)
  }

  /// What is left of a weight 1 after a while; nothing of what never was.
  private static func faded(from: Int64, to: Int64, _ halfLifeSeconds: Double) -> Double {
    from == .min ? 0 : Double.exp2(-(Double(to) - Double(from)) / halfLifeSeconds)
  }

  private mutating func rank() {
    let isKnown = newest.map { $0 != .min }
    switch measure {
    case .distinctUsers, .fading:
      fallback = PopularityRanking(
        scores: isKnown.indices.map { isKnown[$0] ? order(of: Int32($0)) : 0 }, isKnown: isKnown)
    case .window(let seconds):
      forget(olderThan: seconds)
      let counts = counts(newerThan: seconds, butNot: 0)
      fallback = PopularityRanking(
        items: Self.order(isKnown) {
          counts[Int($0)]
        } then: {
          scores[Int($0)]
        })
    case .growth(let seconds):
      forget(olderThan: 2 * seconds)
      let last = counts(newerThan: seconds, butNot: 0)
      let before = counts(newerThan: 2 * seconds, butNot: seconds)
      fallback = PopularityRanking(
        items: Self.order(isKnown) { item in
          let (a, b) = (last[Int(item)], before[Int(item)])
          return (a - b) / (b + PopularityMeasure.growthPrior)
        } then: {
          scores[Int($0)]
        })
    }
  }

  /// Each item's score now: users, events, or what is left of fading ones.
  var currentScores: [Double] {
    guard case .fading(let halfLife) = measure else { return scores }
    return scores.indices.map { scores[$0] * Self.faded(from: newest[$0], to: now, halfLife) }
  }

  private mutating func forget(olderThan age: Double) {
    let keep = recentSeconds.partitioningIndex { Double(now) - Double($0) < age }
    recentItems.removeFirst(keep)
    recentSeconds.removeFirst(keep)
    recentWeights.removeFirst(keep)
  }

  /// Events of each item younger than one age and at least as old as another, in seconds.
  private func counts(newerThan oldest: Double, butNot youngest: Double) -> [Double] {
    var counts = [Double](repeating: 0, count: scores.count)
    for (index, item) in recentItems.enumerated() {
      let age = Double(now) - Double(recentSeconds[index])
      if age < oldest && age >= youngest { counts[Int(item)] += Double(recentWeights[index]) }
    }
    return counts
  }

  /// Known items by descending first score, then by descending second one, then in ascending order of index.
  private static func order(
    _ isKnown: [Bool], by first: (Int32) -> Double, then second: (Int32) -> Double
  ) -> [Int32] {
    struct Entry {
      let item: Int32
      let first: Double
      let second: Double
    }
    var entries: [Entry] = []
    for index in isKnown.indices where isKnown[index] {
      let item = Int32(index)
      entries.append(Entry(item: item, first: first(item), second: second(item)))
    }
    entries.sort { a, b in
      if a.first != b.first { return a.first > b.first }
      if a.second != b.second { return a.second > b.second }
      return a.item < b.item
    }
    return entries.map(\.item)
  }

  func encode(into writer: inout ModelWriter) {
    writer.write(scores)
    writer.write(newest)
    writer.write(recentItems)
    writer.write(recentSeconds)
    writer.write(recentWeights)
    writer.write(now)
  }

  init(name: String, measure: PopularityMeasure, from reader: inout ModelReader) throws(ModelFileError) {
    self.name = name
    self.measure = measure
    scores = try reader.readArray(Double.self)
    newest = try reader.readArray(Int64.self)
    recentItems = try reader.readArray(Int32.self)
    recentSeconds = try reader.readArray(Int64.self)
    recentWeights = try reader.readArray(Float.self)
    now = try reader.read(Int64.self)
    fallback = PopularityRanking(items: [])
    let count = scores.count
    try reader.require(newest.count == count && recentItems.count == recentSeconds.count)
    try reader.require(recentWeights.count == recentItems.count && recentWeights.allSatisfy(\.isFinite))
    try reader.require(recentItems.allSatisfy { $0 >= 0 && Int($0) < count } && scores.allSatisfy(\.isFinite))
    rank()
  }
}

/// What makes an item popular.
enum PopularityMeasure: Sendable, Hashable {
  /// Number of distinct users, the way Amazon Personalize's popularity count goes.
  case distinctUsers
  /// Number of events, each halved in weight every so many seconds.
  case fading(halfLifeSeconds: Double)
  /// Number of events in the last so many seconds; then of all.
  case window(seconds: Double)
  /// Rate of increase between the last two windows of so many seconds; then number of events.
  case growth(seconds: Double)

  /// Added to the denominator of a rate of increase, so that a first event is no explosion.
  static let growthPrior = 5.0
}
