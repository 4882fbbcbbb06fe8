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
    case .given:
      [
        "The training file is learned from, the events of the test file are asked; a user's events of either file that are "
          + "strictly earlier than a request are known to it."
      ]
    }
  }

  /// What is asked, of which lists, and what a reader must be warned of; beside the protocol's own sentences.
  package static func sentences(_ settings: ProtocolEvaluation.Settings) -> [String] {
    let task = settings.task
    var sentences = ["Task \(task.name). \(task.estimand)"]
    if settings.task == .ranking {
      sentences.append(
        settings.slates == nil
          ? "Slates: the answers and drawn items, in a drawn order; items of equal score stand in order of popularity."
          : "Slates: as users saw them, the newest at or before the request; answers outside it do not count.")
    }
    if let filter = settings.filter {
      sentences.append(
        "Filter as of each request, from the user's events strictly before it: \(filter.text). Answers that it hides count as "
          + "missed.")
    }
    if !settings.created.isEmpty {
      sentences.append("Items are candidates from their creation on, or from their first event if that is earlier.")
    }
    let warnings = [task.warning, settings.candidates.warning].filter { !$0.isEmpty }
    return sentences + warnings.map { "Warning: " + $0 }
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
    text += "."
    for (reason, count) in fold.leftOut { text += " Left out: \(Format.count(count)) requests \(reason)." }
    if fold.hiddenRequests > 0 {
      text += " The filter hides every answer of \(Format.count(fold.hiddenRequests)) requests."
    }
    return text
  }

  /// Why intervals are missing, a sentence a reason.
  package static func missingIntervals(_ fold: ProtocolEvaluation.Fold) -> [String] {
    guard let overall = fold.comparisons.first?.overall else { return [] }
    let plans = fold.tests.indices
    var lacks = plans.compactMap { ShownInterval(overall.mean(.ndcg, plan: $0), users: overall.userCount).lack }
    lacks += plans.filter { $0 != fold.best }.compactMap {
      ShownInterval(overall.difference(.ndcg, plan: $0, minus: fold.best), users: overall.userCount).lack
    }
    lacks += fold.areas.compactMap { $0.flatMap { ShownInterval($0.mean, users: $0.users).lack } }
    return [ShownInterval.Lack.oneUser, .alike].filter { lacks.contains($0) }.map(\.sentence)
  }

  /// The tables of a fold: means, differences from the best, slices.
  package static func tables(_ result: ProtocolEvaluation, _ fold: ProtocolEvaluation.Fold) -> [Table] {
    let labels = result.recommenders.map(\.label)
    guard let first = fold.comparisons.first else { return [] }
    let header = ["recommender", Metric.ndcg.displayName(k: first.k), "from", "to"]
    let others = Metric.allCases.filter { $0 != .ndcg }
    let means = labels.indices.map { plan -> [String] in
      let mean = ShownInterval(first.overall.mean(.ndcg, plan: plan), users: first.overall.userCount)
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
    if !fold.areas.isEmpty {
      tables.append(
        Table(
          title:
            "area under the ROC curve of the slates: the chance that an answer stands before another item, 0.5 by luck",
          header: ["recommender", "AUC", "from", "to"],
          rows: zip(labels, fold.areas).map { label, area in
            let shown = area.map { ShownInterval($0.mean, users: $0.users) }
            return [label, fixed(shown?.value), fixed(shown?.low), fixed(shown?.high)]
          }))
    }
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
      let difference = ShownInterval(
        comparison.overall.difference(.ndcg, plan: plan, minus: fold.best), users: comparison.overall.userCount)
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
  static func fixed(_ value: Double?) -> String { value.map { Format.fixed($0, 4) } ?? "–" }
  static func signed(_ value: Double) -> String { Format.signed(value, 4) }
  static func signed(_ value: Double?) -> String { value.map { Format.signed($0, 4) } ?? "–" }
  static func pText(_ value: Double) -> String { value < 0.001 ? "< 0.001" : Format.fixed(value, 3) }
}
