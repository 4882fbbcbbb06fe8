import Interactions
import RealModule

/// Scores items by how often, and how soon, they followed the newest items of the profile in all histories.
///
/// Source: sequential rules as in M. Ludewig, D. Jannach, "Evaluation of session-based recommendation algorithms",
/// UMUAI 28, 2018, with a shrunken total in the denominator.
struct SequentialRulesRecommender: Recommender {
  private let parameters: SequentialRulesParameters
  private let gapWeights: [UInt32]
  /// Weight of the profile's events, newest first.
  private let historyWeights: [Float]
  /// c(i, j) in units of `SequentialRulesParameters.unit`.
  private var rules = SparseRows()
  /// Σⱼ c(i, j) of each item.
  private var totals: [UInt64] = []
  private var popularity: PopularityRecommender

  init(data: TrainingData, parameters: SequentialRulesParameters) {
    let popularity = PopularityRecommender(
      name: Self.fallbackName, measure: Self.measure(parameters), data: data)
    self.init(parameters: parameters, popularity: popularity)
    let histories = data.histories
    count(histories, weights: data.historyWeights, itemCount: data.log.items.count)
  }

  private init(parameters: SequentialRulesParameters, popularity: PopularityRecommender) {
    self.parameters = parameters
    self.popularity = popularity
    gapWeights = parameters.gapWeights
    historyWeights = (0..<parameters.historyLimit).map { Float(Double.pow(parameters.decay, Double($0))) }
      .filter { $0 > 1e-6 }
  }

  var name: String { SequentialRulesParameters.modelName }
  var fallback: PopularityRanking { popularity.fallback }
  var learning: Learning { .exact }

  private static let fallbackName = DecayedPopularParameters.modelName
  private static func measure(_ parameters: SequentialRulesParameters) -> PopularityMeasure {
    .fading(halfLifeSeconds: parameters.fallbackHalfLifeDays * 86_400)
  }

  /// Counts all pairs, one first item at a time, so that memory is linear in events and rules; a pair weighs what its
  /// later event weighs.
  private mutating func count(_ histories: UserHistories, weights: [Float], itemCount: Int) {
    let events = histories.items.count
    var last = [Int32](repeating: 0, count: events)
    for user in 0..<histories.userCount {
      let end = histories.offsets[user + 1]
      for position in histories.offsets[user]..<end {
        last[position] = Int32(min(end - 1, position + gapWeights.count))
      }
    }
    let places = Occurrences(items: histories.items, itemCount: itemCount)
    var sums = [UInt32](repeating: 0, count: itemCount)
    var touched: [Int32] = []
    for item in 0..<itemCount {
      var total: UInt64 = 0
      for index in places.offsets[item]..<places.offsets[item + 1] {
        let position = Int(places.positions[index])
        var gap = 0
        var next = position + 1
        let end = Int(last[position])
        while next <= end {
          let other = Int(histories.items[next])
          let weight =
            weights.isEmpty
            ? gapWeights[gap] : UInt32(min(1e9, (Float(gapWeights[gap]) * weights[next]).rounded()))
          if sums[other] == 0, weight > 0 { touched.append(Int32(other)) }
          let (sum, isTooMuch) = sums[other].addingReportingOverflow(weight)
          sums[other] = isTooMuch ? .max : sum
          total += UInt64(weight)
          gap += 1
          next += 1
        }
      }
      touched.sort()
      rules.appendRow(columns: touched, values: touched.map { sums[Int($0)] })
      for other in touched { sums[Int(other)] = 0 }
      touched.removeAll(keepingCapacity: true)
      totals.append(total)
    }
  }

  func score(_ profile: Profile, at seconds: Int64, repeats: Bool, scratch: inout ScoringScratch) {
    scratch.prepare(itemCount: rules.rowCount)
    let shrink = parameters.shrink * Double(SequentialRulesParameters.unit)
    for (item, weight) in zip(profile.items.reversed(), historyWeights) {
      guard Int(item) < rules.rowCount, totals[Int(item)] > 0 else { continue }
      let factor = weight / Float(Double(totals[Int(item)]) + shrink)
      scratch.add(rules.columns, rules.values, in: rules.row(Int(item)), times: factor)
    }
  }

  mutating func update(with events: [ObservedEvent]) {
    popularity.update(with: events)
    for event in events {
      let needed = max(Int(event.item), Int(event.before.items.suffix(gapWeights.count).max() ?? 0)) + 1
      rules.grow(to: needed)
      while totals.count < needed { totals.append(0) }
      for (earlier, weight) in zip(event.before.items.reversed(), gapWeights) {
        rules.add(weight, row: Int(earlier), column: event.item)
        totals[Int(earlier)] += UInt64(weight)
      }
    }
  }

  func encode(into writer: inout ModelWriter) {
    popularity.encode(into: &writer)
    rules.encode(into: &writer)
    writer.write(totals.map(Int64.init))
  }

  init(parameters: SequentialRulesParameters, from reader: inout ModelReader) throws(ModelFileError) {
    let popularity = try PopularityRecommender(
      name: Self.fallbackName, measure: Self.measure(parameters), from: &reader)
    self.init(parameters: parameters, popularity: popularity)
    rules = try SparseRows(from: &reader)
    let totals = try reader.readArray(Int64.self)
    try reader.require(totals.count == rules.rowCount && totals.allSatisfy { $0 >= 0 })
    self.totals = totals.map { UInt64($0) }
  }
}

/// Where each item occurs in a flat array of histories.
struct Occurrences: Sendable {
  /// Start of each item's places in `positions`; one more entry than items.
  let offsets: [Int]
  /// Places of all items, ascending within an item.
  let positions: [Int32]

  init(items: [Int32], itemCount: Int) {
    var offsets = [Int](repeating: 0, count: itemCount + 1)
    for item in items { offsets[Int(item) + 1] += 1 }
    for index in 1..<offsets.count { offsets[index] += offsets[index - 1] }
    var next = offsets
    var positions = [Int32](repeating: 0, count: items.count)
    for (position, item) in items.enumerated() {
      positions[next[Int(item)]] = Int32(position)
      next[Int(item)] += 1
    }
    self.offsets = offsets
    self.positions = positions
  }
}
