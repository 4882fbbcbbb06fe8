import Foundation
import Interactions
import Recommenders

/// The protocol of sequential recommendation: each user's last event is to be found among all items not yet taken.
struct LeaveLastOut {
  let train: InteractionLog
  /// Each user's last item, or -1 without any.
  let targets: [Int32]

  init(of all: InteractionLog) {
    var left = [Int](repeating: 0, count: all.users.count)
    for user in all.userIDs { left[Int(user)] += 1 }
    var kept: [Event] = []
    var targets = [Int32](repeating: -1, count: all.users.count)
    for index in 0..<all.count {
      let user = all.userIDs[index]
      left[Int(user)] -= 1
      if left[Int(user)] == 0 {
        targets[Int(user)] = all.itemIDs[index]
      } else {
        kept.append((user, all.itemIDs[index], all.timestamps[index]))
      }
    }
    train = log(kept, users: all.users.count, items: all.items.count)
    self.targets = targets
  }

  /// HR@10 and NDCG@10 over users with a target.
  func quality(_ specification: RecommenderSpecification) -> (hitRate: Double, ndcg: Double) {
    let model = specification.fit(log: train, before: .max)
    let histories = UserHistories(of: train)
    var scratch = ScoringScratch()
    var (users, hits, gain) = (0.0, 0.0, 0.0)
    for user in 0..<Int32(targets.count) where targets[Int(user)] >= 0 {
      let list = model.recommend(
        to: histories.profile(of: user, before: .max), at: .max, count: 10, exclusion: .seen, scratch: &scratch)
      users += 1
      guard let rank = list.firstIndex(of: targets[Int(user)]) else { continue }
      hits += 1
      gain += 1 / log2(Double(rank) + 2)
    }
    return (hits / users, gain / users)
  }
}

/// MovieLens 1M as papers on sequences use it: "user item" a line, in order of time, no timestamps.
func movieLensSequence() throws -> InteractionLog {
  let text = try String(contentsOf: dataFolder.appending(path: "ml-1m/sequence.txt"), encoding: .utf8)
  let rows = text.utf8.split(separator: UInt8(ascii: "\n")).map { line in
    line.split(separator: UInt8(ascii: " ")).map { Int32(Substring($0)) ?? 0 }
  }
  return log(rows.enumerated().map { ($1[0] - 1, $1[1] - 1, Int64($0)) })
}
