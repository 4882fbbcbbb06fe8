import Statistics

/// Counts ages that grow with time from an origin, told in order of time: a million requests a bucket cost an addition each.
///
/// An age is now − origin, so it crosses into a histogram's next bucket at an instant known beforehand; between two such
/// instants only how many there were and the sum of their distances from the first is kept. The quantiles are those of
/// adding each age by itself.
struct AgeRamp {
  private var origin: Int64
  /// First instant that no longer falls into the current bucket.
  private var bucketEnd = Int64.min
  private var first: Int64 = 0
  private var last: Int64 = 0
  private var count: UInt64 = 0
  private var distances: Int64 = 0

  private static let hoursPerMicrosecond = 1 / 3.6e9

  /// - Parameter origin: microseconds since the epoch.
  init(from origin: Int64) { self.origin = origin }

  /// Counts an age at an instant that is not before the one told before, nor before the origin.
  @inline(__always)
  mutating func add(at microseconds: Int64, to histogram: inout Histogram) {
    if microseconds >= bucketEnd { turn(at: microseconds, &histogram) }
    count &+= 1
    distances &+= microseconds &- first
    last = microseconds
  }

  /// Takes another origin, from the next age on.
  mutating func move(to origin: Int64, _ histogram: inout Histogram) {
    guard origin != self.origin else { return }
    flush(to: &histogram)
    self.origin = origin
    bucketEnd = .min
  }

  /// Puts what was counted into the histogram.
  mutating func flush(to histogram: inout Histogram) {
    guard count > 0 else { return }
    let least = hours(first)
    histogram.add(
      count: count, sum: Double(count) * least + Double(distances) * AgeRamp.hoursPerMicrosecond, from: least,
      to: hours(last))
    count = 0
    distances = 0
  }

  private mutating func turn(at microseconds: Int64, _ histogram: inout Histogram) {
    flush(to: &histogram)
    first = microseconds
    let edge = Histogram.upperEdge(of: hours(microseconds))
    bucketEnd = max(microseconds + 1, origin + Int64((edge / AgeRamp.hoursPerMicrosecond).rounded(.up)))
  }

  private func hours(_ microseconds: Int64) -> Double {
    Double(max(0, microseconds - origin)) * AgeRamp.hoursPerMicrosecond
  }
}
