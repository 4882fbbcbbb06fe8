import Measures

/// Counts of requests in equal bins of time, as a monitoring system or an access log gives them.
package struct DemandTrace: Sendable, Equatable {
  /// A time without rows: an outage, or a monitor that was off. No request falls into it.
  package struct Gap: Sendable, Equatable {
    package let start: Instant
    package let length: Timespan

    package init(start: Instant, length: Timespan) {
      self.start = start
      self.length = length
    }
  }

  /// When the first bin begins.
  package let start: Instant
  /// Length of a bin: it divides five minutes, or is a multiple of them.
  package let bin: Timespan
  /// Requests in each bin, 0 in gaps; at least one bin, not all zero.
  package let counts: [Double]
  package let gaps: [Gap]

  /// The most bins a trace may have: 40 MB.
  package static let binLimit = 5_000_000

  /// - Parameters:
  ///   - bin: see there.
  ///   - counts: finite, at least 0, and not all 0; one to `binLimit` of them.
  package init(start: Instant, bin: Timespan, counts: [Double], gaps: [Gap] = []) {
    precondition(DemandTrace.isPossible(bin: bin) && !counts.isEmpty && counts.count <= DemandTrace.binLimit)
    precondition(counts.allSatisfy { $0 >= 0 && $0.isFinite } && counts.contains { $0 > 0 })
    self.start = start
    self.bin = bin
    self.counts = counts
    self.gaps = gaps
  }

  /// Events of a log in bins of five minutes, of a longer length where the log spans more than so many of them.
  ///
  /// - Parameter times: seconds since the epoch, ascending, not empty.
  package init(ofTimes times: [Int64]) {
    let (first, last) = (times.first ?? 0, times.last ?? 0)
    // Only a log of decades, or one with a broken time, has more bins than may be.
    let length = (last - first) / 300 < Int64(DemandTrace.binLimit / 10) ? Int64(300) : 86_400
    let start = floorDivide(first, length) * length
    let bins = min(Int((last - start) / length) + 1, DemandTrace.binLimit)
    var counts = [Double](repeating: 0, count: bins)
    for time in times { counts[min(Int((time - start) / length), bins - 1)] += 1 }
    self.init(
      start: Instant(seconds: start), bin: Timespan(microseconds: length * 1_000_000),
      counts: counts.contains { $0 > 0 } ? counts : [1])
  }

  /// Whether bins of a length fit the slots of demand.
  package static func isPossible(bin: Timespan) -> Bool {
    let (length, slot) = (bin.microseconds, DemandModel.slotLength.microseconds)
    return length > 0 && length <= Instant.microsecondsPerDay && (slot % length == 0 || length % slot == 0)
  }

  package var end: Instant { start + Timespan(microseconds: Int64(counts.count) * bin.microseconds) }
  package var total: Double { counts.reduce(0, +) }
  /// Highest rate of a bin, in requests a second.
  package var peakRate: Double { (counts.max() ?? 0) / bin.seconds }

  /// Mean requests a day over the bins that are played, gaps included.
  package var requestsPerDay: Double {
    let played = counts.prefix(period)
    return played.reduce(0, +) / (Double(played.count) * bin.seconds) * 86_400
  }

  /// Variance over mean of the counts in windows of whole bins, 1 for a Poisson process of constant rate; bins in gaps do
  /// not count. Nil for fewer than two windows.
  package func indexOfDispersion(binsPerWindow: Int = 1) -> Double? {
    precondition(binsPerWindow > 0)
    var isGap = [Bool](repeating: false, count: counts.count)
    for gap in gaps {
      let first = Int((gap.start - start).microseconds / bin.microseconds)
      for index in max(0, first)..<min(counts.count, first + Int(gap.length.microseconds / bin.microseconds)) {
        isGap[index] = true
      }
    }
    var (windows, mean, squares) = (0.0, 0.0, 0.0)
    for window in 0..<counts.count / binsPerWindow {
      let range = window * binsPerWindow..<(window + 1) * binsPerWindow
      if range.contains(where: { isGap[$0] }) { continue }
      let count = counts[range].reduce(0, +)
      windows += 1
      let delta = count - mean
      mean += delta / windows
      squares += delta * (count - mean)
    }
    return windows > 1 && mean > 0 ? squares / (windows - 1) / mean : nil
  }

  /// The longest time without a request, gaps included; nil where every bin has one.
  package var longestSilence: Gap? {
    var (longest, longestEnd, run) = (0, 0, 0)
    for (index, count) in counts.enumerated() {
      run = count == 0 ? run + 1 : 0
      if run > longest { (longest, longestEnd) = (run, index + 1) }
    }
    guard longest > 0 else { return nil }
    return Gap(
      start: start + Timespan(microseconds: Int64(longestEnd - longest) * bin.microseconds),
      length: Timespan(microseconds: Int64(longest) * bin.microseconds))
  }

  /// Bins until the trace is played again from its start, where a horizon is longer: whole weeks where it has one, else
  /// whole days where it has one, else all.
  package var period: Int {
    for length in [7 * Instant.microsecondsPerDay, Instant.microsecondsPerDay] where length % bin.microseconds == 0 {
      let bins = Int(length / bin.microseconds)
      if counts.count >= bins { return counts.count / bins * bins }
    }
    return counts.count
  }

  /// The bin of the trace that a horizon begins with: the first at the same time of the week, or of the day in a trace of
  /// less than a week.
  package func firstBin(at instant: Instant) -> Int {
    let length = Int64(period) * bin.microseconds
    let cycle =
      length % (7 * Instant.microsecondsPerDay) == 0
      ? 7 * Instant.microsecondsPerDay : length % Instant.microsecondsPerDay == 0 ? Instant.microsecondsPerDay : length
    let ahead = (instant.microseconds - start.microseconds) % cycle
    return Int((ahead < 0 ? ahead + cycle : ahead) / bin.microseconds)
  }
}
