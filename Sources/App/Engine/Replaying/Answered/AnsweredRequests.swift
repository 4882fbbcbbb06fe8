import Interactions
import Pricing
import Statistics

/// Lists that a service gave for the requests of a log, with what is known of how it gave them.
package struct AnsweredRequests: Sendable {
  /// A name for the plan that the service is.
  package var name: String
  /// The items by index in the log, best first, for each request in order; those that the log does not have have numbers beyond
  /// its table. Nil where no list came: it scores as an empty one.
  package var lists: [[Int32]?]
  package var figures: ServiceFigures

  package init(name: String, lists: [[Int32]?], figures: ServiceFigures) {
    self.name = name
    self.lists = lists
    self.figures = figures
  }
}

/// How a service answered the requests of a replay.
package struct ServiceFigures: Sendable {
  /// The recipe's name.
  package var recipe: String
  /// Microseconds since the epoch; nil where it is not known.
  package var trainedAt: Int64?
  /// Whether the service was told what users did meanwhile; else their profiles stayed as at the cut.
  package var tells: Bool
  /// Requests answered, and those that failed, by cause.
  package var answered: Int
  package var faults: [(cause: String, count: Int)]
  /// Milliseconds from the instant at which a request was meant to go out, and from sending, to the answer.
  package var fromIntended: Histogram
  package var fromSending: Histogram
  /// What the requests cost.
  package var cost: AmountRange
  /// What was doubtful before it began, in sentences.
  package var warnings: [String]
  /// The service's hyperparameters that were set.
  package var hyperparameters: [(name: String, value: String)]
  /// Which events the model learned from, in words such as `Watch>=3.5`; empty for all.
  package var eventRules: [String]
  /// What a told event without a type was called.
  package var eventTypeOfNone: String
  /// Whether its lists went through a filter, which the stand-in's did not.
  package var isFiltered: Bool

  package init(
    recipe: String, trainedAt: Int64?, tells: Bool, answered: Int, faults: [(cause: String, count: Int)],
    fromIntended: Histogram, fromSending: Histogram, cost: AmountRange, warnings: [String],
    hyperparameters: [(name: String, value: String)], eventRules: [String], eventTypeOfNone: String,
    isFiltered: Bool = false
  ) {
    self.recipe = recipe
    self.trainedAt = trainedAt
    self.tells = tells
    self.answered = answered
    self.faults = faults
    self.fromIntended = fromIntended
    self.fromSending = fromSending
    self.cost = cost
    self.warnings = warnings
    self.hyperparameters = hyperparameters
    self.eventRules = eventRules
    self.eventTypeOfNone = eventTypeOfNone
    self.isFiltered = isFiltered
  }

  /// Requests that got no list.
  package var failed: Int { faults.reduce(0) { $0 + $1.count } }
}
