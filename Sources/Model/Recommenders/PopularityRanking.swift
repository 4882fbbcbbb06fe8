import Interactions
import RealModule

/// All items known at the cut, most popular first, equal ones in ascending order of index.
struct PopularityRanking: Sendable {
  let items: [Int32]

  /// Items with a positive event count, by descending score.
  private init(scores: [Double], isKnown: [Bool]) {
    items = isKnown.indices.filter { isKnown[$0] }
      .sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
      .map { Int32($0) }
  }

  /// By number of distinct users, the way Amazon Personalize's popularity count goes by unique users.
  static func byDistinctUsers(log: InteractionLog, events: Int) -> PopularityRanking {
    let incidence = UserItemIncidence(log: log, events: events, historyLimit: .max)
    let counts = incidence.userCounts(itemCount: log.items.count)
    return PopularityRanking(scores: counts.map(Double.init), isKnown: counts.map { $0 > 0 })
  }

  /// By Σ 2^(−age / half-life) over events, ages counted from the newest event: counting them from any later instant
  /// multiplies all scores by the same factor, so the order holds until the next fit.
  static func byDecayedEvents(log: InteractionLog, events: Int, halfLifeDays: Double) -> PopularityRanking {
    precondition(halfLifeDays > 0)
    var scores = [Double](repeating: 0, count: log.items.count)
    var isKnown = [Bool](repeating: false, count: log.items.count)
    let halfLifeSeconds = halfLifeDays * 86_400
    for event in 0..<events {
      let ageSeconds = Double(log.timestamps[events - 1] - log.timestamps[event])
      let item = Int(log.itemIDs[event])
      scores[item] += Double.exp2(-ageSeconds / halfLifeSeconds)
      isKnown[item] = true
    }
    return PopularityRanking(scores: scores, isKnown: isKnown)
  }
}
