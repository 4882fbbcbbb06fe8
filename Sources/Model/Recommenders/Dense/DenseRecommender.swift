import Interactions
import LinearAlgebra

/// What the dense models have in common as recommenders: a catalogue without gaps, a popularity to fill lists with, and
/// scores for all items at once.
///
/// Where a model could not be fitted (too large, not regular), it has no model and its lists are its fallback: a caller
/// who asks `memoryFinding` first is told.
protocol DenseRecommender: Recommender {
  associatedtype Model: LinearScoring
  var model: Model? { get }
  var catalogue: DenseCatalogue { get }
  var popularity: PopularityRecommender { get }

  /// The profile as the model reads it; nothing is blocked in `scratch`, before it and after.
  func history(of profile: Profile, scratch: inout ScoringScratch) -> (items: [Int32], weights: [Float])
}

extension DenseRecommender {
  var fallback: PopularityRanking { popularity.fallback }

  var notes: [String] {
    guard model == nil, catalogue.count > 0 else { return [] }
    return [
      "\(name) could not be fitted to \(catalogue.count) items: they are too many, or a larger regularization is needed. "
        + "Its lists are popular items."
    ]
  }

  func score(_ profile: Profile, at seconds: Int64, repeats: Bool, scratch: inout ScoringScratch) {
    let (items, weights) = history(of: profile, scratch: &scratch)
    guard let model, !items.isEmpty else { return }
    let query = Histories(offsets: [0, items.count], items: items, weights: weights)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: model.scoreStride) { scores in
      guard let base = scores.baseAddress else { return }
      model.score(query, 0..<1, into: base)
      scratch.scoreAll(itemCount: catalogue.tableCount) { table in
        for (place, item) in catalogue.items.enumerated() { table[Int(item)] = base[place] }
      }
    }
  }

  func recommend(
    toAll profiles: [Profile], at seconds: Int64, count: Int, exclusion: Exclusion, scratch: inout ScoringScratch
  ) -> [[Int32]] {
    precondition(count >= 0)
    guard let model, catalogue.isAscending else {
      return recommendOneByOne(toAll: profiles, at: seconds, count: count, exclusion: exclusion, scratch: &scratch)
    }
    let known = profiles.map { $0.until(seconds) }
    let read = known.map { history(of: $0, scratch: &scratch) }
    let histories = Histories(
      offsets: read.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.items.count) }, items: read.flatMap(\.items),
      weights: read.flatMap(\.weights))
    let seen = Histories(rows: known.map { exclusion == .seen ? $0.items.compactMap { catalogue.place(of: $0) } : [] })
    var top = TopK()
    var lists: [[Int32]] = []
    lists.reserveCapacity(profiles.count)
    model.forEachBlock(of: histories, 0..<histories.count) { query, scores in
      var list: [Int32] = []
      // Whoever has nothing that the model knows gets the fallback.
      if !read[query].items.isEmpty {
        list = model.bestItems(count, of: scores, excluding: seen[query], using: &top).map { catalogue.items[Int($0)] }
      }
      if list.count < count {
        if exclusion == .seen { scratch.block(known[query].items) }
        scratch.block(list[...])
        list += scratch.takeList(count - list.count, fallback: fallback, allowed: nil)
      }
      lists.append(list)
    }
    return lists
  }

  /// The popularity that fills lists.
  static func popularity(halfLifeDays: Double, data: TrainingData) -> PopularityRecommender {
    PopularityRecommender(
      name: DecayedPopularParameters.modelName, measure: .fading(halfLifeSeconds: halfLifeDays * 86_400), data: data)
  }

  /// The same from a saved model.
  static func popularity(
    halfLifeDays: Double, from reader: inout ModelReader
  ) throws(ModelFileError) -> PopularityRecommender {
    try PopularityRecommender(
      name: DecayedPopularParameters.modelName, measure: .fading(halfLifeSeconds: halfLifeDays * 86_400),
      from: &reader)
  }
}

extension ModelWriter {
  /// Adds a matrix: rows, columns, numbers.
  mutating func write(_ matrix: Matrix) {
    write(UInt64(matrix.rows))
    write(UInt64(matrix.columns))
    write(matrix.flat)
  }
}

extension ModelReader {
  /// The next matrix.
  mutating func readMatrix() throws(ModelFileError) -> Matrix {
    let rows = try read(UInt64.self)
    let columns = try read(UInt64.self)
    let values = try readArray(Float.self)
    let (product, overflow) = rows.multipliedReportingOverflow(by: columns)
    // Rows without columns would take memory that no bytes stand for.
    try require(
      !overflow && product == UInt64(values.count) && (columns > 0 || rows == 0) && (rows > 0 || columns == 0))
    return Matrix(rows: Int(rows), columns: Int(columns), flat: values)
  }
}

extension DenseLimits {
  /// Memory that fitting a model of items × items takes at most beside the log, in bytes; beyond the largest number of
  /// items more than any machine has, so that every limit refuses it.
  static func fittingBytes(matrices: Int, _ size: DataSize) -> Int {
    guard size.items <= items else { return .max / 2 }
    return matrices * Matrix.bytes(rows: size.items, columns: size.items) + 28 * size.events + 64 * size.items
      + 16 * size.users + (1 << 24)
  }
}
