import Interactions
import Recommenders

/// An experiment as its file describes it: what is tried, and how it is judged.
package struct SweepFile: Sendable {
  /// Names files and folders: letters, digits, `-` and `_`.
  package var name: String
  package var title: String
  package var seed: UInt64
  package var log: LogSource
  package var excludedEventTypes: [String]
  /// A CSV of item attributes, as the file names it; nil where there is none.
  package var items: String?
  package var judging: SweepJudging
  package var origins: SweepOrigins
  package var grid: SweepGrid
  /// The lines, from 1, of keys that are looked at again when the data is known.
  package var lines: [String: Int]
}

/// How a cell of the grid is judged; the same for all of them.
package struct SweepJudging: Sendable, Hashable {
  /// Name of the metric that decides, such as `ndcg`.
  package var metric: String
  /// Length of the lists.
  package var k: Int
  /// What is asked: `personalization` or `related`.
  package var task: String
  package var allowsRepeats: Bool
  /// Event types that count as answers; empty for all.
  package var answers: [String]
  /// Most requests of an origin; more are thinned evenly in time.
  package var requests: Int
  package var resamples: Int
}

/// Where the origins lie, and the last slice that is looked at once.
package struct SweepOrigins: Sendable, Hashable {
  /// Lengths of the windows, by time or by events.
  package enum Spacing: Sendable, Hashable {
    case seconds(window: Int64, last: Int64)
    case events(heldOutShare: Double, lastShare: Double)
  }
  package var count: Int
  package var spacing: Spacing
}

/// What is tried: every combination of the four.
package struct SweepGrid: Sendable {
  package var histories: [SweepHistory]
  package var events: [SweepEvents]
  package var features: [SweepFeatures]
  package var recommenders: [SweepRecommender]

  /// Number of combinations.
  package var count: Int { histories.count * events.count * features.count * recommenders.count }
}

/// How much of the past is learned from.
package struct SweepHistory: Sendable, Hashable {
  /// As written, such as `30 d` or `all`.
  package let label: String
  /// Seconds before the cut; nil for everything.
  package let seconds: Int64?
}

/// Which events are learned from.
package struct SweepEvents: Sendable, Hashable {
  /// Such as `all` or `purchase+view>=3`.
  package let label: String
  package let selection: EventSelection
}

/// Which attributes of items are learned from.
package struct SweepFeatures: Sendable, Hashable {
  /// Such as `none` or `CATEGORY+BRAND`.
  package let label: String
  /// Columns of the attribute table.
  package let columns: [String]
}

/// A model with its parameters.
package struct SweepRecommender: Sendable, Hashable {
  /// As tables call it: the model with what the file states.
  package let label: String
  package let specification: RecommenderSpecification
  /// The parameters that the file states, in its order.
  package let parameters: [Parameter]

  /// One parameter as text.
  package struct Parameter: Sendable, Hashable {
    package let key: String
    package let value: String
  }

  /// The model's name.
  package var model: String { specification.name }
}
