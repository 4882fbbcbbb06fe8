/// Whether two means over the same requests differ by more than luck, users being what was drawn.
///
/// The mean is Σ values / Σ requests over users. Its difference has the standard error of a ratio of sums, by users, and is
/// compared with Student's t distribution of users − 1 degrees of freedom.
/// Source: W. Cochran, "Sampling Techniques", 3rd edition, 1977, 2.11 and 6.4, for the error of a ratio.
package struct PairedClusterTest: Sendable, Hashable {
  /// Mean of `a` less mean of `b`.
  package let difference: Double
  /// 0 where all users differ alike, or there is one user only.
  package let standardError: Double
  /// Number of users.
  package let clusters: Int

  /// - Parameters:
  ///   - a: each user's sum of values.
  ///   - b: the same of what is compared with.
  ///   - counts: each user's requests, positive.
  package init(_ a: [Double], minus b: [Double], counts: [Double]) {
    precondition(a.count == b.count && a.count == counts.count && !counts.isEmpty)
    clusters = counts.count
    let total = counts.reduce(0, +)
    let difference = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) } / total
    var squares = 0.0
    for index in counts.indices {
      let residual = a[index] - b[index] - difference * counts[index]
      squares += residual * residual
    }
    self.difference = difference
    standardError =
      clusters > 1 ? (squares * Double(clusters) / Double(clusters - 1)).squareRoot() / total : 0
  }

  /// Two-sided: how often luck alone would make a difference as large; 1 for no difference at all or a single user.
  package var pValue: Double {
    guard difference != 0, clusters > 1 else { return 1 }
    guard standardError > 0 else { return 0 }
    return studentTail(difference / standardError, degreesOfFreedom: clusters - 1)
  }
}
