import Demand
import Measures
import Serving

/// What one replication of a plan did in each five minutes: what is billed by windows can be made again from it.
struct WindowTable {
  /// A campaign's windows.
  struct Campaign {
    let resource: Resource
    let answered: [Int32]
    /// Requests that the floor stands for in each window: its rate times the seconds that it held.
    let floorRequests: [Quantity]

    /// The larger of both in each window.
    func billed(_ window: Int) -> Quantity { max(Quantity(Int(answered[window])), floorRequests[window]) }

    /// Σ billed requests / 3,600 s.
    var tpsHours: Quantity {
      let requests = answered.indices.reduce(Quantity.zero) { $0 + billed($1) }
      return Quantity(parts: FixedPoint.roundedQuotient(requests.parts, 3600))
    }
  }

  static let seconds = 300

  let start: Instant
  let arrivals: [Int32]
  /// Attempts that were refused.
  let throttled: [Int32]
  let campaigns: [Campaign]

  init(_ outcome: ServingOutcome, start: Instant) {
    self.start = start
    arrivals = outcome.windows.arrivals
    throttled = outcome.windows.throttledAttempts
    campaigns = outcome.usage.traffic.map { traffic in
      let floors = outcome.usage.rows.filter { $0.meter == .minProvisionedTPS && $0.resource == traffic.resource }
      return Campaign(
        resource: traffic.resource, answered: traffic.requests,
        floorRequests: WindowTable.floorRequests(floors, traffic))
    }
  }

  private static func floorRequests(_ floors: [UsageRow], _ traffic: CampaignTraffic) -> [Quantity] {
    let length = CampaignTraffic.slotMicroseconds
    var requests = [Quantity](repeating: .zero, count: traffic.requests.count)
    for floor in floors {
      let first = max(0, (floor.start - traffic.start).microseconds / length)
      for window in Int(first)..<requests.count {
        let begin = traffic.start.microseconds + Int64(window) * length
        let overlap = min(floor.end.microseconds, begin + length) - max(floor.start.microseconds, begin)
        guard overlap > 0 else { break }
        let parts = FixedPoint.product(floor.quantity.parts, Int128(overlap), over: 1_000_000) ?? 0
        requests[window] += Quantity(parts: parts)
      }
    }
    return requests
  }

  static let header =
    "plan,replication,window_start,campaign,arrivals,answered,floor_tps,throttled_attempts,tps_hours\n"

  /// A row a window and campaign, or a window where the plan has none. Names of plans need no quotes.
  func rows(plan: String, replication: Int) -> String {
    var text = ""
    for window in arrivals.indices {
      let begin = start + .seconds(Double(window * WindowTable.seconds))
      let head = "\(plan),\(replication),\(begin),"
      if campaigns.isEmpty { text += head + ",\(arrivals[window]),,,\(throttled[window]),\n" }
      for campaign in campaigns {
        let floor = Quantity(parts: campaign.floorRequests[window].parts / Int128(WindowTable.seconds))
        let tpsHours = Quantity(parts: FixedPoint.roundedQuotient(campaign.billed(window).parts, 3600))
        text += head + "\(campaign.resource),\(arrivals[window]),\(campaign.answered[window]),\(floor.text()),"
        text += "\(throttled[window]),\(tpsHours.text(places: 9))\n"
      }
    }
    return text
  }
}
