import Interactions
import RealModule

/// Finds places in all histories where the newest items of the profile stand close together, and takes what follows.
///
/// It keeps the histories themselves and an inverted index, so fitting is one counting sort. In the line of V-SKNN
/// (M. Ludewig, D. Jannach, UMUAI 28, 2018), with neighbours that are places in a history instead of whole ones.
struct SequenceKNNRecommender: Recommender {
  private let parameters: SequenceKNNParameters
  /// Weight of the profile's events, newest first.
  private let historyWeights: [Float]
  /// 1 / gap, from gap 1.
  private let gapWeights: [Float]
  /// Start of each user's events in `items`; one more entry than users.
  private var offsets: [Int] = [0]
  /// All histories, user after user, in order of time.
  private var items: [Int32] = []
  /// Place of the last event that may follow each one: within the window and the same history.
  private var last: [Int32] = []
  private var places = Occurrences(items: [], itemCount: 0)
  private var popularity: PopularityRecommender

  init(data: TrainingData, parameters: SequenceKNNParameters) {
    self.init(
      parameters: parameters,
      popularity: PopularityRecommender(
        name: DecayedPopularParameters.modelName, measure: Self.measure(parameters), data: data))
    let histories = data.histories
    offsets = histories.offsets
    items = histories.items
    index(itemCount: data.log.items.count)
  }

  private init(parameters: SequenceKNNParameters, popularity: PopularityRecommender) {
    self.parameters = parameters
    self.popularity = popularity
    historyWeights = (0..<parameters.historyLimit).map { Float(Double.pow(parameters.decay, Double($0))) }
      .filter { $0 > 1e-6 }
    gapWeights = (1...parameters.window).map { 1 / Float($0) }
  }

  var name: String { SequenceKNNParameters.modelName }
  var fallback: PopularityRanking { popularity.fallback }
  var learning: Learning { .exact }

  private static func measure(_ parameters: SequenceKNNParameters) -> PopularityMeasure {
    .fading(halfLifeSeconds: parameters.fallbackHalfLifeDays * 86_400)
  }

  private mutating func index(itemCount: Int) {
    last = [Int32](repeating: 0, count: items.count)
    for user in 0..<(offsets.count - 1) {
      let end = offsets[user + 1]
      for place in offsets[user]..<end { last[place] = Int32(min(end - 1, place + gapWeights.count)) }
    }
    places = Occurrences(items: items, itemCount: itemCount)
  }

  func score(_ profile: Profile, at seconds: Int64, repeats: Bool, scratch: inout ScoringScratch) {
    let itemCount = places.offsets.count - 1
    scratch.prepare(itemCount: itemCount)
    scratch.prepare(placeCount: items.count)
    var ballots: [(place: Int32, last: Int32, vote: Float)] = []
    for (item, weight) in zip(profile.items.reversed(), historyWeights) where Int(item) < itemCount {
      let own = places.offsets[Int(item)]..<places.offsets[Int(item) + 1]
      guard !own.isEmpty else { continue }
      let vote = weight / Float(Double.pow(Double(own.count) + 5, parameters.discount))
      let looked = min(own.count, parameters.occurrences)
      for index in 0..<looked {
        let place = places.positions[own.lowerBound + index * own.count / looked]
        ballots.append((place, last[Int(place)], vote))
      }
    }
    scratch.vote(ballots, gapWeights)
    scratch.takeVotes(items: items, halfPowers: Int((2 * parameters.power).rounded()))
  }

  mutating func update(with events: [ObservedEvent]) {
    guard !events.isEmpty else { return }
    popularity.update(with: events)
    let users = max(offsets.count - 1, 1 + Int(events.map(\.user).max() ?? -1))
    let itemCount = max(places.offsets.count - 1, 1 + Int(events.map(\.item).max() ?? -1))
    var added = [Int](repeating: 0, count: users)
    for event in events { added[Int(event.user)] += 1 }
    var newOffsets = [0]
    newOffsets.reserveCapacity(users + 1)
    var newItems = [Int32](repeating: 0, count: items.count + events.count)
    var free = [Int](repeating: 0, count: users)
    for user in 0..<users {
      let start = newOffsets[user]
      let old = user < offsets.count - 1 ? offsets[user]..<offsets[user + 1] : items.count..<items.count
      for (step, index) in old.enumerated() { newItems[start + step] = items[index] }
      free[user] = start + old.count
      newOffsets.append(free[user] + added[user])
    }
    for event in events {
      newItems[free[Int(event.user)]] = event.item
      free[Int(event.user)] += 1
    }
    offsets = newOffsets
    items = newItems
    index(itemCount: itemCount)
  }

  func encode(into writer: inout ModelWriter) {
    popularity.encode(into: &writer)
    writer.write(Int64(places.offsets.count - 1))
    writer.write(offsets.map(Int64.init))
    writer.write(items)
  }

  init(parameters: SequenceKNNParameters, from reader: inout ModelReader) throws(ModelFileError) {
    let popularity = try PopularityRecommender(
      name: DecayedPopularParameters.modelName, measure: Self.measure(parameters), from: &reader)
    self.init(parameters: parameters, popularity: popularity)
    let itemCount = Int(try reader.read(Int64.self))
    offsets = try reader.readArray(Int64.self).map(Int.init)
    items = try reader.readArray(Int32.self)
    try reader.require((0...100_000_000).contains(itemCount) && items.allSatisfy { $0 >= 0 && Int($0) < itemCount })
    try reader.require(offsets.first == 0 && offsets.last == items.count)
    try reader.require(zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 })
    index(itemCount: itemCount)
  }
}
