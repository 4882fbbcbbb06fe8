import Evaluation
import Interactions
import ListFiles

/// How good lists from a file are, by a truth from a file.
package struct ListEvaluation: Sendable {
  /// By metric, then K.
  package let rows: [EvaluatedMetric]
  package let dialect: Dialect
  /// How equal scores were ordered.
  package let ties: String
  package let settings: IntervalSettings
  /// What a reader must know of the two files, in sentences.
  package let notes: [String]
  /// Users of the truth, in order of their first row there.
  package let userNames: [String]
  /// Lorenz curves of how often items are recommended, by K: at eleven places the share that the least recommended have.
  package let lorenz: [(k: Int, shares: [Double])]
  /// A column a mean, by user; not-a-number where one is left out of it.
  package let perUser: [(name: String, k: Int, values: [Double])]

  /// - Parameters:
  ///   - ks: the Ks, positive, ascending.
  ///   - background: what is known besides; measures that need it join in the standard dialect.
  package init(
    _ files: ListFilesInput, dialect: Dialect, ks: [Int], background: ListBackgroundInput? = nil,
    settings: IntervalSettings = IntervalSettings()
  ) {
    let lists = files.lists
    let background = background ?? ListBackgroundInput(files)
    var columns = files.accuracy(of: lists, dialect: dialect, ks: ks)
    let ordered = lists.ordered(.file, removesRepeats: true, itemOrder: [])
    if dialect == .standard {
      if let areas = files.areasUnderCurve {
        columns.append(
          .init(name: "auc", k: 0, denominator: "pairs of a relevant and another item in the list", values: areas))
      }
      columns += [
        .init(
          name: "user_coverage", k: 0, denominator: "users of the truth", values: ListCoverage.ofUsers(lists)),
        .init(
          name: "prediction_coverage", k: 0, denominator: "relevant items of the user",
          values: ListCoverage.ofTruth(lists, files.truth)),
      ]
      columns += background.columns(files, ordered, ks: ks)
    }
    self.dialect = dialect
    self.settings = settings
    let order = dialect.order(.ndcg, hasScores: !lists.scores.isEmpty)
    ties = files.expectsTies && dialect == .standard ? ExpectedOverTies.words : order.words
    userNames = files.userNames
    perUser = columns.map { ($0.name, $0.k, $0.values) }
    rows =
      EvaluatedMetric.means(columns, settings: settings)
      + SetMetrics.rows(ordered, catalogue: background.catalogue, dialect: dialect, ks: ks, settings)
    notes = files.notes + [background.knownTruth(files), rows.widthNote].compactMap { $0 }
    lorenz =
      dialect == .standard ? ks.map { ($0, background.catalogue.lorenz(ordered, k: $0)) } : []
  }

  /// A row a user: `USER_ID`, then a column a metric such as `ndcg@10`, empty where the user is left out of its mean.
  package func perUserRows() -> [[String]] {
    let header = ["USER_ID"] + perUser.map { $0.k > 0 && dialect != .personalize ? "\($0.name)@\($0.k)" : $0.name }
    return [header]
      + userNames.enumerated().map { user, name in
        [name] + perUser.map { $0.values[user].isNaN ? "" : "\($0.values[user])" }
      }
  }
}

