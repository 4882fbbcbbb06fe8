/// Counts values for a histogram in a loop that does little else, in memory of its own.
@usableFromInline package struct HistogramRecorder {
  @usableFromInline let counts: Cells<UInt64>
  @usableFromInline var zeros: UInt64 = 0
  @usableFromInline var count: UInt64 = 0
  @usableFromInline var sum: Double = 0
  @usableFromInline var maximum: Double = 0
  @usableFromInline var minimum: Double = .infinity

  package init() { counts = Cells(repeatElement(0, count: Histogram.bucketCount)) }

  /// Counts a value; negative and not-a-number values are our own mistake.
  @inlinable @inline(__always) package mutating func add(_ value: Double) {
    precondition(value >= 0)
    count &+= 1
    sum += value
    if value > maximum { maximum = value }
    if value < minimum { minimum = value }
    if value == 0 { zeros &+= 1 } else { counts[Histogram.bucket(of: value)] &+= 1 }
  }

  /// Hands what was counted to a histogram, and begins anew.
  package mutating func flush(to histogram: inout Histogram) {
    histogram.add(
      counts: (0..<counts.count).lazy.map { [counts] in counts[$0] }, zeros: zeros, sum: sum, from: minimum,
      to: maximum)
    self = HistogramRecorder()
  }
}

extension Histogram {
  /// Adds values that were counted elsewhere into the same buckets.
  fileprivate mutating func add(
    counts added: some Sequence<UInt64>, zeros addedZeros: UInt64, sum addedSum: Double, from least: Double,
    to greatest: Double
  ) {
    for (index, bucket) in added.enumerated() where bucket > 0 {
      counts[index] &+= bucket
      count &+= bucket
    }
    zeros &+= addedZeros
    count &+= addedZeros
    sum += addedSum
    maximum = max(maximum, greatest)
    minimum = min(minimum, least)
  }
}
