/// Sums of request values by user, users in order of first appearance: the clusters of the bootstrap.
struct UserSums: Sendable {
  /// Distinct users of the chosen requests.
  let users: [Int32]
  /// Position in `users` for each request, or -1 for a request that is left out.
  private let positions: [Int]
  /// Number of chosen requests of each user, positive.
  let requestCounts: [Double]

  /// - Parameters:
  ///   - users: user of each request, not negative.
  ///   - isChosen: whether each request counts.
  init(users: [Int32], isChosen: [Bool]) {
    precondition(users.count == isChosen.count)
    var distinct: [Int32] = []
    var positionOfUser = [Int](repeating: -1, count: (users.max().map(Int.init) ?? -1) + 1)
    var counts: [Double] = []
    var positions: [Int] = []
    for (user, isChosen) in zip(users, isChosen) {
      guard isChosen else {
        positions.append(-1)
        continue
      }
      if positionOfUser[Int(user)] < 0 {
        positionOfUser[Int(user)] = distinct.count
        distinct.append(user)
        counts.append(0)
      }
      positions.append(positionOfUser[Int(user)])
      counts[positionOfUser[Int(user)]] += 1
    }
    self.users = distinct
    self.positions = positions
    requestCounts = counts
  }

  /// Each user's sum of a value a request.
  func sums(_ values: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: users.count)
    for (position, value) in zip(positions, values) where position >= 0 { sums[position] += value }
    return sums
  }
}
