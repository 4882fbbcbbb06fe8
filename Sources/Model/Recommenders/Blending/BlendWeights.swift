import Interactions
import LinearAlgebra
import Randomness
import RealModule

/// Finds the weights of the logarithms of several models' standard scores with which the targets of a validation slice rank
/// highest.
///
/// Not all items of a user are looked at: the best of every model, the most popular, the targets, and for all others a
/// random sample, each of whose items stands for many. Without the sample a weight could lift the target above the named
/// items alone, by being unlike them, while in a list thousands of others are unlike them too. Targets that nobody else
/// took are left out for the same reason: no list can hold them.
struct BlendWeights {
  /// Candidates of a user that each model names.
  private static let named = 40
  /// Items that stand for those that no model names.
  private static let sampled = 60
  /// A target below this rank (from 0) counts nothing.
  static let depth = 20

  /// Start of each user's candidates; one more entry than users.
  private(set) var offsets: [Int] = [0]
  /// Items of all users' candidates, each user's targets first.
  private(set) var candidates: [Int32] = []
  /// How many of each user's candidates are targets, and how many were looked for, found among known items or not.
  private(set) var targetCounts: [(known: Int, all: Int)] = []
  /// For how many items each candidate stands, beside `candidates`.
  private(set) var shares: [Float] = []
  /// `[model][candidate]`, logarithms of standard scores.
  private(set) var scores: [[Float]]

  /// Users whose candidates are collected in one piece: fixed, so that nothing depends on the number of cores.
  private static let chunk = 64

  /// Of nobody.
  init() { scores = [] }

  /// Weights of several models, fitted to what remains beside each of some slices, and of popularity.
  ///
  /// In two rounds: what the blend of the first names is looked at in the second, too. Otherwise items that no model
  /// names alone could rise above the targets unseen.
  ///
  /// - Parameter models: `[slice][model]`, as many for each slice.
  static func found(
    _ models: [[any Recommender]], _ slices: [ValidationSlice]
  ) -> (weights: [Float], quality: Double, users: Int) {
    var found: (weights: [Float], quality: Double) = ([], 0)
    var users = 0
    for _ in 0..<2 {
      var candidates = BlendWeights()
      for (models, slice) in zip(models, slices) {
        let popularity = BlendPopularity(slice.remaining)
        candidates.append(
          BlendWeights(
            models: models, fixed: popularity.scores, slice: slice, at: slice.remaining.newestSeconds,
            known: popularity.recent.fallback, blend: found.weights))
      }
      found = candidates.search(free: models.first?.count ?? 0, from: found.weights)
      users = candidates.userCount
    }
    return (found.weights, found.quality, users)
  }

  /// Collects candidates and scores of fitted models, and of fixed scores of all items that join each blend.
  ///
  /// - Parameter blend: weights of a blend whose best are candidates, too; empty for none.
  private init(
    models: [any Recommender], fixed: [[Float]], slice: ValidationSlice, at seconds: Int64, known: PopularityRanking,
    blend: [Float]
  ) {
    scores = [[Float]](repeating: [], count: models.count + fixed.count)
    var leaders: [Int32] = []
    for popularity in fixed {
      let sorted = known.items.sorted { (a: Int32, b: Int32) -> Bool in
        let (first, second) = (popularity[Int(a)], popularity[Int(b)])
        return first != second ? first > second : a < b
      }
      leaders += sorted.prefix(Self.named)
    }
    let chunks = (slice.users.count + Self.chunk - 1) / Self.chunk
    var parts = [Part](repeating: Part(models: scores.count), count: chunks)
    parts.withUnsafeMutableBufferPointer { parts in
      nonisolated(unsafe) let parts = parts
      Chunks.run(chunks) { index in
        let users = (index * Self.chunk)..<min(slice.users.count, (index + 1) * Self.chunk)
        parts[index].collect(
          users, models: models, fixed: fixed, leaders: leaders, slice: slice, at: seconds, known: known,
          blend: blend)
      }
    }
    for part in parts {
      for end in part.ends { offsets.append(candidates.count + end) }
      targetCounts += part.targetCounts
      candidates.append(contentsOf: part.candidates)
      shares.append(contentsOf: part.shares)
      for model in scores.indices { scores[model].append(contentsOf: part.scores[model]) }
    }
  }

  /// Adds the candidates of another slice, scored by the same models.
  private mutating func append(_ other: BlendWeights) {
    if scores.isEmpty { return self = other }
    precondition(other.scores.count == scores.count)
    for end in other.offsets.dropFirst() { offsets.append(candidates.count + end) }
    candidates += other.candidates
    targetCounts += other.targetCounts
    shares += other.shares
    for model in scores.indices { scores[model] += other.scores[model] }
  }

