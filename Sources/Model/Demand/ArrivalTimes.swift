import Measures
import Randomness
import RealModule

/// The instants of a replication's requests, or of its visits, in order and a block at a time.
struct ArrivalTimes: Sendable {
  // One of the three is there; each is changed in place.
  private var rate: RateTimes?
  private var counted: CountedTimes?
  private var logged: LoggedTimes?
  private let endMicroseconds: Int64

  init(of demand: DemandModel, seed: UInt64, replication: Int) {
    endMicroseconds = demand.end.microseconds
    let stream = RandomStream(seed: seed, name: "demand/gaps", index: replication)
    switch demand.process {
    case .poisson, .deterministic, .renewal: rate = RateTimes(of: demand, stream: stream)
    case .countsOfTrace: counted = CountedTimes(of: demand, stream: stream)
    case .timesOfLog: logged = LoggedTimes(of: demand, stream: stream)
    }
  }

  /// Fills in the next instants, in microseconds since the epoch, and returns how many; 0 at the horizon's end.
  mutating func fill(_ instants: inout [Int64]) -> Int {
    var count = rate?.fill(&instants) ?? counted?.fill(&instants) ?? logged?.fill(&instants) ?? 0
    // A trace's last bin may reach past the horizon.
    while count > 0, instants[count - 1] >= endMicroseconds { count -= 1 }
    return count
  }
}

/// The expected requests of each bin of a horizon.
struct BinnedRate: Sendable {
  let start: Int64
  let binMicroseconds: Int64
  let bins: Int
  private let slots: [Double]
  private let recorded: RecordedDemand?
  /// Visits for each request.
  private let share: Double

  init(of demand: DemandModel) {
    start = demand.start.microseconds
    slots = demand.slots
    recorded = demand.recorded
    share = 1 / (demand.sessions?.meanRequests ?? 1)
    binMicroseconds = demand.recorded?.binMicroseconds ?? DemandModel.slotLength.microseconds
    bins = demand.recorded?.horizonBins ?? demand.slots.count
  }

  func expected(_ bin: Int) -> Double { (recorded?.expected(bin) ?? slots[bin]) * share }
}

/// Points of a process in operational time, in which one request is expected a unit, laid on the cumulative rate, which is a
/// straight line within a bin, and inverted there: exact for a Poisson process of varying rate.
/// Source: E. Çinlar, "Introduction to Stochastic Processes", 1975, section 4.7 (time change of a Poisson process).
private struct RateTimes: Sendable {
  private let rate: BinnedRate
  private var gaps: OperationalGaps
  private var buffer = [Double](repeating: 0, count: ArrivalBlock.capacity)
  private var bin = 0
  private var expected: Double
  /// Expected requests of the current bin that are already passed.
  private var passed = 0.0

  init(of demand: DemandModel, stream: RandomStream) {
    rate = BinnedRate(of: demand)
    gaps = OperationalGaps(demand.process, stream: stream)
    expected = rate.bins > 0 ? rate.expected(0) : 0
  }

  mutating func fill(_ instants: inout [Int64]) -> Int {
    guard bin < rate.bins else { return 0 }
    gaps.fill(&buffer)
    return buffer.withUnsafeBufferPointer { buffer in instants.withUnsafeMutableBufferPointer { place(buffer, $0) } }
  }

  /// Lays gaps on the clock, and returns how many lie within the horizon.
  private mutating func place(
    _ gaps: UnsafeBufferPointer<Double>, _ instants: UnsafeMutableBufferPointer<Int64>
  ) -> Int {
    let width = rate.binMicroseconds
    var binStart = rate.start + Int64(bin) * width
    var step = expected > 0 ? Double(width) / expected : 0
    var (expected, passed) = (expected, passed)
    defer { (self.expected, self.passed) = (expected, passed) }
    for index in gaps.indices {
      var gap = gaps[index]
      while gap >= expected - passed {
        gap -= expected - passed
        bin += 1
        guard bin < rate.bins else { return index }
        expected = rate.expected(bin)
        passed = 0
        binStart += width
        step = expected > 0 ? Double(width) / expected : 0
      }
      passed += gap
      instants[index] = binStart &+ min(Int64(passed * step), width &- 1)
    }
    return gaps.count
  }
}

/// Each bin's own count, at places drawn evenly within the bin.
private struct CountedTimes: Sendable {
  private let rate: BinnedRate
  private var stream: RandomStream
  private var bin = -1
  private var places = SortedDraws()

