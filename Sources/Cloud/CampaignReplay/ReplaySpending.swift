import Measures
import Pricing

/// What the requests of a replay cost: by the windows of five minutes in which they went out, with the campaign's floor in
/// those, and the events told by the gigabyte.
///
/// The floor is paid for as long as the campaign is there, asked or not; within these windows it is part of what the replay
/// costs, outside it is not. An answer that came after a retry counts once: what a refused attempt cost, if anything, is not
/// known.
package struct ReplaySpending: Sendable {
  private let card: RateCard
  private let campaign: Resource
  private let floor: Quantity
  /// Requests by window, in order of time.
  private var windows: [(slot: Int64, requests: Int)] = []
  private var events = 0
  private var lastTold: Int64 = 0

  /// Bytes of an event as it is billed. Assumption: one PutEvents of an event with short names has 200 to 300.
  package static let bytesPerEvent = 300

  /// - Parameter facts: of the campaign, for its floor and family of recipes.
  package init(_ facts: CampaignFacts, card: RateCard) {
    self.card = card
    campaign = Resource(facts.recipe.hasSuffix("-v2") ? .v2 : .legacy, facts.name)
    floor = Quantity(facts.floor)
  }

  /// What a record holds has cost.
  package init(_ record: ReplayRecord, script: ReplayScript, card: RateCard) {
    self.init(record.head.facts, card: card)
    for answer in record.answers.compactMap({ $0 }).sorted(by: { $0.at < $1.at }) {
      addRequests(answer.sends, at: answer.at)
      lastTold = max(lastTold, answer.at)
    }
    events = script.steps.indices.reduce(0) { $0 + (record.told[$1] ? script.steps[$1].events.count : 0) }
  }

  /// Counts requests that went out at an instant (microseconds since the epoch), none earlier than those before.
  package mutating func addRequests(_ count: Int, at instant: Int64) {
    let slot = floorDivide(instant, CampaignTraffic.slotMicroseconds)
    if let last = windows.last, last.slot >= slot {
      windows[windows.count - 1].requests += count
    } else {
      windows.append((slot, count))
    }
  }

  /// Counts events that were told at an instant.
  package mutating func addEvents(_ count: Int, at instant: Int64) {
    events += count
    lastTold = max(lastTold, instant)
  }

  /// The bill so far.
  /// - Throws: `ReplayFailure` where a price is missing: what is not known is not free.
  package func bill() throws(ReplayFailure) -> Bill {
    var rows: [UsageRow] = []
    for (slot, requests) in windows {
      let start = Instant(microseconds: slot * CampaignTraffic.slotMicroseconds)
      let end = start + Timespan(microseconds: CampaignTraffic.slotMicroseconds)
      rows.append(
        UsageRow(resource: campaign, meter: .requests, start: start, end: end, quantity: Quantity(requests)))
      rows.append(UsageRow(resource: campaign, meter: .minProvisionedTPS, start: start, end: end, quantity: floor))
    }
    if events > 0, let gigabytes = Quantity(measured: Double(events * Self.bytesPerEvent) / 1e9) {
      let at = Instant(microseconds: lastTold)
      rows.append(
        UsageRow(
          resource: Resource("events"), meter: .ingestedGB, start: at, end: at + .seconds(1), quantity: gigabytes))
    }
    let bill: Bill
    do { bill = try Bill(pricing: Usage(rows: rows), with: card) } catch {
      throw ReplayFailure(.price, "The requests cannot be priced: \(error).")
    }
    if let gap = bill.gaps.first {
      throw ReplayFailure(
        .price, "\(card.name) has no price for \(gap.rawValue); nothing is asked at an unknown price.")
    }
    return bill
  }

  /// What these requests and as many more cost, spread evenly from an instant on.
  ///
  /// - Parameters:
  ///   - rate: requests a second; nil for as many as there are at once.
  ///   - spareWindows: windows in which the floor alone is paid for, as where a replay crosses one more.
  package func bill(
    withRequests count: Int, events told: Int, from start: Int64, rate: Double?, spareWindows: Int = 0
  ) throws(ReplayFailure) -> Bill {
    var all = self
    var left = count
    var slot = floorDivide(start, CampaignTraffic.slotMicroseconds)
    // Slower than one request a window, a window is counted for each: the floor in between is paid for anyway.
    let perWindow = rate.map { max(1, Int($0 * 300)) } ?? Int.max
    while left > 0 {
      let some = min(left, perWindow)
      all.addRequests(some, at: slot * CampaignTraffic.slotMicroseconds)
      slot += 1
      left -= some
    }
    for spare in 0..<spareWindows {
      all.addRequests(0, at: (slot + Int64(spare)) * CampaignTraffic.slotMicroseconds)
    }
    if told > 0 { all.addEvents(told, at: start) }
    return try all.bill()
  }
}
