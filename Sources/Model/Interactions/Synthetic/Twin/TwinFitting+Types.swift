/// Event types, their order in sessions, and values.
extension TwinFitting {
  mutating func fitTypes() {
    let count = log.eventTypes.count
    var users = [Set<Int32>](repeating: [], count: count)
    var totals = [Int](repeating: 0, count: count)
    for event in 0..<log.count {
      let type = Int(log.eventTypeIDs[event])
      totals[type] += 1
      if users[type].count < least { users[type].insert(log.userIDs[event]) }
    }
    // A type of a few users is told of nobody.
    let kept = (0..<count).filter { users[$0].count >= least }.sorted { (-totals[$0], $0) < (-totals[$1], $1) }
    guard !kept.isEmpty else { return }
    var number = [Int?](repeating: nil, count: count)
    for (index, type) in kept.enumerated() { number[type] = index }
    var firsts = [Double](repeating: 0, count: kept.count)
    var pairs = [[Double]](repeating: firsts, count: kept.count)
    var pairUsers = [[Set<Int32>]](
      repeating: [Set<Int32>](repeating: [], count: kept.count), count: kept.count)
    for session in sessions {
      var last: Int?
      for place in session.first..<session.end {
        guard let type = number[Int(log.eventTypeIDs[Int(byUser[place])])] else { continue }
        if let last {
          pairs[last][type] += 1
          if pairUsers[last][type].count < least { pairUsers[last][type].insert(session.user) }
        } else {
          firsts[type] += 1
        }
        last = type
      }
    }
    let firstTotal = max(1, firsts.reduce(0, +))
    for (index, type) in kept.enumerated() {
      let known = pairs[index].indices.map { pairUsers[index][$0].count >= least ? pairs[index][$0] : 0 }
      let total = known.reduce(0, +)
      let next = total > 0 ? known.map { threeDigits($0 / total) } : firsts.map { threeDigits($0 / firstTotal) }
      let values = values(ofType: type)
      parameters.eventTypes.append(
        TwinParameters.EventType(
          name: log.eventTypes[type], firstShare: threeDigits(firsts[index] / firstTotal), nextShares: next,
          valueShare: values.share, values: values.sketch, valueDecimals: values.decimals))
    }
  }

  private func values(ofType type: Int) -> (share: Double, sketch: QuantileSketch?, decimals: Int) {
    let step = max(1, log.count / 200_000)
    var found: [(Double, Int32)] = []
    var seen = 0
    var decimals = 0
    for event in stride(from: 0, to: log.count, by: step) where Int(log.eventTypeIDs[event]) == type {
      seen += 1
      let value = log.values[event]
      guard value.isFinite else { continue }
      found.append((Double(value), log.userIDs[event]))
      while decimals < 2, !TwinFitting.isWhole(value, decimals) { decimals += 1 }
    }
    guard seen > 0, let sketch = sketch(found, cells: 100) else { return (0, nil, 0) }
    return (threeDigits(Double(found.count) / Double(seen)), sketch, decimals)
  }

  private static func isWhole(_ value: Float, _ decimals: Int) -> Bool {
    let scaled = value * (decimals == 0 ? 1 : 10)
    return abs(scaled - scaled.rounded()) <= abs(scaled) * 1e-6
  }
}
