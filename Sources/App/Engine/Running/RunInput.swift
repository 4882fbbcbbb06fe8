import Interactions
import Measures
import Pricing
import Scenarios

/// Everything a run needs, read and checked: from here on nothing is read any more and nothing can be wrong in the input.
package struct RunInput: Sendable {
  package let scenario: Scenario
  package let card: RateCard
  package let log: InteractionLog
  package let origin: LogOrigin

  package init(scenario: Scenario, card: RateCard, log: InteractionLog, origin: LogOrigin) {
    self.scenario = scenario
    self.card = card
    self.log = log
    self.origin = origin
  }
}

/// Where the log came from, for the report; never a path.
package struct LogOrigin: Sendable {
  /// The file's name without its folder, or "synthetic".
  package let name: String
  package let isSynthetic: Bool
  /// Whether the events are ratings of films, given in sittings at sign-up, and no visits.
  package let isRatings: Bool
  /// Rows left out because they were broken.
  package let rowsSkipped: Int

  package init(name: String, isSynthetic: Bool, isRatings: Bool, rowsSkipped: Int) {
    self.name = name
    self.isSynthetic = isSynthetic
    self.isRatings = isRatings
    self.rowsSkipped = rowsSkipped
  }
}

/// What a run is doing; shares ascend to 1 within a stage.
package struct RunProgress: Sendable {
  /// What is being done, in words for a terminal.
  package enum Stage: String, Sendable {
    case serving = "playing requests"
    case replay = "replaying the log"
    case intervals = "computing intervals"
    case drawing = "drawing the report"
  }
  package let stage: Stage
  package let share: Double

  package init(stage: Stage, share: Double) {
    self.stage = stage
    self.share = share
  }
}

/// Why a run could not be made although every file was read.
package struct RunError: Error, Sendable, CustomStringConvertible {
  /// What kind of error it is.
  package enum Code: String, Sendable {
    /// The log is too small or too short for what was asked.
    case logUnsuitable
    /// Playing every request would take many hours.
    case tooLarge
    /// A plan was asked for that the scenario does not have.
    case unknownPlan
    /// Too few replications for an interval.
    case tooFew
    /// A check of the program itself failed.
    case checkFailed
    /// A price could not be computed.
    case pricing
    /// The report could not be drawn.
    case report
  }
  package let code: Code
  package let description: String

  package init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
