import Measures

/// What was recorded, laid on a horizon: bins of a trace, or instants of a log, repeated where the horizon is longer.
struct RecordedDemand: Sendable {
  /// Requests in each bin, for a log events in each five minutes: a trace's own numbers, shared and not copied.
  private let counts: [Double]
  /// Bins until they are played again from the first.
  private let period: Int
  let binMicroseconds: Int64
  /// The bin of the period that the horizon begins with.
  let firstBin: Int
  /// A log's events: microseconds since the start of the period, ascending; empty for a trace.
  let times: [Int64]
  /// Requests for each recorded one, in each slot of the horizon: scale, growth and bursts.
  var factors: [Double] = []

  init(_ trace: DemandTrace, from start: Instant) {
    self.init(trace, from: start, times: [])
  }

  /// - Parameter times: seconds since the epoch, ascending, not empty.
  init(times: [Int64], from start: Instant) {
    let trace = DemandTrace(ofTimes: times)
    self.init(trace, from: start, times: times.map { $0 * 1_000_000 - trace.start.microseconds })
  }

  private init(_ trace: DemandTrace, from start: Instant, times: [Int64]) {
    counts = trace.counts
    period = trace.period
    binMicroseconds = trace.bin.microseconds
    firstBin = trace.firstBin(at: start) % period
    let length = Int64(period) * binMicroseconds
    self.times = times.filter { $0 < length }
  }

  /// Length of a period in microseconds.
  var periodMicroseconds: Int64 { Int64(period) * binMicroseconds }

  /// Bins that begin in the horizon, the last perhaps cut short.
  var horizonBins: Int {
    let horizon = Int64(factors.count) * DemandModel.slotLength.microseconds
    return Int((horizon + binMicroseconds - 1) / binMicroseconds)
  }

  /// Expected requests of a bin of the horizon.
  func expected(_ bin: Int) -> Double {
    let slot = DemandModel.slotLength.microseconds
    let begin = Int64(bin) * binMicroseconds
    let recorded = counts[(firstBin + bin) % period]
    if binMicroseconds <= slot { return recorded * factors[Int(begin / slot)] }
    // A long bin: its requests spread evenly over its slots, each with its own factor.
    let slots = Int(binMicroseconds / slot)
    let first = Int(begin / slot)
    let factor = factors[first..<min(factors.count, first + slots)].reduce(0, +) / Double(slots)
    return recorded * factor
  }

  /// Expected requests of each slot of the horizon.
  func expectedSlots() -> [Double] {
    let slot = DemandModel.slotLength.microseconds
    if binMicroseconds <= slot {
      let bins = Int(slot / binMicroseconds)
      return factors.indices.map { index in
        (index * bins..<(index + 1) * bins).reduce(0) { $0 + expected($1) }
      }
    }
    let slots = Double(binMicroseconds / slot)
    return factors.indices.map { index in
      let bin = Int(Int64(index) * slot / binMicroseconds)
      return counts[(firstBin + bin) % period] / slots * factors[index]
    }
  }
}
