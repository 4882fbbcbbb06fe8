import Attributes
import Evaluation
import Interactions
import Recommenders
import Scenarios

/// Everything a sweep needs, read and checked.
package struct SweepInput: Sendable {
  package let file: SweepFile
  /// Without the excluded types.
  package let log: InteractionLog
  package let origin: LogOrigin
  /// Attributes of the log's items, in their order; nil where there are none.
  package let items: AttributeTable?
  package let windows: RollingOrigins.Windows
  /// Tells logs with the same events from others.
  let contentText: String
  /// The same for the attributes.
  let attributesText: String

  init(
    file: SweepFile, log: InteractionLog, origin: LogOrigin, items: AttributeTable?, windows: RollingOrigins.Windows
  ) {
    self.file = file
    self.log = log
    self.origin = origin
    self.items = items
    self.windows = windows
    contentText = log.contentText
    attributesText = items?.contentText ?? "-"
  }

  /// What an answer is.
  var truth: TruthRule {
    TruthRule(allowsRepeats: file.judging.allowsRepeats, eventTypes: Set(file.judging.answers))
  }

  var task: RecommendationTask { RecommendationTask(rawValue: file.judging.task) ?? .personalization }

  var metric: Metric { Metric(rawValue: file.judging.metric) ?? .ndcg }

  /// Such as `NDCG@10`.
  package var metricName: String { metric.displayName(k: file.judging.k) }
}

/// One combination of the grid.
package struct SweepCell: Sendable, Hashable {
  package let recommender: SweepRecommender
  package let features: SweepFeatures
  package let events: SweepEvents
  package let history: SweepHistory

  /// All that was chosen, and nothing that was not: parts of which the grid has one only are left out.
  package func label(in grid: SweepGrid) -> String {
    var parts = [recommender.label]
    if grid.histories.count > 1 { parts.append(history.seconds == nil ? "all history" : history.label) }
    if grid.events.count > 1 { parts.append(events.selection.rules.isEmpty ? "all events" : events.label) }
    if grid.features.count > 1 { parts.append(features.columns.isEmpty ? "no attributes" : features.label) }
    return parts.joined(separator: " · ")
  }
}

extension SweepGrid {
  /// Models that learn from items taken together, and so from attributes that items share as from one more user. The
  /// others but those of popularity use attributes for items with few events.
  static let stacksFeatures: Set<String> = ["item-knn", "rp3beta", "ease", "slit", "ials"]
  private static let ignoresFeatures: Set<String> = ["popular", "decayed-popular", "trending"]

  /// The combinations in a fixed order, the history changing fastest; models that cannot use attributes are tried without.
  package var cells: [SweepCell] {
    recommenders.flatMap { recommender in
      features.filter { $0.columns.isEmpty || !Self.ignoresFeatures.contains(recommender.model) }.flatMap { features in
        events.flatMap { events in
          histories.map { SweepCell(recommender: recommender, features: features, events: events, history: $0) }
        }
      }
    }
  }

  /// Models that are tried without attributes although the grid has some.
  package var modelsWithoutFeatures: [String] {
    guard features.contains(where: { !$0.columns.isEmpty }) else { return [] }
    var names: [String] = []
    for model in recommenders.map(\.model) where Self.ignoresFeatures.contains(model) && !names.contains(model) {
      names.append(model)
    }
    return names
  }
}
