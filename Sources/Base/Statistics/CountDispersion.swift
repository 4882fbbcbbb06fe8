/// How much counts in equal windows scatter: variance over mean, 1 for a Poisson process.
///
/// Counts of many replications are added up as whole numbers, so the order does not matter.
/// Source: D. R. Cox, P. A. W. Lewis, "The Statistical Analysis of Series of Events", 1966, section 4.5.
package struct CountDispersion: Sendable, Equatable {
  private var sums: [Int]
  private var squares: [Int]
  private var replications = 0
  /// Sum over replications of the variance over windows, and of the mean.
  private var overTimeVariance = 0.0
  private var overTimeMean = 0.0

  /// - Parameter windows: counts a replication has.
  package init(windows: Int) {
    sums = [Int](repeating: 0, count: windows)
    squares = sums
  }

  /// Bytes that so many windows take.
  package static func bytes(windows: Int) -> Int { windows * 16 }

  /// Adds a replication's counts, one a window.
  package mutating func add(_ counts: some Collection<Int32>) {
    precondition(counts.count == sums.count)
    replications += 1
    var (sum, square) = (0, 0)
    for (window, count) in counts.enumerated() {
      let count = Int(count)
      sums[window] &+= count
      squares[window] &+= count * count
      sum &+= count
      square &+= count * count
    }
    let n = Double(sums.count)
    guard n > 1 else { return }
    let mean = Double(sum) / n
    overTimeMean += mean
    overTimeVariance += (Double(square) - n * mean * mean) / (n - 1)
  }

  /// Variance over replications within each window, summed, over the sum of means: what is random beyond the stated rate.
  /// Nil for fewer than two replications or without a count.
  package var betweenReplications: Double? {
    let n = Double(replications)
    guard replications > 1 else { return nil }
    var (variance, mean) = (0.0, 0.0)
    for window in sums.indices {
      let average = Double(sums[window]) / n
      mean += average
      variance += (Double(squares[window]) - n * average * average) / (n - 1)
    }
    return mean > 0 ? variance / mean : nil
  }

  /// Variance over the windows of a replication over their mean, daily and weekly waves included. Nil without a count.
  package var overTime: Double? { overTimeMean > 0 ? overTimeVariance / overTimeMean : nil }
}
