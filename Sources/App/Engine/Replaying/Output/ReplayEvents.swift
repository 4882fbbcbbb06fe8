import DelimitedText
import Interactions
import Serving

/// A row for each request and plan: what the plan showed then, from what, and whether it was right.
package struct ReplayEvents: Sendable {
  private let table: QuestionTable
  private let courses: [ReplayCourse]
  private let scores: ListScores
  private let userNames: [String]

  /// The columns. `rank` is the first hit's from 1, empty without one; ages are in seconds from what was known to the
  /// request; `events_missed` counts the user's earlier events that the answer did not know.
  package static let header = [
    "request", "user", "instant", "plan", "route", "failure", "hit", "rank", "ndcg", "model_age_s", "profile_age_s",
    "catalogue_age_s", "events_missed",
  ]

  init(table: QuestionTable, courses: [ReplayCourse], scores: ListScores, userNames: [String]) {
    self.table = table
    self.courses = courses
    self.scores = scores
    self.userNames = userNames
  }

  /// Rows of so many requests are made at a time, so that any number of them takes little memory.
  private static let requestsAtOnce = 10_000

  /// Hands on the table's bytes piece by piece, its header first.
  package func write(to sink: ([UInt8]) throws -> Void) rethrows {
    try Self.write(requests: table.requests.count, to: sink) { request in courses.map { row(request, $0) } }
  }

  /// The same of any rows in these columns, by request.
  static func write(
    requests: Int, to sink: ([UInt8]) throws -> Void, rows: (Int) -> [[String]]
  ) rethrows {
    var writer = DelimitedWriter()
    writer.append(header)
    for request in 0..<requests {
      for row in rows(request) { writer.append(row) }
      guard request % requestsAtOnce == requestsAtOnce - 1 else { continue }
      try sink(writer.bytes)
      writer = DelimitedWriter()
    }
    try sink(writer.bytes)
  }

  private func row(_ request: Int, _ course: ReplayCourse) -> [String] {
    let answer = course.answers[request]
    let place = course.places[request]
    let score = place < 0 ? ListScore.missing : scores.scores[Int(place)]
    let now = table.requests.instants[request]
    let user = table.requests.users[request]
    let seen = table.histories.profile(of: user, before: now).items.count
    let known = answer.source.isOfModel && place >= 0 ? Int(table.questions[Int(place)].profileEvents) : 0
    let hasList = answer.source != .nothing
    return [
      "\(request)", userNames[Int(user)], "\(now)", course.name, answer.route.rawValue,
      answer.failure?.rawValue ?? "", score.hits > 0 ? "1" : "0", score.firstRank > 0 ? "\(score.firstRank)" : "",
      "\(Format.sixDigits(score.ndcg))", hasList ? "\(now - answer.modelCutSeconds)" : "",
      answer.source.isOfModel ? "\(now - answer.profileCutSeconds)" : "",
      hasList ? "\(now - answer.catalogueCutSeconds)" : "", "\(seen - known)",
    ]
  }
}
