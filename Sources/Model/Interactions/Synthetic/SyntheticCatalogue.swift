import Randomness
import RealModule

/// Items, their categories, births, prices, and their popularity from day to day.
struct SyntheticCatalogue {
  /// Category of each item.
  let categories: [Int32]
  /// First local day of each item, 0 for those of the start.
  let birthDays: [Int]
  /// Price of each item.
  let prices: [Float]

  private let parameters: SyntheticParameters
  private let categoryCount: Int
  /// Items, category after category, and where each category begins.
  private var shelves: [Int32] = []
  private var shelfStarts: [Int] = []
  private let lastingWeights: [Double]
  /// Standard normal state of each item's drift.
  private var drift: [Double]
  private var driftStream: RandomStream
  /// Running sums of today's weights along `shelves`, and of today's weights of categories.
  private var shelfSums: [Double] = []
  private var categorySums: [Double] = []

  init(_ parameters: SyntheticParameters, seed: UInt64) {
    self.parameters = parameters
    let items = max(1, parameters.items)
    let categoryCount = max(1, min(parameters.categories, items))
    self.categoryCount = categoryCount
    var stream = RandomStream(seed: seed, name: "synthetic/items")
    var ranks = (0..<items).map { $0 }
    for index in stride(from: items - 1, to: 0, by: -1) { ranks.swapAt(index, stream.integer(below: index + 1)) }
    lastingWeights = ranks.map {
      Double.pow(Double($0 + 1) + parameters.popularityShift, -parameters.popularityExponent)
    }
    // The first items, one a category, are there from the start, so that no category is ever empty.
    categories = (0..<items).map { Int32($0 < categoryCount ? $0 : stream.integer(below: categoryCount)) }
    let newItems = min(items - categoryCount, Int((Double(items) * parameters.newItemShare).rounded()))
    let lateDays = parameters.days - 1
    birthDays = (0..<items).map { item in
      let late = item - (items - newItems)
      return late < 0 || lateDays < 1 ? 0 : 1 + late * lateDays / newItems
    }
    prices = (0..<items).map { _ in
      let price = parameters.priceMedian * Double.exp(parameters.priceSpread * stream.normal())
      return Float((price * 100).rounded() / 100)
    }
    driftStream = RandomStream(seed: seed, name: "synthetic/drift")
    drift = (0..<items).map { _ in 0 }
    for item in 0..<items { drift[item] = driftStream.normal() }
    let order = stableOrder(of: categories.map(Int64.init))
    shelves = order
    shelfStarts = (0...categoryCount).map { category in
      order.partitioningIndex { Int(categories[Int($0)]) >= category }
    }
    stockShelves(day: 0)
  }

  /// Moves on to a later day: popularity wanders, new items appear and grow old.
  mutating func advance(to day: Int) {
    // Ornstein–Uhlenbeck at one-day steps keeps the spread of the weights constant over time.
    let memory = Double.exp(-1 / max(parameters.driftMemoryDays, 1e-9))
    let fresh = (1 - memory * memory).squareRoot()
    for item in drift.indices { drift[item] = memory * drift[item] + fresh * driftStream.normal() }
    stockShelves(day: day)
  }

  private mutating func stockShelves(day: Int) {
    shelfSums.removeAll(keepingCapacity: true)
    categorySums.removeAll(keepingCapacity: true)
    var all = 0.0
    for category in 0..<categoryCount {
      var sum = 0.0
      for place in shelfStarts[category]..<shelfStarts[category + 1] {
        sum += weight(of: Int(shelves[place]), day: day)
        shelfSums.append(sum)
      }
      all += sum
      categorySums.append(all)
    }
  }

  private func weight(of item: Int, day: Int) -> Double {
    let born = birthDays[item]
    guard born <= day else { return 0 }
    let wandering = Double.exp(parameters.popularityDrift * drift[item])
    guard born > 0 else { return lastingWeights[item] * wandering }
    let age = Double(day - born)
    let novelty = 1 + parameters.noveltyBoost * Double.exp2(-age / parameters.noveltyHalfLifeDays)
    return lastingWeights[item] * wandering * novelty
  }

  /// A category by today's popularity.
  func drawCategory(_ stream: inout RandomStream) -> Int32 {
    Int32(draw(categorySums[...], &stream))
  }

  /// An item of a category by today's popularity.
  func drawItem(of category: Int32, _ stream: inout RandomStream) -> Int32 {
    let range = shelfStarts[Int(category)]..<shelfStarts[Int(category) + 1]
    return shelves[draw(shelfSums[range], &stream)]
  }

  /// An index of running sums, with the steps as weights.
  private func draw(_ sums: ArraySlice<Double>, _ stream: inout RandomStream) -> Int {
    let drawn = stream.uniform() * sums[sums.endIndex - 1]
    return min(sums.partitioningIndex { $0 > drawn }, sums.endIndex - 1)
  }
}
