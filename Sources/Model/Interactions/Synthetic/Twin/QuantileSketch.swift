import RealModule

/// A distribution as means of neighbouring values, each over at least k users: what may be shared of a private log.
///
/// Sorted values are cut into cells (microaggregation); a cell keeps its share of the values and their mean, rounded to three
/// digits. Between the middles of cells the quantile function is a straight line; above the last it goes on as an
/// exponential tail, for no single user's extreme is kept.
/// Source: J. Domingo-Ferrer, J. Mateo-Sanz, "Practical data-oriented microaggregation for statistical disclosure control",
/// IEEE TKDE 14(1), 2002.
package struct QuantileSketch: Sendable, Equatable {
  /// Share of all values below each cell's mean, ascending in (0, 1).
  package let shares: [Double]
  /// Mean of each cell's values, ascending.
  package let values: [Double]

  /// A sketch from its parts; nil unless both are ascending, finite, of one length and not empty.
  package init?(shares: [Double], values: [Double]) {
    guard !shares.isEmpty, shares.count == values.count, shares.allSatisfy({ $0 > 0 && $0 < 1 }),
      values.allSatisfy(\.isFinite), zip(shares, shares.dropFirst()).allSatisfy({ $0 < $1 }),
      zip(values, values.dropFirst()).allSatisfy({ $0 <= $1 })
    else { return nil }
    self.shares = shares
    self.values = values
  }

  /// The sketch of values.
  ///
  /// - Parameters:
  ///   - users: users behind the value at an index, a few of whom may be enough; each cell has at least `least` different.
  ///   - cells: at most about as many.
  /// - Returns: nil where all values together have fewer users.
  init?(of all: [Double], atLeast least: Int, cells: Int, users: (Int) -> some Sequence<Int32>) {
    let order = all.indices.sorted { (all[$0], $0) < (all[$1], $1) }
    let fewest = max(1, all.count / max(1, cells))
    var means: [(count: Int, sum: Double)] = []
    var seen = Set<Int32>()
    var count = 0
    var sum = 0.0
    for index in order {
      count += 1
      sum += all[index]
      if seen.count < least { for user in users(index) where seen.count < least { seen.insert(user) } }
      if count >= fewest, seen.count >= least {
        means.append((count, sum))
        (count, sum) = (0, 0)
        seen.removeAll(keepingCapacity: true)
      }
    }
    guard !means.isEmpty else { return nil }
    means[means.count - 1].count += count
    means[means.count - 1].sum += sum
    var before = 0
    var shares: [Double] = []
    for (index, mean) in means.enumerated() {
      // The mean of an exponential tail beyond 1 − q lies where 1 − q/e of all values are below.
      let isTail = index > 0 && index == means.count - 1
      let inCell = Double(mean.count) * (isTail ? 1 - Double.exp(-1) : 0.5)
      shares.append(((Double(before) + inCell) / Double(all.count) * 1e6).rounded() / 1e6)
      before += mean.count
    }
    self.init(shares: shares, values: means.map { threeDigits($0.sum / Double($0.count)) })
  }

  /// The value below which a share of the values lie, in (0, 1).
  package func value(at share: Double) -> Double {
    let above = shares.partitioningIndex { $0 >= share }
    if above == 0 { return values[0] }
    func depth(_ share: Double) -> Double { -Double.log(1 - share) }
    if above < shares.count {
      let (low, high) = (values[above - 1], values[above])
      if above == shares.count - 1, low > 0 {
        // Towards the tail the curve is convex: by ratio over the tail's own depth.
        let part = (depth(share) - depth(shares[above - 1])) / (depth(shares[above]) - depth(shares[above - 1]))
        return low * Double.pow(high / low, part)
      }
      let part = (share - shares[above - 1]) / (shares[above] - shares[above - 1])
      return low + part * (high - low)
    }
    let last = values[values.count - 1]
    guard values.count > 1, last > 0 else { return last }
    let slope =
      (last - values[values.count - 2]) / (depth(shares[shares.count - 1]) - depth(shares[shares.count - 2]))
    return min(2 * last, last + slope * (depth(share) - depth(shares[shares.count - 1])))
  }
}

/// A number with three significant digits.
func threeDigits(_ value: Double) -> Double {
  guard value != 0, value.isFinite else { return value }
  let scale = Double.pow(10, 2 - Double.log10(abs(value)).rounded(.down))
  return (value * scale).rounded() / scale
}
