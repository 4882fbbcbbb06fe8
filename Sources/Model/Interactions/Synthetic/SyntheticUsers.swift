import Randomness
import RealModule

/// Users' lasting tastes, which drift, and what they bought.
struct SyntheticUsers {
  static let remembered = 4

  private let tastesPerUser: Int
  private let driftPerSecond: Double
  /// Categories of each user's taste, strongest first; -1 before the first visit.
  private var tastes: [Int32]
  private var lastVisits: [Int64]
  /// The last few items each user bought, in a ring, and how many were bought.
  private var bought: [Int32]
  private var boughtCounts: [Int]
  private let tasteSums: [Double]

  init(_ parameters: SyntheticParameters) {
    let users = max(1, parameters.users)
    tastesPerUser = max(1, parameters.tastes)
    driftPerSecond = parameters.tasteDriftPerDay / 86_400
    tastes = [Int32](repeating: -1, count: users * tastesPerUser)
    lastVisits = [Int64](repeating: 0, count: users)
    bought = [Int32](repeating: -1, count: users * SyntheticUsers.remembered)
    boughtCounts = [Int](repeating: 0, count: users)
    var sums: [Double] = []
    var sum = 0.0
    for rank in 1...tastesPerUser {
      sum += 1 / Double(rank)
      sums.append(sum)
    }
    tasteSums = sums
  }

  /// A visit begins: a first taste is drawn, or what has drifted since the last visit is replaced.
  mutating func visit(_ user: Int32, at second: Int64, _ catalogue: SyntheticCatalogue, _ stream: inout RandomStream) {
    let first = Int(user) * tastesPerUser
    let isNew = tastes[first] < 0
    let away = Double(second - lastVisits[Int(user)])
    let change = isNew ? 1 : 1 - Double.exp(-driftPerSecond * away)
    for taste in first..<first + tastesPerUser where stream.uniform() < change {
      tastes[taste] = catalogue.drawCategory(&stream)
    }
    lastVisits[Int(user)] = second
  }

  /// A category of a user's taste.
  func drawTaste(of user: Int32, _ stream: inout RandomStream) -> Int32 {
    let drawn = stream.uniform() * tasteSums[tastesPerUser - 1]
    var rank = 0
    while rank + 1 < tastesPerUser, tasteSums[rank] <= drawn { rank += 1 }
    return tastes[Int(user) * tastesPerUser + rank]
  }

  /// One of the last few items a user bought; nil when there is none.
  func drawBought(by user: Int32, _ stream: inout RandomStream) -> Int32? {
    let kept = min(boughtCounts[Int(user)], SyntheticUsers.remembered)
    guard kept > 0 else { return nil }
    return bought[Int(user) * SyntheticUsers.remembered + stream.integer(below: kept)]
  }

  /// Remembers a purchase.
  mutating func buy(_ item: Int32, by user: Int32) {
    let place = boughtCounts[Int(user)] % SyntheticUsers.remembered
    bought[Int(user) * SyntheticUsers.remembered + place] = item
    boughtCounts[Int(user)] += 1
  }
}
