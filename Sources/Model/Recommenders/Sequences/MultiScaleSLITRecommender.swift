import Interactions
import LinearAlgebra
import RealModule

/// A ridge regression from histories at several scales to the next item.
///
/// For scales s and t with d = e^{−1/τ}, the ordered pair of positions a < b of a history of m events, gap g = b − a and
/// R = m − b targets behind it, adds d_s^g · (1 − (d_s d_t)^R) / (1 − d_s d_t) to the block (s, t) of SᵀS at (i_a, i_b) and
/// to the block (t, s) at (i_b, i_a), and d_s^{g−1} to the block s of SᵀT: the closed form of SLIT (M. Choi et al., WWW
/// 2021) for features side by side. Pairs further apart than 8τ are left out.
struct MultiScaleSLITRecommender: Recommender {
  private let parameters: MultiScaleSLITParameters
  private let decays: [Double]
  private let itemCount: Int
  /// B: a row for each scale and item, a column for each next item; without rows where it could not be solved.
  private let weights: Matrix
  private var popularity: PopularityRecommender

  /// Scales times items up to which the equations are solved: what fits into 16 GB. Beyond, popular items stand in.
  private static let mostFeatures = 54_000
  /// Pairs further apart than this are left out at any scale.
  private static let farthest = 300

  init(data: TrainingData, parameters: MultiScaleSLITParameters) {
    self.parameters = parameters
    decays = parameters.decays
    itemCount = data.log.items.count
    popularity = PopularityRecommender(
      name: DecayedPopularParameters.modelName, measure: Self.measure(parameters), data: data)
    weights =
      Self.solved(
        data.histories, itemCount: itemCount, decays: decays, regularization: Float(parameters.regularization))
      ?? Matrix(rows: 0, columns: 0)
  }

  var name: String { MultiScaleSLITParameters.modelName }
  var fallback: PopularityRanking { popularity.fallback }
  var notes: [String] {
    weights.rows > 0 || itemCount == 0
      ? [] : ["The equations of multi-slit are too large or cannot be solved: popular items stand in."]
  }

  private static func measure(_ parameters: MultiScaleSLITParameters) -> PopularityMeasure {
    .fading(halfLifeSeconds: parameters.fallbackHalfLifeDays * 86_400)
  }

  private static func window(_ decay: Double) -> Int { min(farthest, max(1, Int((8 * decay).rounded(.up)))) }

  /// e^{−distance/τ} for the distances of a scale's window.
  private static func fading(_ decay: Double) -> [Float] {
    (0...window(decay)).map { Float(Double.exp(-Double($0) / decay)) }
  }

  private static func solved(
    _ histories: UserHistories, itemCount n: Int, decays: [Double], regularization: Float
  ) -> Matrix? {
    let scales = decays.count
    guard n > 0, scales * n <= mostFeatures else { return nil }
    let fading = decays.map(fading)
    let longest = (0..<histories.userCount).map { histories.offsets[$0 + 1] - histories.offsets[$0] }.max() ?? 0
    // By scale, other scale, and number of targets behind an event.
    let targets = decays.map { first in
      decays.map { second -> [Float] in
        let q = Double.exp(-1 / first - 1 / second)
        return (0...longest).map { Float((1 - Double.pow(q, Double($0))) / (1 - q)) }
      }
    }
    var ends = [Int32](repeating: 0, count: histories.items.count)
    for user in 0..<histories.userCount {
      for place in histories.offsets[user]..<histories.offsets[user + 1] {
        ends[place] = Int32(histories.offsets[user + 1])
      }
    }
    let places = Occurrences(items: histories.items, itemCount: n)
    var gram = Matrix(rows: scales * n, columns: scales * n)
    var next = Matrix(rows: scales * n, columns: n)
    let (gramStride, nextStride) = (gram.stride, next.stride)
    gram.write { gram in
      next.write { next in
        nonisolated(unsafe) let (gram, next) = (gram, next)
        Chunks.run(over: n, by: 32) { chunk in
          for item in chunk {
            for index in places.offsets[item]..<places.offsets[item + 1] {
              let place = Int(places.positions[index])
              let end = Int(ends[place])
              for s in 0..<scales {
                let t = next + (s * n + item) * nextStride
                let decay = fading[s]
                let last = min(end - 1, place + decay.count - 1)
                for r in 0..<scales {
                  let row = gram + (s * n + item) * gramStride + r * n
                  let behind = targets[s][r]
                  // Half of the diagonal: adding the transpose doubles it.
                  row[item] += behind[end - 1 - place] / 2
                  decay.withUnsafeBufferPointer { decay in
                    behind.withUnsafeBufferPointer { behind in
                      histories.items.withUnsafeBufferPointer { items in
                        var other = place + 1
                        while other <= last {
                          row[Int(items[other])] += decay[other - place] * behind[end - 1 - other]
                          other += 1
                        }
                      }
                    }
                  }
                }
                var other = place + 1
                while other <= last {
                  t[Int(histories.items[other])] += decay[other - place - 1]
                  other += 1
                }
              }
            }
            for s in 0..<scales { gram[(s * n + item) * gramStride + s * n + item] += regularization / 2 }
          }
        }
      }
    }
    gram.addTransposeToUpper()
    guard Cholesky.factor(&gram) else { return nil }
    Cholesky.solve(factor: gram, &next)
    return next.isFinite ? next : nil
  }

  func score(_ profile: Profile, at seconds: Int64, repeats: Bool, scratch: inout ScoringScratch) {
    guard weights.rows > 0 else { return }
    var rows: [Int32] = []
    var factors: [Float] = []
    for (scale, decay) in decays.enumerated() {
      for (item, factor) in zip(profile.items.reversed(), Self.fading(decay)) where Int(item) < itemCount {
        rows.append(Int32(scale * itemCount + Int(item)))
        factors.append(factor)
      }
    }
    guard !rows.isEmpty else { return }
    // Rows are whole vectors long, so the sums need room for one more than the items.
    var sums = [Float](repeating: 0, count: weights.stride)
    sums.withUnsafeMutableBufferPointer { sums in
      [0, rows.count].withUnsafeBufferPointer { offsets in
        guard let sums = sums.baseAddress, let offsets = offsets.baseAddress else { return }
        rows.withUnsafeBufferPointer { rows in
          guard let rows = rows.baseAddress else { return }
          weights.sumRows(offsets: offsets, queries: 1, indices: rows, weights: factors, into: sums)
        }
      }
    }
    scratch.scoreAll(itemCount: itemCount) { scores in
      for item in 0..<itemCount { scores[item] = sums[item] }
    }
  }

  func encode(into writer: inout ModelWriter) {
    popularity.encode(into: &writer)
    writer.write(Int64(itemCount))
    writer.write(weights.flat)
  }

  init(parameters: MultiScaleSLITParameters, from reader: inout ModelReader) throws(ModelFileError) {
    self.parameters = parameters
    decays = parameters.decays
    popularity = try PopularityRecommender(
      name: DecayedPopularParameters.modelName, measure: Self.measure(parameters), from: &reader)
    let count = Int(try reader.read(Int64.self))
    let flat = try reader.readArray(Float.self)
    try reader.require((0...1_000_000).contains(count) && flat.allSatisfy(\.isFinite))
    try reader.require(flat.isEmpty || flat.count == decays.count * count * count)
    itemCount = count
    weights =
      flat.isEmpty ? Matrix(rows: 0, columns: 0) : Matrix(rows: decays.count * count, columns: count, flat: flat)
  }
}
