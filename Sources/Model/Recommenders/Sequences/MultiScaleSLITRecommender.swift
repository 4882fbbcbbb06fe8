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
  /// Weight of the profile's events by scale, newest first.
  private let readFading: [[Float]]
  private let catalogue: DenseCatalogue
  /// B: a row for each scale and item, a column for each next item; without rows where it could not be solved.
  private let weights: ShortMatrix
  private var popularity: PopularityRecommender

  /// Scales times items up to which the equations are solved: what fits into 16 GB. Beyond, popular items stand in.
  private static let mostFeatures = 54_000
  /// Pairs further apart than this are left out at any scale.
  private static let farthest = 300

  init(data: TrainingData, parameters: MultiScaleSLITParameters) {
    self.parameters = parameters
    decays = parameters.decays
    let catalogue = DenseCatalogue(data)
    self.catalogue = catalogue
    popularity = PopularityRecommender(
      name: DecayedPopularParameters.modelName, measure: Self.measure(parameters), data: data)
    let histories = data.histories
    let places = histories.items.map { catalogue.place(of: $0) ?? 0 }
    weights = ShortMatrix(
      Self.solved(
        places, offsets: histories.offsets, itemCount: catalogue.count, decays: decays,
        regularization: Float(parameters.regularization), progress: { data.progress?($0) })
        ?? Matrix(rows: 0, columns: 0))
    readFading = decays.map(Self.readFading)
  }

  var name: String { MultiScaleSLITParameters.modelName }
  var fallback: PopularityRanking { popularity.fallback }
  var notes: [String] {
    weights.rows > 0 || catalogue.count == 0
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

  /// The same for the events of a profile, down to a hundredth: what is left out weighs 1 % in all.
  private static func readFading(_ decay: Double) -> [Float] { fading(decay).filter { $0 >= 0.01 } }

  private static func solved(
    _ historyItems: [Int32], offsets: [Int], itemCount n: Int, decays: [Double], regularization: Float,
    progress: (Double) -> Void
  ) -> Matrix? {
    let scales = decays.count
    guard n > 0, scales * n <= mostFeatures else { return nil }
    let fading = decays.map(fading)
    let longest = zip(offsets, offsets.dropFirst()).map { $1 - $0 }.max() ?? 0
    // By scale, other scale, and number of targets behind an event.
    let targets = decays.map { first in
      decays.map { second -> [Float] in
        let q = Double.exp(-1 / first - 1 / second)
        return (0...longest).map { Float((1 - Double.pow(q, Double($0))) / (1 - q)) }
      }
    }
    var ends = [Int32](repeating: 0, count: historyItems.count)
    for (start, end) in zip(offsets, offsets.dropFirst()) {
      for place in start..<end { ends[place] = Int32(end) }
    }
    let places = Occurrences(items: historyItems, itemCount: n)
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
                      historyItems.withUnsafeBufferPointer { items in
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
                  t[Int(historyItems[other])] += decay[other - place - 1]
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
    progress(0.25)
    guard Cholesky.factor(&gram) else { return nil }
    progress(0.5)
    Cholesky.solve(factor: gram, &next)
    return next.isFinite ? next : nil
  }

  func score(_ profile: Profile, at seconds: Int64, repeats: Bool, scratch: inout ScoringScratch) {
    guard weights.rows > 0 else { return }
    var rows: [Int32] = []
    var factors: [Float] = []
    for (scale, fading) in readFading.enumerated() {
      for (item, factor) in zip(profile.items.reversed(), fading) {
        guard let place = catalogue.place(of: item) else { continue }
        rows.append(Int32(scale * catalogue.count) + place)
        factors.append(factor)
      }
    }
    guard !rows.isEmpty else { return }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: weights.stride) { sums in
      guard let base = sums.baseAddress else { return }
      weights.sumRows(rows, weights: factors, into: base)
      scratch.scoreAll(itemCount: catalogue.tableCount) { table in
        for (place, item) in catalogue.items.enumerated() { table[Int(item)] = base[place] }
      }
    }
  }

  var learning: Learning { .approximate }

  /// Popularity learns; the weights stay as they were fitted, because one event changes all of them, and items that came
  /// later have none. In a blend its neighbours, which learn in place, know of both.
  mutating func update(with events: [ObservedEvent]) { popularity.update(with: events) }

  func encode(into writer: inout ModelWriter) {
    popularity.encode(into: &writer)
    catalogue.encode(into: &writer)
    writer.write(weights.flat)
  }

  init(parameters: MultiScaleSLITParameters, from reader: inout ModelReader) throws(ModelFileError) {
    self.parameters = parameters
    decays = parameters.decays
    popularity = try PopularityRecommender(
      name: DecayedPopularParameters.modelName, measure: Self.measure(parameters), from: &reader)
    catalogue = try DenseCatalogue(from: &reader)
    let count = catalogue.count
    let flat = try reader.readArray(UInt16.self)
    let read = ShortMatrix(
      rows: flat.isEmpty ? 0 : decays.count * count, columns: flat.isEmpty ? 0 : count, flat: flat)
    guard let read else { throw ModelFileError(.damaged, "The model's numbers do not fit together.") }
    weights = read
    readFading = decays.map(Self.readFading)
  }
}
