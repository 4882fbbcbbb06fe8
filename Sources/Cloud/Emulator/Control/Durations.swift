/// Seconds of the service's time that jobs take beyond their fixed part. Assumptions where nothing better is said.
enum Durations {
  /// Source: 20–60 minutes for 100 k to 700 k events in AWS's sample notebooks; hyperparameter search 54 against 38 minutes.
  static func training(isTuned: Bool) -> Double { isTuned ? 2_400 : 1_500 }

  /// Billed hours of a training that took so long. Source: billed hours are 2 to 9 times wall hours in those notebooks; 3.1
  /// at 328,000 events is taken for all (assumption).
  static func billedHours(wallSeconds: Double) -> Double { 3.1 * wallSeconds / 3600 }

  /// Until an event counts in the next answer. Source: 1–2 seconds in AWS's cheat sheet.
  static let eventSeconds = 1.0
  /// Until a record put alone counts in filters and answers. Source: seconds to 20 minutes in the developer guide (2025).
  static let recordSeconds = 15.0
}
