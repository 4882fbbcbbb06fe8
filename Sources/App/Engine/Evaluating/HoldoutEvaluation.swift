import Evaluation
import Interactions
import Recommenders

/// How well a model finds again what was held out, and how long that took.
package struct HoldoutEvaluation: Sendable {
  /// One metric at one K.
  package typealias Row = EvaluatedMetric

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
  ///   - weights: what each training event counts; empty for 1.
  ///   - enrichment: what stands beside the events.
  ///   - threads: most lists at once are made on so many cores; all where it is nil. The result is the same.
  ///   - progress: the stage's name and the share of it that is done.
  package static func run(
    _ specification: RecommenderSpecification, on data: HoldoutData, ks: [Int], exclusion: Exclusion,
    weights: [Float] = [], enrichment: Enrichment = Enrichment(), threads: Int? = nil,
    progress: @escaping @Sendable (String, Double) -> Void = { _, _ in }
  ) async -> HoldoutEvaluation {
    let clock = ContinuousClock()
    let begin = clock.now
    progress("training", 0)
    var training = TrainingData(data.train, before: .max)
    if !weights.isEmpty { training = training.weighted(weights) }
    training.horizon = data.horizon
    training.progress = { progress("training", $0) }
    let model = specification.fit(training, enrichment: enrichment)
    let cold = enrichment.users.map { ColdUsers($0, data: training) }
    let fitted = clock.now
    let histories = UserHistories(of: data.train)
    let count = ks.last ?? 0
    let now = data.train.timestamps.last ?? 0
    let chunks = (data.users.count + chunk - 1) / chunk
    let parts = await inParallel(chunks, threads: threads, progress: { progress("recommending", $0) }) {
      index -> [[Int32]] in
      var scratch = ScoringScratch()
      let users = data.users[(index * chunk)..<min(data.users.count, (index + 1) * chunk)]
      var lists = model.recommend(
        toAll: users.map { histories.profile(of: $0, before: .max) }, at: now, count: count, exclusion: exclusion,
        scratch: &scratch)
      guard let cold else { return lists }
      for (place, user) in users.enumerated() where histories.profile(of: user, before: .max).isEmpty {
        let list = cold.list(for: user, count: count, fallback: model.fallback, scratch: &scratch)
        if let list { lists[place] = list }
      }
      return lists
    }
    let listed = clock.now
    var lists = RankedLists()
    for part in parts { for list in part { lists.append(list) } }
    progress("scoring", 0)
    let rows = rows(lists, data: data, ks: ks)
    return HoldoutEvaluation(
      rows: rows, notes: model.notes + [rows.widthNote].compactMap { $0 }, trainSeconds: (fitted - begin) / .seconds(1),
      recommendSeconds: (listed - fitted) / .seconds(1))
  }

  /// Means over the users of the test file in the standard dialect, and how the lists spread over the training items.
  private static func rows(_ lists: RankedLists, data: HoldoutData, ks: [Int]) -> [Row] {
    guard !data.users.isEmpty else { return [] }
    let ranked = ScoredLists((0..<lists.count).map { Array(lists[$0]) })
    let metrics = Dialect.standard.metrics(at: ks)
    let scores = DialectScores(
      .standard, metrics, lists: ranked, truth: GradedTruth(data.truths), itemCount: data.train.items.count)
    let columns = metrics.enumerated().map { index, metric in
      EvaluatedMetric.Column(
        name: metric.metric.name, k: metric.k, denominator: metric.metric.denominator(.standard),
        values: Array(scores.values(index)))
    }
    let settings = IntervalSettings()
    let shares = ItemShares(
      isMember: CatalogueCoverage.catalogue(of: data.train, before: .max), words: "items of the training events")
    let ordered = ranked.ordered(.file, removesRepeats: true, itemOrder: [])
    return EvaluatedMetric.means(columns, settings: settings)
      + SetMetrics.rows(ordered, catalogue: shares, dialect: .standard, ks: ks, settings)
  }
}