  /// The candidates of some users.
  private struct Part {
    /// End of each user's candidates.
    var ends: [Int] = []
    var candidates: [Int32] = []
    var targetCounts: [(known: Int, all: Int)] = []
    var shares: [Float] = []
    var scores: [[Float]]

    init(models: Int) { scores = [[Float]](repeating: [], count: models) }

    mutating func collect(
      _ users: Range<Int>, models: [any Recommender], fixed: [[Float]], leaders: [Int32], slice: ValidationSlice,
      at seconds: Int64, known: PopularityRanking, blend: [Float]
    ) {
      var whole = ScoringScratch()
      var scratches = models.map { _ in ScoringScratch() }
      var chosen: [Bool] = [Bool](repeating: false, count: slice.remaining.log.items.count)
      for position in users {
        var own = slice.targets[position].filter { known.place(of: $0) != nil }
        guard !own.isEmpty else { continue }
        targetCounts.append((own.count, slice.targets[position].count))
        let profile = slice.histories.profile(of: slice.users[position], before: .max)
        for item in own { chosen[Int(item)] = true }
        for item in profile.items { chosen[Int(item)] = true }
        var scales: [Float] = []
        for index in models.indices {
          models[index].score(profile, at: seconds, repeats: false, scratch: &scratches[index])
          scales.append(StandardScores.scale(scratches[index], itemCount: known.items.count))
          for item in scratches[index].bestItems(BlendWeights.named, besides: profile.items, fallback: known)
          where !chosen[Int(item)] {
            chosen[Int(item)] = true
            own.append(item)
          }
        }
        for item in leaders where !chosen[Int(item)] {
          chosen[Int(item)] = true
          own.append(item)
        }
        if !blend.isEmpty {
          whole.scoreAll(itemCount: slice.remaining.log.items.count) { sums in
            for (weight, scores) in zip(blend.dropFirst(models.count), fixed) where weight != 0 {
              for item in 0..<min(sums.count, scores.count) { sums[item] += weight * scores[item] }
            }
            for index in models.indices where blend[index] != 0 {
              scratches[index].addCompressed(to: sums, scale: scales[index], weight: blend[index])
            }
          }
          for item in whole.bestItems(BlendWeights.named, besides: profile.items, fallback: known)
          where !chosen[Int(item)] {
            chosen[Int(item)] = true
            own.append(item)
          }
          whole.reset()
        }
        let others = known.items.count - own.count - profile.items.count
        let drawn = sample(of: slice.users[position], among: known) { item in
          if chosen[Int(item)] { return false }
          chosen[Int(item)] = true
          return true
        }
        shares += own.map { _ in 1 }
        shares += drawn.map { _ in max(1, Float(others) / Float(drawn.count)) }
        own += drawn
        for index in models.indices {
          for item in own {
            scores[index].append(StandardScores.compressed(scratches[index].score(of: item) * scales[index]))
          }
          scratches[index].reset()
        }
        for index in fixed.indices {
          for item in own { scores[models.count + index].append(fixed[index][Int(item)]) }
        }
        for item in own { chosen[Int(item)] = false }
        for item in profile.items { chosen[Int(item)] = false }
        candidates.append(contentsOf: own)
        ends.append(candidates.count)
      }
    }

    /// Some known items of a user that `take` accepts, the same in every run.
    private func sample(of user: Int32, among known: PopularityRanking, _ take: (Int32) -> Bool) -> [Int32] {
      var stream = RandomStream(seed: UInt64(UInt32(bitPattern: user)), name: "recommenders/blend/candidates")
      var drawn: [Int32] = []
      guard !known.items.isEmpty else { return [] }
      for _ in 0..<BlendWeights.sampled {
        let item = known.items[Int(stream.next() % UInt64(known.items.count))]
        if take(item) { drawn.append(item) }
      }
      return drawn
    }
  }

  var userCount: Int { offsets.count - 1 }

  /// What a target at a rank from 0 counts.
  static let gains = (0..<depth).map { 1 / Double.log2(Double($0) + 2) }
  /// What so many targets count at best.
  static let ideals = (0...depth).map { gains.prefix(max(1, $0)).reduce(0, +) }

