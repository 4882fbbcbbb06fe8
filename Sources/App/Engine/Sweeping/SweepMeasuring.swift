import Recommenders
import Attributes
import Evaluation
import ExperimentStore
import Interactions
import Scenarios

/// Measures one cell at one origin: fits, lists, scores.
struct SweepMeasuring: Sendable {
  private let input: SweepInput
  private let histories: UserHistories

  /// Changes with anything that changes what is measured under the same settings.
  private static let version = 1

  init(_ input: SweepInput) {
    self.input = input
    histories = UserHistories(of: input.log)
  }

  /// The origins' folds, thinned, and the last slice's at the end; no fold for an empty last slice.
  func folds() -> [EvaluationFold] {
    let windows = input.windows.origins + (input.windows.last.isEmpty ? [] : [input.windows.last])
    let isAnswer = input.truth.isAnswer(input.log)
    return windows.enumerated().map { index, window in
      let name = index < input.windows.origins.count ? "origin \(index + 1)" : "last slice"
      let fold = EvaluationFold(input.log, name: name, window: window, histories: histories, isAnswer)
      return TaskRequests(input.task, of: fold).fold.sampled(atMost: input.file.judging.requests)
    }
  }

  /// All that a measurement depends on, as text.
  func key(_ cell: SweepCell, _ window: Range<Int64>, build: String) -> String {
    let judging = input.file.judging
    // All that a rule says, whatever rules come to say.
    let rules = cell.events.selection.rules.map { "\($0)" }
    return [
      "sweep \(Self.version)", "build \(build)", "log \(input.contentText)",
      "attributes \(cell.features.columns.isEmpty ? "-" : input.attributesText)",
      "window \(window.lowerBound)..<\(window.upperBound)", "\(judging.metric)@\(judging.k)",
      "task \(judging.task)", "repeats \(judging.allowsRepeats)", "answers \(judging.answers.sorted())",
      "requests \(judging.requests)",
      "recommender \(cell.recommender.specification.text)",
      "history \(cell.history.seconds.map { "\($0)" } ?? "all")", "events \(rules)",
      "features \(cell.features.columns)",
    ].joined(separator: "\n")
  }

  /// Fits the cell's model to its part of what lies before the fold's window, and scores its lists.
  func measurement(_ cell: SweepCell, _ fold: EvaluationFold) -> Measurement {
    let begin = ContinuousClock.now
    let judging = input.file.judging
    let cut = fold.window?.lowerBound ?? .max
    let start = cell.history.seconds.map { cut - $0 } ?? .min
    var (training, weights) = cell.events.selection.weighted(fold.training)
    var histories = self.histories
    if !cell.events.selection.rules.isEmpty || start > .min {
      if !weights.isEmpty { weights.removeFirst(training.firstIndex(atOrAfter: start)) }
      training = training.events(from: start)
      histories = UserHistories(of: cell.events.selection.selected(from: input.log).events(from: start))
    }
    let learned = training
    var enrichment = Enrichment()
    if let items = input.items, !cell.features.columns.isEmpty {
      if SweepGrid.stacksFeatures.contains(cell.recommender.model) {
        let isKnown = fold.firstSeen.map { ($0 ?? .max) < cut }
        let stacked = AttributeEvents.stacked(training, items, columns: cell.features.columns, isKnown: isKnown)
        training = stacked.log
        if !weights.isEmpty { weights = [Float](repeating: 1, count: stacked.added) + weights }
      } else {
        enrichment.items = AttributeTable(ids: items.ids, columns: cell.features.columns.compactMap(items.column))
      }
    }
    let data = TrainingData(training, before: .max)
    let model = cell.recommender.specification.fit(
      weights.isEmpty ? data : data.weighted(weights), enrichment: enrichment)
    let lists = FoldLists(
      fold.narrowed(training: training, histories: histories), length: judging.k,
      allowsRepeats: judging.allowsRepeats, knowsMoreThanTraining: !enrichment.isEmpty, task: input.task
    ).all(model)
    let scores = RequestScores(lists: lists, requests: fold.requests, k: judging.k)
    let totals = UserTotals(scores, input.metric)
    let coverage = CatalogueCoverage(
      of: lists, k: judging.k, catalogue: CatalogueCoverage.catalogue(of: input.log, before: cut))
    return Measurement(
      sums: totals.sums, counts: totals.counts,
      numbers: SweepNumbers(
        means: SweepNumbers.metrics.map { UserTotals(scores, $0).mean }, coverage: coverage.share,
        trainingEvents: learned.count, trainingItems: Set(learned.itemIDs).count,
        trainingUsers: Set(learned.userIDs).count
      ).values,
      seconds: (ContinuousClock.now - begin) / .seconds(1))
  }
}

/// The numbers of a measurement beside the deciding metric.
package struct SweepNumbers: Sendable, Hashable {
  /// The metrics whose means are kept, in this order.
  package static let metrics: [Metric] = [.ndcg, .precision, .recall, .hitRate, .reciprocalRank]

  package let means: [Double]
  /// Of all items seen before the cut.
  package let coverage: Double
  package let trainingEvents: Int
  package let trainingItems: Int
  package let trainingUsers: Int

  init(means: [Double], coverage: Double, trainingEvents: Int, trainingItems: Int, trainingUsers: Int) {
    self.means = means
    self.coverage = coverage
    self.trainingEvents = trainingEvents
    self.trainingItems = trainingItems
    self.trainingUsers = trainingUsers
  }

  /// The numbers as they are kept; nil where they are of another form.
  init?(_ values: [Double]) {
    let count = Self.metrics.count
    guard values.count == count + 4, values[(count + 1)...].allSatisfy({ $0 >= 0 && $0 < 1e15 }) else { return nil }
    self.init(
      means: Array(values[..<count]), coverage: values[count], trainingEvents: Int(values[count + 1]),
      trainingItems: Int(values[count + 2]), trainingUsers: Int(values[count + 3]))
  }

  var values: [Double] {
    means + [coverage, Double(trainingEvents), Double(trainingItems), Double(trainingUsers)]
  }
}
