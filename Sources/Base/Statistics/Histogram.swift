/// A mergeable histogram of positive numbers with a relative bucket width below 0.8 %.
///
/// Buckets are the top seven bits of the mantissa (128 a power of two) from 2^-40 to 2^24; what lies outside counts in the
/// first or last bucket. Zero has a bucket of its own. Merging adds counts, so quantiles of a merged histogram are those of
/// all values together: percentiles are never averaged.
@usableFromInline package struct Histogram: Sendable, Equatable {
  @usableFromInline var counts: [UInt64]
  @usableFromInline package internal(set) var zeros: UInt64 = 0
  /// Number of values.
  @usableFromInline package internal(set) var count: UInt64 = 0
  /// Sum of the values, in their unit.
  @usableFromInline package internal(set) var sum: Double = 0
  @usableFromInline package internal(set) var maximum: Double = 0
  @usableFromInline package internal(set) var minimum: Double = .infinity

  // Computed, not stored: a stored static is initialised behind a check at each access.
  @inlinable static var bucketCount: Int { 64 << 7 }
  @inlinable static var lowestExponent: Int { 1023 - 40 }

  /// Places behind the buckets for the zeros of a block, in turn: adding to one place again and again would wait for the
  /// store before. They are empty between blocks.
  @inlinable static var sparePlaces: Int { 8 }

  package init() { counts = [UInt64](repeating: 0, count: Histogram.bucketCount + Histogram.sparePlaces) }

  /// Counts a value; negative and not-a-number values are our own mistake.
  @inlinable @inline(__always) package mutating func add(_ value: Double) {
    precondition(value >= 0)
    count &+= 1
    sum += value
    if value > maximum { maximum = value }
    if value < minimum { minimum = value }
    if value == 0 { zeros &+= 1 } else { counts[Histogram.bucket(of: value)] &+= 1 }
  }

  /// Counts so many values, at least one, that lie together in one bucket.
  ///
  /// - Parameters:
  ///   - sum: of the values.
  ///   - least: the smallest; decides the bucket.
  ///   - greatest: the largest.
  package mutating func add(count values: UInt64, sum: Double, from least: Double, to greatest: Double) {
    precondition(values > 0 && least >= 0 && greatest >= least)
    count &+= values
    self.sum += sum
    maximum = max(maximum, greatest)
    minimum = min(minimum, least)
    if least == 0 { zeros &+= values } else { counts[Histogram.bucket(of: least)] &+= values }
  }

  /// The end of the bucket that a value lies in: the smallest larger value in the next. For 0 the smallest positive value.
  package static func upperEdge(of value: Double) -> Double {
    guard value > 0 else { return .leastNonzeroMagnitude }
    return edge(bucket(of: value) + 1)
  }

  /// Counts a block of values, each at least 0: what as many calls of `add` would count, several times faster. The sum may
  /// differ from theirs in the last digits, for it is made in four lanes.
  @inlinable package mutating func add(contentsOf values: UnsafeBufferPointer<Double>) {
    var (lowest, highest, sums) = (
      SIMD4<Double>(repeating: .infinity), SIMD4<Double>.zero, SIMD4<Double>.zero
    )
    let whole = values.count & ~3
    counts.withUnsafeMutableBufferPointer { counts in
      var index = 0
      while index < whole {
        let four = SIMD4(values[index], values[index &+ 1], values[index &+ 2], values[index &+ 3])
        lowest.replace(with: four, where: four .< lowest)
        highest.replace(with: four, where: four .> highest)
        sums += four
        for lane in 0..<4 {
          let value = four[lane]
          // No branch: whether a request waits is what a processor cannot guess.
          let place = value == 0 ? Histogram.bucketCount &+ ((index &+ lane) & 7) : Histogram.bucket(of: value)
          counts[place] &+= 1
        }
        index &+= 4
      }
    }
    if whole > 0 {
      precondition(lowest.min() >= 0 && sums.sum().isFinite)
      count &+= UInt64(whole)
      sum += sums.sum()
      maximum = max(maximum, highest.max())
      minimum = min(minimum, lowest.min())
      for place in Histogram.bucketCount..<(Histogram.bucketCount + Histogram.sparePlaces) {
        zeros &+= counts[place]
        counts[place] = 0
      }
    }
    for index in whole..<values.count { add(values[index]) }
  }

  /// Adds another histogram's values to this one.
  package mutating func merge(_ other: Histogram) {
    for index in counts.indices { counts[index] &+= other.counts[index] }
    zeros &+= other.zeros
    count &+= other.count
    sum += other.sum
    maximum = max(maximum, other.maximum)
    minimum = min(minimum, other.minimum)
  }

  /// Mean of the values; nil when there are none.
  package var mean: Double? { count == 0 ? nil : sum / Double(count) }

  /// The smallest value with at least a share `p` of all values at or below it, to 0.4 %; exactly the maximum where that
  /// is it; nil when empty.
  package func quantile(_ p: Double) -> Double? {
    precondition(p >= 0 && p <= 1)
    guard count > 0 else { return nil }
    let needed = max(1, UInt64((p * Double(count)).rounded(.up)))
    var seen = zeros
    if seen >= needed { return 0 }
    if needed >= count { return maximum }
    for (index, bucketCount) in counts.enumerated() where bucketCount > 0 {
      seen &+= bucketCount
      if seen >= needed { return min(max(Histogram.middle(of: index), minimum), maximum) }
    }
    return maximum
  }

  /// The share of values at or below `value`, to the bucket's width; 0 when empty.
  package func share(atOrBelow value: Double) -> Double {
    guard count > 0, value >= 0 else { return 0 }
    var seen = zeros
    if value > 0 { for index in 0...Histogram.bucket(of: value) { seen &+= counts[index] } }
    return Double(seen) / Double(count)
  }

  /// The cumulative distribution as steps (value, share at or below it), at most one a bucket that holds values.
  package var cumulative: [(value: Double, share: Double)] {
    guard count > 0 else { return [] }
    var steps: [(Double, Double)] = zeros > 0 ? [(0, Double(zeros) / Double(count))] : []
    var seen = zeros
    for (index, bucketCount) in counts.enumerated() where bucketCount > 0 {
      seen &+= bucketCount
      steps.append((min(max(Histogram.middle(of: index), minimum), maximum), Double(seen) / Double(count)))
    }
    return steps
  }

  @inlinable static func bucket(of value: Double) -> Int {
    let top = Int(truncatingIfNeeded: value.bitPattern >> 45) - (lowestExponent << 7)
    return min(max(top, 0), bucketCount - 1)
  }

  private static func middle(of bucket: Int) -> Double { 0.5 * (edge(bucket) + edge(bucket + 1)) }

  /// Where a bucket begins.
  private static func edge(_ bucket: Int) -> Double {
    Double(bitPattern: UInt64(bucket + (lowestExponent << 7)) << 45)
  }
}