/// Two files under one set of indices.
package struct ListFilesInput: Sendable {
  /// Users of the truth, in order of their first row there.
  package let userNames: [String]
  /// Lists of those users.
  package let lists: ScoredLists
  package let truth: GradedTruth
  /// Ids of items; those of other files join.
  package internal(set) var items: NamePool
  /// Further lists of those users, in the order given, with the name of their file.
  package private(set) var others: [(name: String, lists: ScoredLists)] = []
  /// Whether, in the standard dialect, equal scores count in expectation over all their orders.
  package var expectsTies = false
  /// What a reader must know of the two files, in sentences.
  package let notes: [String]

  /// - Parameters:
  ///   - lists: rows of all lists.
  ///   - truth: rows of the truth.
  ///   - users: the ids of both.
  ///   - items: the ids of both.
  ///   - others: rows of further lists, to be compared.
  package init(
    lists: ListTable, truth: ListTable, others: [(name: String, lists: ListTable)] = [], users: NamePool,
    items: NamePool
  ) {
    let order = truth.usersInOrder
    userNames = order.map { users.names[Int($0)] }
    let ofUsers = lists.lists(of: order)
    self.lists = ofUsers
    let taken = truth.truth(of: order)
    self.truth = taken
    self.items = items
    self.others = others.map { ($0.name, $0.lists.lists(of: order)) }
    var notes: [String] = []
    let beside = lists.rowsBeside(order)
    if beside > 0 { notes.append("\(beside) rows of lists are of users without a truth and do not count.") }
    let missing = order.indices.count { !ofUsers.hasList($0) }
    if missing > 0 { notes.append("\(missing) of \(order.count) users with a truth have no list.") }
    if lists.failedQueries > 0 { notes.append("The service could not answer \(lists.failedQueries) queries.") }
    let repeats = ofUsers.repeatedRows
    if repeats > 0 { notes.append("\(repeats) rows list an item again that their user's list has already.") }
    let repeated = truth.count - taken.items.count
    if repeated > 0 { notes.append("\(repeated) rows of the truth name an item of their user again and count once.") }
    self.notes = notes
  }

  /// Positions of items in order of the bytes of their ids.
  var itemOrder: [Int32] { byteOrder(of: items.names) }

  /// A column a metric and K of a dialect, by user.
  func accuracy(of lists: ScoredLists, dialect: Dialect, ks: [Int]) -> [EvaluatedMetric.Column] {
    let metrics = dialect.metrics(at: ks)
    if expectsTies, dialect == .standard {
      return zip(metrics, ExpectedOverTies.columns(metrics, lists, truth)).map { metric, values in
        EvaluatedMetric.Column(
          name: metric.metric.name(dialect, k: metric.k), k: metric.k, denominator: metric.metric.denominator(dialect),
          values: values)
      }
    }
    let scores = DialectScores(
      dialect, metrics, lists: lists, truth: truth, itemCount: items.count, itemOrder: itemOrder)
    return metrics.enumerated().map { index, metric in
      EvaluatedMetric.Column(
        name: metric.metric.name(dialect, k: metric.k), k: metric.k, denominator: metric.metric.denominator(dialect),
        values: Array(scores.values(index)), meanOfNobody: meanOfNobody(metric))
    }
    /// The library Recommenders gives 0 where nobody has a hit in the first K, before it looks whom a mean would be over.
    func meanOfNobody(_ metric: MetricAtK) -> Double {
      guard dialect == .recommenders, let hits = metrics.firstIndex(of: MetricAtK(.precision, k: metric.k)) else {
        return .nan
      }
      return scores.values(hits).contains { $0 > 0 } ? .nan : 0
    }
  }

  /// The area under the ROC curve by user; nil where no list has scores, or where lists were cut off: then what a list
  /// lacks has no place, and the area would be that of the cut.
  var areasUnderCurve: [Double]? {
    guard !lists.scores.isEmpty else { return nil }
    var isListed = [Bool](repeating: false, count: items.names.count)
    for item in lists.items { isListed[Int(item)] = true }
    // The last user in whose list each item was seen.
    var listedFor = [Int](repeating: -1, count: items.names.count)
    for user in 0..<lists.count where lists.hasList(user) {
      for item in lists.items[lists.offsets[user]..<lists.offsets[user + 1]] { listedFor[Int(item)] = user }
      let rows = truth.offsets[user]..<truth.offsets[user + 1]
      let isCut = rows.contains {
        truth.gains[$0] > 0 && isListed[Int(truth.items[$0])] && listedFor[Int(truth.items[$0])] != user
      }
      if isCut { return nil }
    }
    let areas = (0..<lists.count).map { areaUnderCurve(lists, truth, user: $0) }
    return areas.contains { !$0.isNaN } ? areas : nil
  }
}
