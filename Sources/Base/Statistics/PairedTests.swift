import Randomness

/// Two systems judged by the same users: is the mean difference more than luck, and how large is it?
///
/// Users are the units; their differences are taken as independent. With many users everything is significant, so the effect
/// size stands beside the p values. Source: J. Urbano, H. Lima, A. Hanjalic, SIGIR 2019 (the paired t test serves means of
/// metrics well); N. Ihemelandu, M. Ekstrand, SIGIR 2023.
package struct PairedTests: Sendable, Equatable {
  /// Users.
  package let count: Int
  /// Mean of first less second.
  package let meanDifference: Double
  /// Student's t of the differences; nil where they do not vary or fewer than two users stand.
  package let t: Double?
  /// Two-sided p value of the t test; 1 where no user differs, nil where there is no t otherwise.
  package let tPValue: Double?
  /// Two-sided p value of the permutation test: the share of sign flips, the observed one counted, whose mean difference is at
  /// least as far from 0. Source: B. Phipson, G. Smyth, Stat. Appl. Genet. Mol. Biol. 9(1), 2010 (never 0).
  package let permutationPValue: Double
  /// Sign flips tried: all 2ⁿ of them where they are no more than that.
  package let permutations: Int
  /// Cohen's d of paired samples: mean difference over the standard deviation of the differences; nil where it is 0.
  /// Source: J. Cohen, "Statistical power analysis for the behavioral sciences", 2nd ed. 1988, section 2.3.
  package let effectSize: Double?

  /// - Parameters:
  ///   - first: a value a user, finite.
  ///   - second: the other system's values of the same users.
  ///   - permutations: random sign flips, positive, where trying all would be more.
  package init(_ first: [Double], minus second: [Double], permutations: Int = 10_000, stream: RandomStream) {
    precondition(first.count == second.count && permutations > 0)
    let differences = zip(first, second).map { $0 - $1 }
    let summary = Summary(differences)
    count = differences.count
    meanDifference = summary.mean
    let deviation = summary.variance.squareRoot()
    effectSize = deviation > 0 ? summary.mean / deviation : nil
    t = deviation > 0 ? summary.mean / (deviation / Double(count).squareRoot()) : nil
    let isEqual = differences.allSatisfy { $0 == 0 }
    tPValue = t.map { studentTail($0, degreesOfFreedom: differences.count - 1) } ?? (isEqual ? 1 : nil)
    let moving = differences.filter { $0 != 0 }
    if moving.count < 20, 1 << moving.count <= permutations {
      self.permutations = 1 << moving.count
      permutationPValue = PairedTests.exactPermutation(moving)
    } else {
      self.permutations = permutations
      permutationPValue = PairedTests.sampledPermutation(moving, permutations, stream)
    }
  }

  /// How much smaller a sum may be and still count as equal: sums of the same numbers in another order differ in the last digits.
  private static func threshold(_ differences: [Double]) -> Double {
    let size = differences.reduce(0) { $0 + abs($1) }
    return abs(differences.reduce(0, +)) - size * 1e-12
  }

  private static func exactPermutation(_ differences: [Double]) -> Double {
    let threshold = threshold(differences)
    var extreme = 0
    let all = 1 << differences.count
    for flips in 0..<all {
      var sum = 0.0
      for (index, value) in differences.enumerated() { sum += flips >> index & 1 == 0 ? value : -value }
      if abs(sum) >= threshold { extreme += 1 }
    }
    return Double(extreme) / Double(all)
  }

  private static func sampledPermutation(_ differences: [Double], _ permutations: Int, _ stream: RandomStream) -> Double
  {
    let threshold = threshold(differences)
    var stream = stream
    var extreme = 0
    for _ in 0..<permutations {
      var sum = 0.0
      var bits: UInt64 = 0
      for (index, value) in differences.enumerated() {
        if index & 63 == 0 { bits = stream.next() }
        sum += bits & 1 == 0 ? value : -value
        bits >>= 1
      }
      if abs(sum) >= threshold { extreme += 1 }
    }
    return Double(extreme + 1) / Double(permutations + 1)
  }
}

/// p values corrected for their number so that the chance of any false alarm stays below the level: each is multiplied by how
/// many are as large or larger, and none is smaller than that of a smaller one. Order as given, at most 1.
/// Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6, 1979.
package func holmAdjusted(_ pValues: [Double]) -> [Double] {
  let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
  var adjusted = pValues
  var largest = 0.0
  for (position, index) in order.enumerated() {
    largest = max(largest, min(1, pValues[index] * Double(pValues.count - position)))
    adjusted[index] = largest
  }
  return adjusted
}
