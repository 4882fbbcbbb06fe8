import Evaluation
import Randomness
import Statistics

/// Numbers about all lists together.
enum SetMetrics {
  static func rows(
    _ lists: FlatLists, catalogue: ItemShares, dialect: Dialect, ks: [Int], _ settings: IntervalSettings
  ) -> [EvaluatedMetric] {
    let users = lists.count
    let itemCount = Int(lists.items.max() ?? -1) + 1
    guard users > 0, catalogue.itemCount > 0 else { return [] }
    func row(_ name: String, _ k: Int, _ value: Double, _ interval: Interval?, _ denominator: String, _ method: String)
      -> EvaluatedMetric
    {
      EvaluatedMetric(
        name: name, k: k, value: value, low: interval?.low, high: interval?.high, users: users,
        denominator: denominator,
        intervalMethod: interval == nil ? "" : method)
    }
    func stream(_ name: String, _ k: Int) -> RandomStream {
      RandomStream(seed: settings.seed, name: "evaluation/\(name)", index: k)
    }
    // Personalize has one number, over the 25 items that it looks at.
    if dialect == .personalize {
      return [row("coverage", 25, catalogue.coverage(lists, k: 25), nil, catalogue.words, "")]
    }
    return ks.flatMap { k -> [EvaluatedMetric] in
      let group = users / 10
      let rarefied = Subsampling.rarefied(
        count: users, size: group, resamples: 200, level: settings.level, stream: stream("coverage", k)
      ) { catalogue.coverage(lists, k: k, users: $0) }
      let personalisation = Personalisation(lists, k: k, itemCount: itemCount)
      let value = personalisation.value()
      let half = Subsampling.halfSampleInterval(
        count: users, value: value, resamples: 200, level: settings.level, stream: stream("personalisation", k)
      ) { personalisation.value(users: $0) }
      return [
        row("coverage", k, catalogue.coverage(lists, k: k), nil, catalogue.words, ""),
        rarefied.map {
          row(
            "coverage_rarefied", k, $0.value, $0, "\(catalogue.words), seen by \(group) users",
            "range of 200 groups of \(group) users (rarefaction)")
        },
        row("gini", k, catalogue.gini(lists, k: k), nil, catalogue.words, ""),
        row("personalisation", k, value, half, "pairs of users with a list", "half-samples of users, 200 of them"),
      ].compactMap { $0 }
    }
  }
}
