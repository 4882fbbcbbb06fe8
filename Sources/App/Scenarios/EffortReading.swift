/// Reads how much work each kind of plan is: an assumption by nature, so every number can be replaced.
enum EffortReading {
  /// Moving parts, deploy steps, waits and stars by kind of plan. The stars of batch and campaign are those of the lecture
  /// that recast grew from (three against five); the counts are ours, from the steps that lecture walks through.
  private static let defaults: [(kind: String, effort: Effort, why: String)] = [
    (
      "batch", Effort(movingParts: 6, deploySteps: 9, waits: 5, stars: 3),
      "bucket, role, datasets, solution, scheduled job, serving table"
    ),
    (
      "campaign", Effort(movingParts: 8, deploySteps: 11, waits: 6, stars: 5),
      "role, datasets, solution, campaign, event tracker, client with retries, fallback, alarms on cost and throttling"
    ),
    (
      "hybrid", Effort(movingParts: 11, deploySteps: 15, waits: 8, stars: 5),
      "both of the above, and the routing between them"
    ),
    (
      "recommender", Effort(movingParts: 7, deploySteps: 9, waits: 5, stars: 4),
      "role, domain datasets, recommender, event tracker, client with retries, fallback, schedule to stop and start"
    ),
    (
      "own", Effort(movingParts: 5, deploySteps: 7, waits: 0, stars: 3),
      "instance, cron, model code that is ours to keep, export, serving table"
    ),
    ("popular", Effort(movingParts: 2, deploySteps: 2, waits: 0, stars: 1), "a query from cron and a cached list"),
  ]

  static func effort(_ reader: MappingReader) -> [String: Effort] {
    defer { reader.refuseUnknownKeys() }
    var result: [String: Effort] = [:]
    for (kind, standard, why) in defaults {
      let below = reader.reader(kind)
      func number(_ name: String, _ value: Int, in range: ClosedRange<Int>) -> Int {
        below.count(
          name, Default(assumption: "\(value) \(name == "stars" ? "stars" : "of them")", why),
          units: ["", "stars", "of them"], example: "\(value)", in: range)
      }
      result[kind] = Effort(
        movingParts: number("movingParts", standard.movingParts, in: 0...100),
        deploySteps: number("deploySteps", standard.deploySteps, in: 0...100),
        waits: number("waits", standard.waits, in: 0...100), stars: number("stars", standard.stars, in: 1...5))
      below.refuseUnknownKeys()
    }
    return result
  }
}
