import Interactions
import RealModule

/// Finds places in all histories where the newest items of the profile stand close together, and takes what follows.
///
/// It keeps the histories themselves and an inverted index, so fitting is one counting sort and a new event is one entry
/// in each. In the line of V-SKNN
/// (M. Ludewig, D. Jannach, UMUAI 28, 2018), with neighbours that are places in a history instead of whole ones.
struct SequenceKNNRecommender: Recommender {
  private let parameters: SequenceKNNParameters
  /// Weight of the profile's events, newest first.
  private let historyWeights: [Float]
  /// 1 / gap, from gap 1.
  private let gapWeights: [Float]
  /// Each user's items in order of time.
  private var histories = GrowingRows()
  /// Each item's places in the histories, in order of time over all users.
  private var occurrences = GrowingRows()
  /// Beside the histories: place of the last event that may follow, within the window and the same history.
  private var last: [Int32] = []
  /// Beside the histories: which of its item's occurrences a place is, from 0.
  private var ordinals: [Int32] = []
  private var popularity: PopularityRecommender

  init(data: TrainingData, parameters: SequenceKNNParameters) {
    self.init(
      parameters: parameters,
      popularity: PopularityRecommender(
        name: DecayedPopularParameters.modelName, measure: Self.measure(parameters), data: data))
    let all = data.histories
    histories = GrowingRows(offsets: all.offsets, values: all.items)
    let itemCount = data.log.items.count
    var offsets = [Int](repeating: 0, count: itemCount + 1)
    for item in all.items { offsets[Int(item) + 1] += 1 }
    for item in 0..<itemCount { offsets[item + 1] += offsets[item] }
    var (nextPlace, next) = (all.offsets, offsets)
    var places = [Int32](repeating: 0, count: data.events)
    for event in 0..<data.events {
      let (user, item) = (Int(data.log.userIDs[event]), Int(data.log.itemIDs[event]))
      places[next[item]] = Int32(nextPlace[user])
      nextPlace[user] += 1
      next[item] += 1
    }
    occurrences = GrowingRows(offsets: offsets, values: places)
    index()
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

  /// Fills what stands beside the histories.
  private mutating func index() {
    last = [Int32](repeating: 0, count: histories.values.count)
    ordinals = last
    for user in 0..<histories.rowCount { boundHistory(user, from: histories.row(user).lowerBound) }
    for item in 0..<occurrences.rowCount {
      for (ordinal, index) in occurrences.row(item).enumerated() {
        ordinals[Int(occurrences.values[index])] = Int32(ordinal)
      }
    }
  }

  /// Sets the last place that may follow each one of a history, from a place on.
  private mutating func boundHistory(_ user: Int, from start: Int) {
    let row = histories.row(user)
    for place in max(start, row.lowerBound)..<row.upperBound {
      last[place] = Int32(min(row.upperBound - 1, place + gapWeights.count))
    }
  }

  func score(_ profile: Profile, at seconds: Int64, repeats: Bool, scratch: inout ScoringScratch) {
    let itemCount = occurrences.rowCount
    scratch.prepare(itemCount: itemCount)
    var ballots = ScoringScratch.Ballots()
    // Out of the scratch while both change.
    swap(&ballots, &scratch.ballots)
    for (item, weight) in zip(profile.items.reversed(), historyWeights) where Int(item) < itemCount {
      let own = occurrences.row(Int(item))
      guard !own.isEmpty else { continue }
      let vote = weight / Float(Double.pow(Double(own.count) + 5, parameters.discount))
      let looked = min(own.count, parameters.occurrences)
      for index in 0..<looked {
        ballots.cast(vote, behind: occurrences.values[own.lowerBound + index * own.count / looked])
      }
    }
    scratch.take(
      &ballots, items: histories.values, last: last, weights: gapWeights,
      halfPowers: Int((2 * parameters.power).rounded()))
    swap(&ballots, &scratch.ballots)
  }

  mutating func update(with events: [ObservedEvent]) {
    popularity.update(with: events)
    for event in events {
      let (user, item) = (Int(event.user), Int(event.item))
      histories.grow(toRows: user + 1)
      occurrences.grow(toRows: item + 1)
      let (place, movedFrom) = histories.append(event.item, row: user)
      let room = histories.values.count - last.count
      if room > 0 {
        last.append(contentsOf: repeatElement(0, count: room))
        ordinals.append(contentsOf: repeatElement(0, count: room))
      }
      let start = histories.row(user).lowerBound
      if let movedFrom {
        for step in 0..<(place - start) {
          let ordinal = ordinals[movedFrom + step]
          ordinals[start + step] = ordinal
          let own = occurrences.row(Int(histories.values[start + step]))
          occurrences.values[own.lowerBound + Int(ordinal)] = Int32(start + step)
        }
      }
      ordinals[place] = Int32(occurrences.row(item).count)
      _ = occurrences.append(Int32(place), row: item)
      boundHistory(user, from: movedFrom == nil ? place - gapWeights.count : start)
    }
  }

  func encode(into writer: inout ModelWriter) {
    popularity.encode(into: &writer)
    let packed = histories.packed
    writer.write(Int64(occurrences.rowCount))
    writer.write(packed.offsets.map(Int64.init))
    writer.write(packed.values)
    // Places as they are without gaps.
    var places = [Int32](repeating: 0, count: histories.values.count)
    for user in 0..<histories.rowCount {
      for (step, place) in histories.row(user).enumerated() { places[place] = Int32(packed.offsets[user] + step) }
    }
    writer.write(occurrences.packed.values.map { places[Int($0)] })
  }

  init(parameters: SequenceKNNParameters, from reader: inout ModelReader) throws(ModelFileError) {
    let popularity = try PopularityRecommender(
      name: DecayedPopularParameters.modelName, measure: Self.measure(parameters), from: &reader)
    self.init(parameters: parameters, popularity: popularity)
    let itemCount = Int(try reader.read(Int64.self))
    let offsets = try reader.readArray(Int64.self).map(Int.init)
    let items = try reader.readArray(Int32.self)
    let places = try reader.readArray(Int32.self)
    try reader.require((0...100_000_000).contains(itemCount) && items.allSatisfy { $0 >= 0 && Int($0) < itemCount })
    try reader.require(offsets.first == 0 && offsets.last == items.count)
    try reader.require(zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 })
    var starts = [Int](repeating: 0, count: itemCount + 1)
    for item in items { starts[Int(item) + 1] += 1 }
    for item in 0..<itemCount { starts[item + 1] += starts[item] }
    // Every place once, and each in the row of its item.
    try reader.require(places.count == items.count && places.allSatisfy { $0 >= 0 && Int($0) < items.count })
    var isTaken = [Bool](repeating: false, count: items.count)
    for item in 0..<itemCount {
      for index in starts[item]..<starts[item + 1] {
        let place = Int(places[index])
        try reader.require(Int(items[place]) == item && !isTaken[place])
        isTaken[place] = true
      }
    }
    histories = GrowingRows(offsets: offsets, values: items)
    occurrences = GrowingRows(offsets: starts, values: places)
    index()
  }
}
