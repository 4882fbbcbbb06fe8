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
    var counted = Histogram()
    for index in 0..<counts.count { counted.counts[index] = counts[index] }
    counted.zeros = zeros
    counted.count = count
    counted.sum = sum
    counted.maximum = maximum
    counted.minimum = minimum
    histogram.merge(counted)
    self = HistogramRecorder()
  }
}
