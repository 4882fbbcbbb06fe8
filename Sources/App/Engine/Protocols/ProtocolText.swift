import Evaluation
import Measures
import Statistics

/// A protocol's outcome as sentences and tables.
package enum ProtocolText {
  /// A table for the terminal.
  package struct Table: Sendable {
    package let title: String
    package let header: [String]
    package let rows: [[String]]
  }

  /// What every table of quality says below itself.
  package static let caveat = QualityCaveat.standIn("each recommender as named")

  /// What the protocol is, and what is dishonest about it.
  package static func sentences(_ kind: EvaluationProtocol) -> [String] {
    switch kind {
    case .time(let share):
      [
        "One cut in time: the newest \(Format.percent(share, 0)) of the events are asked, all earlier ones learned from."
      ]
    case .rolling(let origins):
      [
        "\(origins.count) origins, each learning from all before it and asked what follows. They are shown apart: one "
          + "interval over different models would be an interval of nothing."
      ]
    case .leaveLastOneOut:
      [
        "Each user's last event is asked, all others learned from.",
        "Warning: this leaks. Training of other users lies after a user's question, so models know what became popular "
          + "later. Use `--protocol time` for anything that is to hold tomorrow.",
      ]
    case .userSplit(let userShare, let eventShare, _):
      [
        "\(Format.percent(userShare, 0)) of the users are left out of the training and asked the newest "
          + "\(Format.percent(eventShare, 0)) of their events, as Personalize measures itself.",
        "Warning: this leaks. Other users' later events are in the training; the service's own metrics do the same.",
      ]
    }
  }

  /// What a fold was made of.
  package static func sentence(_ fold: ProtocolEvaluation.Fold, users: Int) -> String {
    var text = "\(fold.name): \(Format.count(fold.trainingEvents)) training events; "
    text += "\(Format.count(fold.requests)) requests of \(Format.count(users)) users"
    if fold.requests < fold.requestsFound { text += " (of \(Format.count(fold.requestsFound)), evenly spread)" }
    if let window = fold.window {
      text += ", \(Instant(seconds: window.lowerBound)) – \(Instant(seconds: window.upperBound))"
    }
    if fold.laterTrainingRequests > 0 {
      text += "; at or after \(Format.count(fold.laterTrainingRequests)) of them something in the training happened"
    }
    return text + "."
  }

  /// The tables of a fold: means, differences from the best, slices.
  package static func tables(_ result: ProtocolEvaluation, _ fold: ProtocolEvaluation.Fold) -> [Table] {
    let labels = result.recommenders.map(\.label)
    guard let first = fold.comparisons.first else { return [] }
    let header = ["recommender", Metric.ndcg.displayName(k: first.k), "from", "to"]
    let others = Metric.allCases.filter { $0 != .ndcg }
    let means = labels.indices.map { plan -> [String] in
      let mean = first.overall.mean(.ndcg, plan: plan)
      return [labels[plan], fixed(mean.value), fixed(mean.low), fixed(mean.high)]
        + others.map { fixed(first.overall.mean($0, plan: plan).value) }
        + [
          Format.percent(fold.coverage[0][plan].share), Format.fixed(fold.fitSeconds[plan], 2),
          Format.fixed(fold.listSeconds[plan], 2),
        ]
    }
    var tables = [
      Table(
        title: "", header: header + others.map { $0.displayName(k: first.k) } + ["coverage", "fit s", "lists s"],
        rows: means)
    ]
    for comparison in fold.comparisons.dropFirst() {
      tables.append(
        Table(
          title: "", header: ["recommender"] + Metric.allCases.map { $0.displayName(k: comparison.k) },
          rows: labels.indices.map { plan in
            [labels[plan]] + Metric.allCases.map { fixed(comparison.overall.mean($0, plan: plan).value) }
          }))
    }
    if labels.count > 1 { tables.append(differences(labels, fold, first)) }
    tables.append(
      Table(
        title: "\(Metric.ndcg.displayName(k: first.k)) on parts of the requests",
        header: ["requests", "number"] + labels,
        rows: first.slices.map { slice in
          [slice.name, Format.count(slice.requestCount)]
            + labels.indices.map { fixed(slice.mean(.ndcg, plan: $0).value) }
        }))
    return tables
  }

  private static func differences(
    _ labels: [String], _ fold: ProtocolEvaluation.Fold, _ comparison: QualityComparison
  ) -> Table {
    let rows = labels.indices.filter { $0 != fold.best }.map { plan -> [String] in
      let difference = comparison.overall.difference(.ndcg, plan: plan, minus: fold.best)
      let p = fold.adjustedPValues[plan]
      return [
        labels[plan], signed(difference.value), signed(difference.low), signed(difference.high), pText(p),
        p < 0.05 ? "worse" : "noise",
      ]
    }
    return Table(
      title: "less \(labels[fold.best]), the best, paired by user",
      header: [
        "recommender", "difference", "from", "to", "p (Holm)", "",
      ], rows: rows)
  }

  static func fixed(_ value: Double) -> String { Format.fixed(value, 4) }
  static func signed(_ value: Double) -> String { Format.signed(value, 4) }
  static func pText(_ value: Double) -> String { value < 0.001 ? "< 0.001" : Format.fixed(value, 3) }
}
