import Randomness

/// What could be learned of a private log from its twin, tried.
///
/// Items of the two logs are matched by popularity: the r-th most taken of one is the r-th of the other. An attacker who
/// knows the popular items knows that much.
package enum TwinPrivacy {
  /// Rank of each item by events, the most taken first; equal counts in order of name.
  package static func ranks(_ log: InteractionLog) -> [Int32] {
    let counts = log.itemIDs.counts(below: log.items.count)
    let order = log.items.indices.sorted {
      counts[$0] != counts[$1]
        ? counts[$0] > counts[$1] : log.items[$0].utf8.lexicographicallyPrecedes(log.items[$1].utf8)
    }
    var ranks = [Int32](repeating: 0, count: order.count)
    for (rank, item) in order.enumerated() { ranks[item] = Int32(rank) }
    return ranks
  }

  /// Names of users and items that both logs have.
  package static func commonNames(_ source: InteractionLog, _ twin: InteractionLog) -> Int {
    let names = Set(source.users).union(source.items)
    return (twin.users + twin.items).count { names.contains($0) }
  }

  /// Runs of `length` events of a user of the twin that some user of the source has too, by rank.
  ///
  /// - Returns: for each, the index of its last event in the twin.
  package static func commonRuns(_ source: InteractionLog, _ twin: InteractionLog, length: Int = 5) -> [Int] {
    let known = Set(runs(source, length).map(\.hash))
    return runs(twin, length).filter { known.contains($0.hash) }.map(\.last)
  }

  /// The twin with items exchanged between events of common runs and others, until there is none, or 30 rounds are over.
  ///
  /// Popularity and activity stay as they are.
  package static func withoutCommonRuns(
    _ source: InteractionLog, _ twin: InteractionLog, seed: UInt64, length: Int = 5
  ) -> InteractionLog {
    let known = Set(runs(source, length).map(\.hash))
    var stream = RandomStream(seed: seed, name: "twin/repair")
    var twin = twin
    for _ in 0..<30 {
      let common = runs(twin, length).filter { known.contains($0.hash) }
      guard !common.isEmpty else { break }
      var items = Array(twin.itemIDs)
      // The exchange is with an event near in time, so that items keep their lives.
      for run in common {
        let width = min(items.count, 2_000)
        let low = max(0, min(items.count - width, run.last - width / 2))
        items.swapAt(run.last, low + stream.integer(below: width))
      }
      twin = InteractionLog(
        users: twin.users, items: twin.items, eventTypes: twin.eventTypes, userIDs: twin.userIDs,
        itemIDs: LogIDs(items),
        timestamps: twin.timestamps, eventTypeIDs: twin.eventTypeIDs, values: twin.values)
    }
    return twin
  }

  private static func runs(_ log: InteractionLog, _ length: Int) -> [(hash: UInt64, last: Int)] {
    let ranks = ranks(log)
    var recent = [UInt64](repeating: 0, count: log.users.count * length)
    var counts = [Int](repeating: 0, count: log.users.count)
    var runs: [(UInt64, Int)] = []
    for event in 0..<log.count {
      let user = Int(log.userIDs[event])
      recent[user * length + counts[user] % length] = UInt64(ranks[Int(log.itemIDs[event])])
      counts[user] += 1
      guard counts[user] >= length else { continue }
      var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
      for step in 0..<length {
        // A one-to-one mixing at each step: two runs have one hash by a chance of 2⁻⁶⁴.
        hash = (hash ^ recent[user * length + (counts[user] + step) % length]) &* 0xff51_afd7_ed55_8ccd
        hash ^= hash >> 32
      }
      runs.append((hash, event))
    }
    return runs
  }
}
