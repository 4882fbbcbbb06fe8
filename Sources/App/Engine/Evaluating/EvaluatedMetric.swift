import Evaluation
import Randomness
import Statistics

/// A number about lists with all that is needed to compare it with another: its passport.
package struct EvaluatedMetric: Sendable {
  /// As on the command line and in files.
  package let name: String
  /// The K of "at K"; 0 where the whole list counts.
  package let k: Int
  /// Not-a-number where the dialect counts nobody.
  package let value: Double
  /// The ends of the interval; nil where a statistic has none that holds.
  package let low: Double?
  package let high: Double?
  /// Users that the number is over.
  package let users: Int
  /// What is divided by, in words; empty where nothing is.
  package let denominator: String
  /// How the interval was made, in words; empty without one.
  package let intervalMethod: String
}

/// How uncertain means are said to be.
package struct IntervalSettings: Sendable {
  /// The share of the interval, in (0, 1).
  package var level = 0.95
  /// Seed of the resampling.
  package var seed: UInt64 = 1

  package init() {}

  /// Enough resamples for two digits of the bounds; fewer where there are so many users that bounds are narrow.
  func resamples(users: Int) -> Int { users > 20_000 ? 200 : 1_000 }
}

extension EvaluatedMetric {
  /// A value a user as a column: means, with BCa intervals that resample users, the same ones for all columns.
  struct Column {
    let name: String
    let k: Int
    let denominator: String
    /// By user; not-a-number where one is left out.
    let values: [Double]
    /// The mean where all are left out: the library Recommenders gives 0 then.
    var meanOfNobody = Double.nan
  }

  static func means(_ columns: [Column], settings: IntervalSettings) -> [EvaluatedMetric] {
    let users = columns.first?.values.count ?? 0
    // A column that counts nobody has no mean.
    let usable = columns.indices.filter { index in columns[index].values.contains { !$0.isNaN } }
    let resamples = settings.resamples(users: users)
    let bootstrap =
      usable.isEmpty
      ? nil
      : ClusterBootstrap(
        numerators: usable.map { columns[$0].values.map { $0.isNaN ? 0 : $0 } },
        denominators: usable.map { columns[$0].values.map { $0.isNaN ? 0 : 1 } }, resamples: resamples,
        stream: RandomStream(seed: settings.seed, name: "evaluation/holdout"))
    var place = [Int](repeating: -1, count: columns.count)
    for (position, index) in usable.enumerated() { place[index] = position }
    return columns.enumerated().map { index, column in
      let counted = column.values.count { !$0.isNaN }
      guard let bootstrap, place[index] >= 0, counted > 1 else {
        return EvaluatedMetric(
          name: column.name, k: column.k, value: column.values.first { !$0.isNaN } ?? column.meanOfNobody, low: nil,
          high: nil,
          users: counted, denominator: column.denominator, intervalMethod: "")
      }
      let interval = bootstrap.biasCorrectedInterval(place[index], level: settings.level)
      return EvaluatedMetric(
        name: column.name, k: column.k, value: interval.value, low: interval.low, high: interval.high, users: counted,
        denominator: column.denominator, intervalMethod: "BCa bootstrap over users, \(resamples) resamples")
    }
  }
}

extension [EvaluatedMetric] {
  /// A sentence on intervals without width; nil where there are none.
  var widthNote: String? {
    let names = filter { $0.low != nil && $0.low == $0.high }.map { $0.k > 0 ? "\($0.name)@\($0.k)" : $0.name }
    guard !names.isEmpty else { return nil }
    return
      "All users, or nearly all, have the same value of \(names.joined(separator: ", ")): resampling them gives an "
      + "interval without width, which is not certainty."
  }
}

/// What every table of quality says of itself: lists are judged by what users took under another policy.
package enum QualityCaveat {
  /// Beside lists from a file.
  package static let lists =
    "These lists were judged by what users took from a log made under another policy (teacher-forced: nobody was shown "
    + "them). The numbers support relative claims only, between lists on the same truth; an offline difference is not an "
    + "online effect."

  /// Beside lists of a model of ours.
  package static func standIn(_ model: String) -> String {
    "Quality comes from a local stand-in for the service's model (\(model)), on a log made under another policy, "
      + "teacher-forced: relative claims only; an offline difference is not an online effect."
  }
}