  /// NDCG within `depth`, the mean over users, where `change` times the scores of a model are added to the totals.
  private func quality(_ totals: [Float], model: Int, change: Float) -> Double {
    let chunk = 512
    var sums = [Double](repeating: 0, count: (userCount + chunk - 1) / chunk)
    sums.withUnsafeMutableBufferPointer { sums in
      nonisolated(unsafe) let sums = sums
      totals.withUnsafeBufferPointer { totals in
        scores[model].withUnsafeBufferPointer { added in
          candidates.withUnsafeBufferPointer { candidates in
            shares.withUnsafeBufferPointer { shares in
              nonisolated(unsafe) let (totals, added, candidates, shares) = (totals, added, candidates, shares)
              Chunks.run(over: userCount, by: chunk) { users in
                var sum = 0.0
                for user in users {
                  let (start, end) = (offsets[user], offsets[user + 1])
                  var gain = 0.0
                  for place in start..<(start + targetCounts[user].known) {
                    let target = totals[place] + change * added[place]
                    var above: Float = 0
                    // Of many targets most are far below: what is above the depth needs no exact count.
                    var index = start
                    while index < end, above < Float(Self.depth) {
                      let stop = min(end, index + 64)
                      while index < stop {
                        let total = totals[index] + change * added[index]
                        // Equal scores are in order of items.
                        if total > target || (total == target && candidates[index] < candidates[place]) {
                          above += shares[index]
                        }
                        index += 1
                      }
                    }
                    if above < Float(Self.depth) { gain += Self.gains[Int(above)] }
                  }
                  sum += gain / Self.ideals[min(Self.depth, targetCounts[user].all)]
                }
                sums[users.lowerBound / chunk] = sum
              }
            }
          }
        }
      }
    }
    return sums.reduce(0, +) / Double(max(1, userCount))
  }

  /// The blended score of each candidate.
  private func totals(_ weights: [Float]) -> [Float] {
    var totals = [Float](repeating: 0, count: candidates.count)
    for (model, weight) in weights.enumerated() where weight != 0 {
      for index in totals.indices { totals[index] += weight * scores[model][index] }
    }
    return totals
  }

  /// Weights by coordinate search from equal ones, or from the best model alone or given weights where these are better:
  /// the first `free` never negative; the others, which start at zero, may be. Models that are hardly missed have none.
  private func search(free: Int, from given: [Float]) -> (weights: [Float], quality: Double) {
    var weights = scores.indices.map { Float($0 < free ? 1 : 0) }
    guard !scores.isEmpty else { return ([], 0) }
    var best = quality(totals(weights), model: 0, change: 0)
    let alone = (0..<free).map { model in scores.indices.map { Float($0 == model ? 1 : 0) } }
    for trial in alone + (given.isEmpty ? [] : [given]) {
      let reached = quality(totals(trial), model: 0, change: 0)
      if reached > best + 1e-6 { (best, weights) = (reached, trial) }
    }
    climb(&weights, &best, free: free, without: [])
    prune(&weights, &best, free: free)
    return (weights, best)
  }

  /// The share of the quality that may be lost by models that are taken out: a tenth of the standard error of a few
  /// thousand users' mean, or less.
  private static let tolerance = 0.001

  /// Takes out models, the one that is missed least first, while what is left is hardly worse than all together.
  ///
  /// A model that others stand in for costs time at every answer, and its weight is noise: on the sequences of MovieLens
  /// 1M, four models of six rank the events held out for the test better (NDCG@10 .1824) than all six (.1814).
  private func prune(_ weights: inout [Float], _ best: inout Double, free: Int) {
    let bar = best * (1 - Self.tolerance)
    var removed: Set<Int> = []
    while weights[..<free].count(where: { $0 > 0 }) > 1 {
      var next: (model: Int, weights: [Float], quality: Double)?
      // What one is missed by shows only when the others have changed their weights.
      for model in 0..<free where weights[model] > 0 {
        var rest = weights
        rest[model] = 0
        var reached = quality(totals(rest), model: 0, change: 0)
        climb(&rest, &reached, free: free, without: removed.union([model]), steps: [0.25, 0.12])
        if reached > next?.quality ?? bar { next = (model, rest, reached) }
      }
      guard let next else { break }
      removed.insert(next.model)
      (weights, best) = (next.weights, next.quality)
    }
  }

  /// Changes weights one at a time by shrinking steps as long as it helps; those of some models stay.
  private func climb(
    _ weights: inout [Float], _ best: inout Double, free: Int, without: Set<Int>,
    steps: [Float] = [1, 0.5, 0.25, 0.12, 0.06]
  ) {
    var totals = totals(weights)
    for step in steps {
      for _ in 0..<4 {
        var isBetter = false
        for model in scores.indices where !without.contains(model) {
          for change in [step, -step] {
            let changed = model < free ? max(0, weights[model] + change) : weights[model] + change
            guard changed != weights[model] else { continue }
            let delta = changed - weights[model]
            let reached = quality(totals, model: model, change: delta)
            if reached > best + 1e-6 {
              (best, isBetter) = (reached, true)
              weights[model] = changed
              for index in totals.indices { totals[index] += delta * scores[model][index] }
            }
          }
        }
        if !isBetter { break }
      }
    }
  }
}
