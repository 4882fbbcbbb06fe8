import Interactions

/// Whether a log holds ratings given in sittings, as MovieLens does, and no visits: told from the log itself.
package struct RatingSittings: Sendable, Hashable {
  /// Users with events at enough instants to tell.
  package let users: Int
  /// Share of them whose events all belong to one sitting.
  package let inOneSittingShare: Double
  /// Share of their events that take an item again: ratings do not, clicks do.
  package let repeatShare: Double

  /// Instants at which a user must have been active to be judged: a shop's one-time buyer has one or two.
  package static let fewestInstants = 5
  /// A longer pause ends a sitting.
  package static let longestPauseSeconds: Int64 = 3600

  /// Whether most users came for one sitting and took nothing twice.
  package var isRatingLog: Bool { users > 0 && inOneSittingShare > 0.5 && repeatShare < 0.01 }

  package init(of histories: UserHistories) {
    var judged = 0
    var single = 0
    var (events, repeats) = (0, 0)
    for user in 0..<histories.userCount {
      let own = histories.timestamps[histories.offsets[user]..<histories.offsets[user + 1]]
      var instants = 0
      var isSingle = true
      var last: Int64?
      for seconds in own where seconds != last {
        instants += 1
        if let last, seconds - last > Self.longestPauseSeconds { isSingle = false }
        last = seconds
      }
      guard instants >= Self.fewestInstants else { continue }
      judged += 1
      let items = histories.items[histories.offsets[user]..<histories.offsets[user + 1]]
      events += items.count
      repeats += items.count - Set(items).count
      if isSingle { single += 1 }
    }
    users = judged
    repeatShare = events > 0 ? Double(repeats) / Double(events) : 0
    inOneSittingShare = judged > 0 ? Double(single) / Double(judged) : 0
  }
}
