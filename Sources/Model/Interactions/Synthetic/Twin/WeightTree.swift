/// Weights that change while indices are drawn by them: a Fenwick tree, both in logarithmic time.
/// Source: P. Fenwick, "A new data structure for cumulative frequency tables", Software: Practice and Experience 24(3), 1994.
struct WeightTree {
  private var sums: [Double]
  /// The largest power of two not above the count.
  private let top: Int
  /// Sum of all weights.
  private(set) var total = 0.0

  init(_ weights: [Double]) {
    sums = [0] + weights
    var top = 1
    while top * 2 <= weights.count { top *= 2 }
    self.top = top
    for index in 1..<max(1, sums.count) {
      let parent = index + (index & -index)
      if parent < sums.count { sums[parent] += sums[index] }
    }
    total = weights.reduce(0, +)
  }

  mutating func add(_ change: Double, to index: Int) {
    var place = index + 1
    while place < sums.count {
      sums[place] += change
      place += place & -place
    }
    total += change
  }

  /// The index at which the running sum of weights passes `target`, in 0..<total.
  func index(at target: Double) -> Int {
    var place = 0
    var rest = target
    var step = top
    while step > 0 {
      let next = place + step
      if next < sums.count, sums[next] <= rest {
        place = next
        rest -= sums[next]
      }
      step /= 2
    }
    return min(place, sums.count - 2)
  }
}

/// Pairs of user and item that were met: open addressing over 64-bit keys.
struct PairSet {
  private var slots = [UInt64](repeating: .max, count: 1 << 12)
  private var count = 0

  func contains(_ user: Int32, _ item: Int32) -> Bool { slots[slot(PairSet.key(user, item))] != .max }

  mutating func insert(_ user: Int32, _ item: Int32) {
    let key = PairSet.key(user, item)
    let slot = slot(key)
    guard slots[slot] == .max else { return }
    slots[slot] = key
    count += 1
    guard count * 2 > slots.count else { return }
    let old = slots
    slots = [UInt64](repeating: .max, count: old.count * 2)
    for key in old where key != .max { slots[self.slot(key)] = key }
  }

  private static func key(_ user: Int32, _ item: Int32) -> UInt64 { UInt64(UInt32(user)) << 32 | UInt64(UInt32(item)) }

  /// Where a key is, or would be.
  private func slot(_ key: UInt64) -> Int {
    let mixed = (key ^ key >> 32) &* 0x9e37_79b9_7f4a_7c15
    var slot = Int(truncatingIfNeeded: mixed >> 20) & (slots.count - 1)
    while slots[slot] != .max, slots[slot] != key { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }
}
