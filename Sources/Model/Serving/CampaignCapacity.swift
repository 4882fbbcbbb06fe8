import Measures
import Randomness
import RealModule

/// A campaign's capacity: a token bucket whose rate follows the traffic with a lag, never below the floor.
///
/// Assumption (AWS publishes no curve): after each five minutes the wanted capacity is ceil(mean rate / target
/// utilisation), in effect a lag of 5–10 minutes later; changes never overtake one another. The two anchors are an older CLI
/// text (70 %) and AWS's cheat sheet (5–10 min).
struct CampaignCapacity {
  private let floor: Double
  private let ceiling: Double
  private let targetUtilisation: Double
  private let burstSeconds: Double
  private let lag: DurationRange
  private var lagStream: RandomStream

  /// Requests a second admitted now.
  private var tps: Double
  /// The most that was ever admitted, in requests a second.
  private(set) var peakTPS: Double
  private var tokens: Double
  private var lastRefill: Int64
  private var windowEnd: Int64
  private var windowRequests = 0
  /// Changes under way, in order of time.
  private var pending: [(at: Int64, tps: Double)] = []

  static let windowMicroseconds: Int64 = 300_000_000

  init(_ settings: CampaignSettings, start: Instant, seed: UInt64, replication: Int) {
    floor = Double(settings.minProvisionedTPS)
    ceiling = Double(settings.maximumTPS)
    targetUtilisation = settings.targetUtilisation
    burstSeconds = settings.burstSeconds
    lag = settings.scalingLag
    lagStream = RandomStream(seed: seed, name: "serving/scaling-lag", index: replication)
    tps = floor
    peakTPS = floor
    tokens = max(1, floor * burstSeconds)
    lastRefill = start.microseconds
    windowEnd = start.microseconds + CampaignCapacity.windowMicroseconds
  }

  /// Whether an attempt at this instant is admitted; otherwise it is throttled. Instants do not go back.
  mutating func admits(at microseconds: Int64) -> Bool {
    while microseconds >= windowEnd { closeWindow() }
    refill(until: microseconds)
    windowRequests += 1
    guard tokens >= 1 else { return false }
    tokens -= 1
    return true
  }

  private mutating func refill(until microseconds: Int64) {
    while let change = pending.first, change.at <= microseconds {
      addTokens(until: change.at)
      tps = change.tps
      peakTPS = max(peakTPS, tps)
      pending.removeFirst()
    }
    addTokens(until: microseconds)
  }

  private mutating func addTokens(until microseconds: Int64) {
    guard microseconds > lastRefill else { return }
    // A bucket smaller than one request would admit none, ever.
    tokens = min(max(1, tps * burstSeconds), tokens + tps * Double(microseconds - lastRefill) / 1e6)
    lastRefill = microseconds
  }

  private mutating func closeWindow() {
    refill(until: windowEnd)
    let rate = Double(windowRequests) / (Double(CampaignCapacity.windowMicroseconds) / 1e6)
    let wanted = min(max((rate / targetUtilisation).rounded(.up), floor), ceiling)
    // One draw a window, used or not, keeps the stream in step between plans.
    let delay = lag.at(lagStream.uniform())
    if wanted != pending.last?.tps ?? tps {
      pending.append((max(windowEnd + delay.microseconds, pending.last?.at ?? .min), wanted))
    }
    windowRequests = 0
    windowEnd += CampaignCapacity.windowMicroseconds
  }
}
