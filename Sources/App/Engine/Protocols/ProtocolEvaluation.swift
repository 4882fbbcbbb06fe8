import Evaluation
import Interactions
import Randomness
import Recommenders
import Statistics

/// Several recommenders on the folds of one protocol, on identical requests.
package struct ProtocolEvaluation: Sendable {
  /// What to do.
  package struct Settings: Sendable {
    package var kind: EvaluationProtocol
    package var truth = TruthRule()
    package var candidates = CandidateRule.catalogue
    /// Lengths looked at, positive, ascending.
    package var ks = [10]
    /// Most requests of a fold; more are thinned evenly in time.
    package var requests = 20_000
    package var resamples = 1_000
    package var seed: UInt64 = 1
    /// Cores that lists are made on; all where it is nil. The result is the same.
    package var threads: Int?
    /// What lists are asked for.
    package var task = RecommendationTask.personalization
    /// For ranking: the slates that are re-ordered; without, they are drawn by `candidates`.
    package var slates: LoggedSlates?
    /// What lists may hold as of each request; nil for all.
    package var filter: RequestFilter?
    /// By item: since when it is known, in seconds since the epoch, where that is told beside the events; empty for none.
    package var created: [Int64?] = []
    /// A user whose sums are shown.
    package var explained: Int32?

    package init(kind: EvaluationProtocol) { self.kind = kind }
  }

  /// A recommender with the name that tables call it by.
  package struct Entrant: Sendable {
    package let label: String
    /// Nil for no model: slates as they were shown.
    package let specification: RecommenderSpecification?

    package init(label: String, specification: RecommenderSpecification) {
      self.label = label
      self.specification = specification
    }

    private init(label: String) { (self.label, specification) = (label, nil) }

    /// The control of re-ordering: the order that users saw.
    package static let asShown = Entrant(label: "as shown")
  }

  /// One fold's outcome.
  package struct Fold: Sendable {
    package let name: String
    /// Seconds since the epoch of the questions, the end exclusive; nil for protocols that are none of time.
    package let window: Range<Int64>?
    package let trainingEvents: Int
    /// Requests with a truth, before thinning, and those evaluated.
    package let requestsFound: Int
    package let requests: Int
    /// Requests that the task cannot ask, by reason in words; not among those found.
    package let leftOut: [(reason: String, count: Int)]
    /// Evaluated requests all of whose answers the filter hides.
    package let hiddenRequests: Int
    /// For ranking, by recommender: the mean area under the ROC curve of the re-ordered slates, with its interval over
    /// users; nil where no slate holds another item beside its answers.
    package let areas: [(mean: Interval, users: Int)?]
    /// The sums of the user who was asked for, by recommender; nil where that user asks nothing.
    package let explained: [ExplainedUser?]
    /// Evaluated requests at or after which something in the training happened.
    package let laterTrainingRequests: Int
    /// One comparison a K.
    package let comparisons: [QualityComparison]
    /// `[K][recommender]`, of the items in the training.
    package let coverage: [[CatalogueCoverage]]
    /// Wall-clock seconds of fitting and of making all lists, by recommender.
    package let fitSeconds: [Double]
    package let listSeconds: [Double]
    /// `[recommender]`: the first K's first metric against the best mean, by user.
    package let tests: [PairedClusterTest]
    /// Position of the best mean of the first metric at the first K; of equal ones the first.
    package let best: Int
    /// P values of `tests` after Holm's correction; that of the best itself is 1.
    package let adjustedPValues: [Double]
    /// What fitting found out, by recommender.
    package let notes: [[String]]
  }

  package let settings: Settings
  package let recommenders: [Entrant]
  /// In order of time; each stands for itself.
  package let folds: [Fold]

  /// Fits and scores every recommender on every fold; nil where the log cannot be divided so, or asks nothing.
  ///
  /// - Parameter progress: what is being done, and the share of all that is done.
  package static func run(
    _ recommenders: [Entrant], on log: InteractionLog, _ settings: Settings,
    progress: @escaping @Sendable (String, Double) -> Void = { _, _ in }
  ) async -> ProtocolEvaluation? {
    let tasks = settings.kind.folds(of: log, truth: settings.truth).map { fold in
      let known = settings.created.isEmpty ? fold : fold.knowing(settings.created)
      return TaskRequests(settings.task, of: known, slates: settings.slates)
    }
    let folds = tasks.filter { $0.fold.requests.count > 0 }
    guard !folds.isEmpty, !recommenders.isEmpty else { return nil }
    var results: [Fold] = []
    for (index, fold) in folds.enumerated() {
      let steps = Double(folds.count * recommenders.count)
      let result = await result(recommenders, fold, settings) { step, share in
        progress(recommenders[step].label, (Double(index * recommenders.count + step) + share) / steps)
      }
      results.append(result)
    }
    return ProtocolEvaluation(settings: settings, recommenders: recommenders, folds: results)
  }

  private static func result(
    _ recommenders: [Entrant], _ requests: TaskRequests, _ settings: Settings,
    progress: @escaping @Sendable (Int, Double) -> Void
  ) async -> Fold {
    let fold = requests.fold.sampled(atMost: settings.requests)
    let making = FoldLists(
      fold, length: settings.ks.last ?? 10, allowsRepeats: settings.truth.allowsRepeats,
      candidates: settings.candidates, task: settings.task, slates: settings.slates, filter: settings.filter)
    var areas: [(mean: Interval, users: Int)?] = []
    var explained: [ExplainedUser?] = []
    var (scores, coverage) = (
      settings.ks.map { _ in [RequestScores]() }, settings.ks.map { _ in [CatalogueCoverage]() }
    )
    var (fitSeconds, listSeconds, notes): ([Double], [Double], [[String]]) = ([], [], [])
    let catalogue = CatalogueCoverage.catalogue(of: fold.training, before: .max)
    for (index, recommender) in recommenders.enumerated() {
      let begin = ContinuousClock.now
      progress(index, 0)
      let model = recommender.specification?.fit(log: fold.training, before: .max)
      let fitted = ContinuousClock.now
      let parts = await inParallel(making.chunks, threads: settings.threads, progress: { progress(index, $0) }) {
        making.lists(model, chunk: $0)
      }
      fitSeconds.append((fitted - begin) / .seconds(1))
      listSeconds.append((ContinuousClock.now - fitted) / .seconds(1))
      notes.append(model?.notes ?? [])
      var lists = RankedLists()
      for part in parts { for list in part { lists.append(list) } }
      if settings.task == .ranking { areas.append(area(lists, fold, settings)) }
      explained.append(
        settings.explained.flatMap {
          ExplainedUser($0, name: fold.training.users[Int($0)], fold, lists, settings.task, ks: settings.ks)
        })
      for (place, k) in settings.ks.enumerated() {
        scores[place].append(RequestScores(lists: lists, requests: fold.requests, k: k))
        coverage[place].append(CatalogueCoverage(of: lists, k: k, catalogue: catalogue))
      }
    }
    let slices = fold.coldAndWarm + (settings.task == .related ? fold.sameAndLaterVisits : [])
    let comparisons = scores.compactMap { scores in
      QualityComparison(
        plans: zip(recommenders, scores).map { ($0.label, $1) }, slices: slices, resamples: settings.resamples,
        stream: RandomStream(seed: settings.seed, name: "evaluation/\(fold.name)"))
    }
    let totals = (scores.first ?? []).map { UserTotals($0, .ndcg) }
    let best = totals.indices.reduce(0) { totals[$1].mean > totals[$0].mean ? $1 : $0 }
    let tests = totals.map { PairedClusterTest($0.sums, minus: totals[best].sums, counts: $0.counts) }
    return Fold(
      name: fold.name, window: fold.window, trainingEvents: fold.training.count,
      requestsFound: requests.fold.requests.count, requests: fold.requests.count, leftOut: requests.leftOut,
      hiddenRequests: settings.filter?.hiddenRequests(of: fold, settings.task) ?? 0, areas: areas,
      explained: explained, laterTrainingRequests: fold.laterTrainingRequests, comparisons: comparisons,
      coverage: coverage, fitSeconds: fitSeconds, listSeconds: listSeconds, tests: tests, best: best,
      adjustedPValues: PairedClusterTest.holm(besides: best, tests.map(\.pValue)), notes: notes)
  }
}

extension ProtocolEvaluation {
  /// The mean over requests of the area under the ROC curve, with a percentile interval over users.
  private static func area(
    _ lists: RankedLists, _ fold: EvaluationFold, _ settings: Settings
  ) -> (mean: Interval, users: Int)? {
    let areas = (0..<lists.count).map { areaUnderCurve(of: lists[$0], truth: fold.requests.truth($0)) }
    let totals = UserTotals(areas, users: fold.requests.users)
    guard !totals.counts.isEmpty else { return nil }
    let bootstrap = ClusterBootstrap(
      numerators: [totals.sums], denominators: [totals.counts], resamples: settings.resamples,
      stream: RandomStream(seed: settings.seed, name: "evaluation/\(fold.name)"))
    return (bootstrap.interval(0), totals.counts.count)
  }
}

extension PairedClusterTest {
  /// Holm's correction over all but one, which is what the others are compared with.
  static func holm(besides one: Int, _ pValues: [Double]) -> [Double] {
    let others = pValues.indices.filter { $0 != one }
    let adjusted = holmAdjusted(others.map { pValues[$0] })
    var all = [Double](repeating: 1, count: pValues.count)
    for (place, index) in others.enumerated() { all[index] = adjusted[place] }
    return all
  }
}
