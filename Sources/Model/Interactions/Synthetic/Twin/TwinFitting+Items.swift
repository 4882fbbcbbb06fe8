import RealModule

/// Items: how popular, when they live, what they go with, and how often they come again.
extension TwinFitting {
  mutating func fitItems() {
    let userIDs = log.userIDs
    let counts = log.itemIDs.counts(below: log.items.count)
    let itemStarts = log.itemIDs.starts(below: log.items.count)
    let byItem = log.itemIDs.eventsInOrder(itemStarts)
    let ranked = log.items.indices.filter { counts[$0] > 0 }.sorted { (counts[$0], $0) < (counts[$1], $1) }
    parameters.items = Int(threeDigits(Double(ranked.count)))
    parameters.popularity =
      QuantileSketch(of: ranked.map { Double(counts[$0]) }, atLeast: least, cells: 400) { index in
        byItem[itemStarts[ranked[index]]..<itemStarts[ranked[index] + 1]].lazy.map { userIDs[Int($0)] }
      } ?? .one
    parameters.repeatShare = repeatShare()
    parameters.drift = drift(ranked, counts, byItem, itemStarts)
    let groups = ItemGroups(self, counts: counts)
    (parameters.groupShares, parameters.groupLoyalty, parameters.groupStickiness) = groups.measured(self)
    fitStrata(ranked, counts, byItem, itemStarts, groups)
  }

  /// Events on an item that the user had before, over events of users with a history.
  private func repeatShare() -> Double {
    var lastUser = [Int32](repeating: -1, count: log.items.count)
    var repeats = 0
    for user in ranking {
      for event in userEvents(user) {
        let item = Int(log.itemIDs[Int(event)])
        if lastUser[item] == user { repeats += 1 }
        lastUser[item] = user
      }
    }
    return threeDigits(Double(repeats) / Double(max(1, log.count - ranking.count)))
  }

  /// How much popular items' counts in tenths of the log vary beyond chance, between their first and last event.
  private func drift(_ ranked: [Int], _ counts: [Int], _ byItem: [Int32], _ starts: [Int]) -> Double {
    var sum = 0.0
    var items = 0
    for item in ranked where counts[item] >= 100 {
      var tenths = [Double](repeating: 0, count: 10)
      for event in byItem[starts[item]..<starts[item + 1]] { tenths[Int(event) * 10 / log.count] += 1 }
      guard let first = tenths.firstIndex(where: { $0 > 0 }), let last = tenths.lastIndex(where: { $0 > 0 }),
        last - first >= 3
      else { continue }
      // The first and last tenths of a life are cut.
      let inner = tenths[(first + 1)..<last]
      let mean = inner.reduce(0, +) / Double(inner.count)
      let variance = inner.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, inner.count - 1))
      guard mean > 0 else { continue }
      sum += max(0, variance - mean) / (mean * mean)
      items += 1
    }
    return items < 10 ? 0 : threeDigits(Double.log(1 + sum / Double(items)).squareRoot())
  }

  private mutating func fitStrata(
    _ ranked: [Int], _ counts: [Int], _ byItem: [Int32], _ starts: [Int], _ groups: ItemGroups
  ) {
    var bounds: [Int] = []
    for share in [0.5, 0.8, 0.95, 1] {
      let bound = Int((Double(ranked.count) * share).rounded())
      if bound > (bounds.last ?? 0) { bounds.append(bound) }
    }
    let total = Double(log.count)
    for (index, bound) in bounds.enumerated() {
      let items = ranked[(index == 0 ? 0 : bounds[index - 1])..<bound]
      var births: [(Double, Int32)] = []
      var lives: [(Double, Int32)] = []
      // What few events say of a life is mostly chance.
      for item in items where counts[item] >= 8 {
        let first = byItem[starts[item]]
        let last = byItem[starts[item + 1] - 1]
        let pad = Double(last - first) / Double(counts[item] - 1)
        let birth = max(0, Double(first) - pad) / total
        births.append((birth, log.userIDs[Int(first)]))
        lives.append((min(1, (Double(last) + pad) / total) - birth, log.userIDs[Int(last)]))
      }
      let isTold = births.count * 2 > items.count
      parameters.strata.append(
        TwinParameters.ItemStratum(
          upTo: Double(bound) / Double(ranked.count), births: isTold ? sketch(births, cells: 30) : nil,
          lives: isTold ? sketch(lives, cells: 30) : nil,
          groupShares: groups.shares(of: items, byItem, starts, self) ?? parameters.groupShares))
    }
  }
}
