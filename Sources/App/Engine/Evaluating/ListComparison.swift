import Evaluation
import Randomness
import Statistics

/// The lists of one file against those of others, user by user.
package struct ListComparison: Sendable {
  /// The difference of one metric between the first file and another.
  package struct Row: Sendable {
    /// The other file.
    package let other: String
    package let name: String
    package let k: Int
    /// First less other; the ends are nil where users are too few.
    package let difference: Double
    package let low: Double?
    package let high: Double?
    package let tests: PairedTests
    /// The p values corrected for the number of files compared by this metric; nil where the test has none.
    package let tPValueHolm: Double?
    package let permutationPValueHolm: Double
  }

  /// By file, then metric and K.
  package let rows: [Row]
  package let intervalMethod: String

  /// - Parameter ks: the Ks, positive, ascending.
  package init(_ files: ListFilesInput, dialect: Dialect, ks: [Int], settings: IntervalSettings = IntervalSettings()) {
    let own = files.accuracy(of: files.lists, dialect: dialect, ks: ks)
    let others = files.others.map { ($0.name, files.accuracy(of: $0.lists, dialect: dialect, ks: ks)) }
    let resamples = settings.resamples(users: files.userNames.count)
    var rows: [Row] = []
    for metric in own.indices {
      let found = others.map { name, columns in
        ListComparison.row(own[metric], columns[metric], other: name, settings, resamples)
      }
      let t = holmAdjusted(found.map { $0.tests.tPValue ?? 1 })
      let permutation = holmAdjusted(found.map(\.tests.permutationPValue))
      for (index, row) in found.enumerated() {
        rows.append(
          Row(
            other: row.other, name: row.name, k: row.k, difference: row.difference, low: row.low, high: row.high,
            tests: row.tests, tPValueHolm: row.tests.tPValue == nil ? nil : t[index],
            permutationPValueHolm: permutation[index]))
      }
    }
    self.rows = files.others.flatMap { other in rows.filter { $0.other == other.name } }
    intervalMethod = "BCa bootstrap of paired differences over users, \(resamples) resamples"
  }

  private static func row(
    _ own: EvaluatedMetric.Column, _ other: EvaluatedMetric.Column, other name: String, _ settings: IntervalSettings,
    _ resamples: Int
  ) -> Row {
    // A user whom either mean leaves out says nothing of the difference.
    let both = own.values.indices.filter { !own.values[$0].isNaN && !other.values[$0].isNaN }
    let (a, b) = (both.map { own.values[$0] }, both.map { other.values[$0] })
    let tests = PairedTests(
      a, minus: b, permutations: resamples * 10,
      stream: RandomStream(seed: settings.seed, name: "evaluation/permutation"))
    var interval: Interval?
    if both.count > 1 {
      interval = ClusterBootstrap(
        numerators: [zip(a, b).map { $0 - $1 }], denominators: [a.map { _ in 1 }], resamples: resamples,
        stream: RandomStream(seed: settings.seed, name: "evaluation/holdout")
      ).biasCorrectedInterval(0, level: settings.level)
    }
    return Row(
      other: name, name: own.name, k: own.k, difference: tests.meanDifference, low: interval?.low, high: interval?.high,
      tests: tests, tPValueHolm: nil, permutationPValueHolm: 1)
  }
}
