import Measures
import Randomness
import RealModule

/// A campaign's capacity: a token bucket whose rate follows the traffic with a lag, never below the floor in force.
///
/// Assumption (AWS publishes no curve): after each five minutes the wanted capacity is ceil(mean rate / target
/// utilisation), in effect a lag of 5–10 minutes later. Of two decisions under way the newer one counts: it drops those that
/// would come into effect after it. The two anchors are an older CLI text (70 %) and AWS's cheat sheet (5–10 min).
struct CampaignCapacity {
  /// The floor in force in each five minutes, in requests a second.
  let floors: [Int32]
  private let ceiling: Double
  private let targetUtilisation: Double
  private let burstSeconds: Double
  private let scaleOutLag: DurationRange
  private let scaleInLag: DurationRange
  private var lagStream: RandomStream

  /// Requests a second admitted now.
  private var tps: Double
  private var tokensPerMicrosecond: Double
  private var bucket: Double
  /// The most that was ever admitted, in requests a second.
  private(set) var peakTPS: Double
  private var tokens: Double
  private var lastRefill: Int64
  private var windowRequests = 0
  private var window = 0
  /// Changes under way, in order of time.
  private var pending: [(at: Int64, tps: Double)] = []
  private var nextChange = Int64.max

  static let windowMicroseconds: Int64 = CampaignTraffic.slotMicroseconds

  /// - Parameter index: the campaign's position in its plan; each has a stream of its own.
  init(
    _ settings: CampaignSettings, index: Int, start: Instant, end: Instant, utcOffset: Timespan, seed: UInt64,
    replication: Int
  ) {
    floors = settings.prewarming.levels(
      base: settings.minProvisionedTPS, from: start, to: end, utcOffset: utcOffset)
    ceiling = Double(settings.maximumTPS)
    targetUtilisation = settings.targetUtilisation
    burstSeconds = settings.burstSeconds
    scaleOutLag = settings.scaleOutLag
    scaleInLag = settings.scaleInLag
    lagStream = RandomStream(seed: seed, name: CampaignCapacity.stream("scaling-lag", index), index: replication)
    tps = Double(floors.first ?? Int32(settings.minProvisionedTPS))
    tokensPerMicrosecond = tps / 1e6
    bucket = max(1, tps * burstSeconds)
    peakTPS = tps
    tokens = bucket
    lastRefill = start.microseconds
  }

  /// The name of a campaign's stream; the first campaign's is that of plans with one.
  static func stream(_ use: String, _ index: Int) -> String {
    index == 0 ? "serving/\(use)" : "serving/\(use)-\(index)"
  }

  /// Whether an attempt at this instant is admitted; otherwise it is throttled. Instants do not go back.
  @inline(__always)
  mutating func admits(at microseconds: Int64) -> Bool {
    guard hasToken(at: microseconds) else { return false }
    tokens -= 1
    return true
  }

  /// Whether an attempt would be admitted; it is counted as asked for.
  @inline(__always)
  mutating func hasToken(at microseconds: Int64) -> Bool {
    refill(until: microseconds)
    windowRequests &+= 1
    return tokens >= 1
  }

  @inline(__always)
  mutating func takeToken() { tokens -= 1 }

  /// Whether a request that nobody sends would be admitted: nothing is taken or counted.
  mutating func wouldAdmit(at microseconds: Int64) -> Bool {
    refill(until: microseconds)
    return tokens >= 1
  }

  @inline(__always)
  private mutating func refill(until microseconds: Int64) {
    if microseconds >= nextChange { change(until: microseconds) }
    addTokens(until: microseconds)
  }

  private mutating func change(until microseconds: Int64) {
    while let change = pending.first, change.at <= microseconds {
      addTokens(until: change.at)
      tps = change.tps
      tokensPerMicrosecond = tps / 1e6
      // A bucket smaller than one request would admit none, ever.
      bucket = max(1, tps * burstSeconds)
      peakTPS = max(peakTPS, tps)
      pending.removeFirst()
    }
    nextChange = pending.first?.at ?? .max
  }

  @inline(__always)
  private mutating func addTokens(until microseconds: Int64) {
    tokens = min(bucket, tokens + tokensPerMicrosecond * Double(microseconds &- lastRefill))
    lastRefill = microseconds
  }

  /// Decides on the capacity at the end of a window, in order of time.
  mutating func closeWindow(at windowEnd: Int64) {
    refill(until: windowEnd)
    window += 1
    let rate = Double(windowRequests) / (Double(CampaignCapacity.windowMicroseconds) / 1e6)
    // At the horizon's end the last floor stands for the next.
    let floor = Double(floors[min(window, floors.count - 1)])
    let wanted = min(max((rate / targetUtilisation).rounded(.up), floor), max(ceiling, floor))
    // One draw a window, used or not, keeps the stream in step between plans.
    let draw = lagStream.uniform()
    let current = pending.last?.tps ?? tps
    if wanted != current {
      let at = windowEnd + (wanted > current ? scaleOutLag : scaleInLag).at(draw).microseconds
      while let last = pending.last, last.at >= at { pending.removeLast() }
      if wanted != pending.last?.tps ?? tps { pending.append((at, wanted)) }
      nextChange = pending.first?.at ?? .max
    }
    windowRequests = 0
  }
}

/// The account's ceiling over all campaigns: a token bucket that holds one second of it.
///
/// Assumption: AWS publishes the quota (2,500 a second), not how long it may be passed.
struct AccountQuota {
  /// Whether there is a ceiling at all: a single campaign's own is lower.
  let isOn: Bool
  private let perMicrosecond: Double
  private let bucket: Double
  private var tokens: Double
  private var lastRefill: Int64

  static let none = AccountQuota(isOn: false, tps: 0, start: Instant(seconds: 0))

  init(tps: Int, start: Instant) { self.init(isOn: true, tps: tps, start: start) }

  private init(isOn: Bool, tps: Int, start: Instant) {
    self.isOn = isOn
    perMicrosecond = Double(tps) / 1e6
    bucket = Double(tps)
    tokens = bucket
    lastRefill = start.microseconds
  }

  mutating func hasToken(at microseconds: Int64) -> Bool {
    tokens = min(bucket, tokens + perMicrosecond * Double(microseconds - lastRefill))
    lastRefill = microseconds
    return tokens >= 1
  }

  mutating func takeToken() { tokens -= 1 }
}
