/// Draws an index with given weights in constant time and two uniform numbers.
/// Source: M. D. Vose, "A linear algorithm for generating random numbers with a given distribution", IEEE TSE 17(9), 1991.
package struct AliasTable: Sendable {
  private let threshold: [Double]
  private let alias: [Int32]

  /// A table over weights that are finite, not negative and not all zero.
  package init(weights: [Double]) {
    let n = weights.count
    let total = weights.reduce(0, +)
    precondition(n > 0 && total > 0 && total.isFinite && weights.allSatisfy { $0 >= 0 })
    var scaled = weights.map { $0 * Double(n) / total }
    var threshold = [Double](repeating: 1, count: n)
    var alias = (0..<Int32(n)).map { $0 }
    var small: [Int] = []
    var large: [Int] = []
    for index in 0..<n {
      if scaled[index] < 1 { small.append(index) } else { large.append(index) }
    }
    while let low = small.popLast(), let high = large.last {
      threshold[low] = scaled[low]
      alias[low] = Int32(high)
      scaled[high] -= 1 - scaled[low]
      if scaled[high] < 1 { small.append(large.removeLast()) }
    }
    self.threshold = threshold
    self.alias = alias
  }

  package var count: Int { threshold.count }

  /// The next index, 0..<count.
  package func draw(_ stream: inout RandomStream) -> Int {
    let index = stream.integer(below: threshold.count)
    return stream.uniform() < threshold[index] ? index : Int(alias[index])
  }
}
