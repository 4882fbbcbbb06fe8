import Evaluation
import Interactions
import Randomness
import Recommenders
import Statistics

/// How well a model finds again what was held out, and how long that took.
package struct HoldoutEvaluation: Sendable {
  /// One metric at one K.
  package struct Row: Sendable {
    package let name: String
    package let k: Int
    /// The mean over users, with its 95 % bootstrap interval over users; coverage has none.
    package let value: Double
    package let low: Double?
    package let high: Double?
    /// Users of the test file.
    package let users: Int
  }

  /// By metric, then K, in the order given.
  package let rows: [Row]
  /// What fitting found out, in sentences.
  package let notes: [String]
  /// Wall-clock seconds of fitting and of making all lists.
  package let trainSeconds: Double
  package let recommendSeconds: Double

  /// Users whose lists are made in one piece: fixed, so that nothing depends on the number of cores.
  private static let chunk = 128

  /// Fits, lists and scores.
  ///
  /// Every test user gets one list over all items of the training events, as of its last one. Users without training
  /// events get the model's fallback. The truth is all that the test file holds, what cannot be found included.
  ///
  /// - Parameters:
  ///   - ks: the Ks, positive, ascending.
  ///   - exclusion: whether training items of a user may be listed again.
  ///   - progress: the stage's name and the share of it that is done.
  package static func run(
    _ specification: RecommenderSpecification, on data: HoldoutData, ks: [Int], exclusion: Exclusion,
    progress: @escaping @Sendable (String, Double) -> Void = { _, _ in }
  ) async -> HoldoutEvaluation {
    let clock = ContinuousClock()
    let begin = clock.now
    progress("training", 0)
    let model = specification.fit(log: data.train, before: .max)
    let fitted = clock.now
    let histories = UserHistories(of: data.train)
    let count = ks.last ?? 0
    let now = data.train.timestamps.last ?? 0
    let chunks = (data.users.count + chunk - 1) / chunk
    let parts = await inParallel(chunks, progress: { progress("recommending", $0) }) { index -> [[Int32]] in
      var scratch = ScoringScratch()
      let users = data.users[(index * chunk)..<min(data.users.count, (index + 1) * chunk)]
      return model.recommend(
        toAll: users.map { histories.profile(of: $0, before: .max) }, at: now, count: count, exclusion: exclusion,
        scratch: &scratch)
    }
    let listed = clock.now
    var lists = RankedLists()
    for part in parts { for list in part { lists.append(list) } }
    progress("scoring", 0)
    return HoldoutEvaluation(
      rows: rows(lists, data: data, ks: ks), notes: model.notes, trainSeconds: (fitted - begin) / .seconds(1),
      recommendSeconds: (listed - fitted) / .seconds(1))
  }

  private static func rows(_ lists: RankedLists, data: HoldoutData, ks: [Int]) -> [Row] {
    let requests = HeldOutRequests(
      users: data.users, instants: data.users.map { _ in 0 }, truths: data.truths)
    let users = data.users.count
    guard users > 0 else { return [] }
    var names: [(name: String, k: Int)] = []
    var columns: [[Double]] = []
    let scores = ks.map { RequestScores(lists: lists, requests: requests, k: $0) }
    for metric in Metric.allCases {
      for (index, k) in ks.enumerated() {
        names.append((metric.name, k))
        columns.append(scores[index].values(metric))
      }
    }
    for k in ks {
      names.append(("map", k))
      columns.append(
        (0..<users).map { Hits(list: lists[$0], truth: requests.truth($0), k: k).averagePrecision })
    }
    // Enough resamples for two digits of the bounds; fewer where there are so many users that bounds are narrow.
    let bootstrap = ClusterBootstrap(
      numerators: columns, denominators: columns.map { _ in [Double](repeating: 1, count: users) },
      resamples: users > 20_000 ? 200 : 1_000, stream: RandomStream(seed: 1, name: "evaluation/holdout"))
    var rows = names.indices.map { index in
      let interval = bootstrap.interval(index)
      return Row(
        name: names[index].name, k: names[index].k, value: interval.value, low: interval.low, high: interval.high,
        users: users)
    }
    let catalogue = CatalogueCoverage.catalogue(of: data.train, before: .max)
    for k in ks {
      let coverage = CatalogueCoverage(of: lists, k: k, catalogue: catalogue)
      rows.append(Row(name: "coverage", k: k, value: coverage.share, low: nil, high: nil, users: users))
    }
    return rows
  }
}