  init(of demand: DemandModel, stream: RandomStream) {
    rate = BinnedRate(of: demand)
    self.stream = stream
  }

  mutating func fill(_ instants: inout [Int64]) -> Int {
    for count in 0..<ArrivalBlock.capacity {
      while places.remaining == 0 {
        bin += 1
        guard bin < rate.bins else { return count }
        let expected = rate.expected(bin)
        let whole = expected.rounded(.down)
        // One draw a bin: the fraction of a request that scaling leaves is a request as often as it says.
        places = SortedDraws(count: Int(whole) + (stream.uniform() < expected - whole ? 1 : 0))
      }
      let offset = Int64(places.next(&stream) * Double(rate.binMicroseconds))
      instants[count] = rate.start + Int64(bin) * rate.binMicroseconds + min(offset, rate.binMicroseconds - 1)
    }
    return ArrivalBlock.capacity
  }
}

/// The instants of a log's events, thinned or superposed.
private struct LoggedTimes: Sendable {
  private let recorded: RecordedDemand
  private let start: Int64
  private let share: Double
  private var stream: RandomStream
  /// Where the current period begins, in microseconds since the epoch.
  private var periodStart: Int64
  private var next: Int
  // The group of events at one instant that is being played.
  private var groupAt: Int64 = 0
  private var own = 0
  private var added = SortedDraws()
  private var addedWidth = 0.0

  /// How far behind an event those may lie that are added to it.
  private static let spreadMicroseconds: Int64 = 60_000_000

  init(of demand: DemandModel, stream: RandomStream) {
    recorded = demand.recorded ?? RecordedDemand(times: [demand.start.seconds], from: demand.start)
    start = demand.start.microseconds
    share = 1 / (demand.sessions?.meanRequests ?? 1)
    self.stream = stream
    let phase = Int64(recorded.firstBin) * recorded.binMicroseconds
    periodStart = start - phase
    next = recorded.times.firstIndex { $0 >= phase } ?? recorded.times.count
  }

  mutating func fill(_ instants: inout [Int64]) -> Int {
    for count in 0..<ArrivalBlock.capacity {
      while own == 0, added.remaining == 0 { if !takeGroup() { return count } }
      if own > 0 {
        own -= 1
        instants[count] = groupAt
      } else {
        instants[count] = groupAt + Int64(added.next(&stream) * addedWidth)
      }
    }
    return ArrivalBlock.capacity
  }

  /// Goes to the next events of one instant; false at the horizon's end.
  private mutating func takeGroup() -> Bool {
    let times = recorded.times
    if next == times.count {
      periodStart += recorded.periodMicroseconds
      next = 0
    }
    groupAt = periodStart + times[next]
    let slot = (groupAt - start) / DemandModel.slotLength.microseconds
    guard slot < Int64(recorded.factors.count) else { return false }
    let factor = recorded.factors[Int(slot)] * share
    let whole = factor.rounded(.down)
    let first = times[next]
    var (events, requests) = (0, 0)
    while next < times.count, times[next] == first {
      // One draw an event: whether it is kept, or what the fraction of the factor adds.
      requests += Int(whole) + (stream.uniform() < factor - whole ? 1 : 0)
      events += 1
      next += 1
    }
    own = min(events, requests)
    added = SortedDraws(count: requests - own)
    let following = next < times.count ? times[next] : recorded.periodMicroseconds + times[0]
    addedWidth = Double(min(following - first, LoggedTimes.spreadMicroseconds))
    return true
  }
}

/// Uniform draws in ascending order, one after the other, without keeping them: the least of m uniform numbers on what is
/// left has the distribution 1 − (1 − x)^m.
/// Source: J. L. Bentley, J. B. Saxe, "Generating sorted lists of random numbers", ACM TOMS 6(3), 1980.
private struct SortedDraws: Sendable {
  private(set) var remaining: Int
  private var position = 0.0

  init(count: Int = 0) { remaining = count }

  /// The next number in [0, 1); there must be one remaining.
  mutating func next(_ stream: inout RandomStream) -> Double {
    let step =
      remaining == 1 ? 1 - stream.uniform() : -Double.expMinusOne(Logarithm.log(stream.uniform()) / Double(remaining))
    position += (1 - position) * step
    remaining -= 1
    return min(position, 1 - 0x1.0p-53)
  }
}
