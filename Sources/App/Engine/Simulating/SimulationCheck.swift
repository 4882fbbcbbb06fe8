import Measures
import Pricing
import Serving

/// What must hold in every replication, whatever the scenario: a failure is a mistake of the program.
package enum SimulationCheck: String, Sendable, CaseIterable {
  /// arrivals = everything that became of them.
  case conservation
  /// Requests that a campaign is billed for = those that it answered.
  case answered
  /// The bill's TPS-hours or billed requests = those made again from the windows.
  case windows
  /// Arrivals of the windows = arrivals.
  case arrivals
  /// Rows read of the store = requests by users with an identity that went to it.
  case storeReads

  /// What is compared, for a reader.
  package var title: String {
    switch self {
    case .conservation: "arrivals = cache hits + served + fallback + failed + in flight"
    case .answered: "requests billed = requests answered by campaigns"
    case .windows: "TPS-hours of the bill = TPS-hours of the five-minute counts"
    case .arrivals: "arrivals of the five-minute counts = arrivals"
    case .storeReads: "read units of the bill = reads of the store"
    }
  }

  /// The checks that fail, each with its two numbers.
  static func failures(_ outcome: ServingOutcome, _ bill: Bill, _ windows: WindowTable, card: RateCard)
    -> [(check: SimulationCheck, detail: String)]
  {
    var failures: [(SimulationCheck, String)] = []
    func compare(_ check: SimulationCheck, _ left: Quantity, _ right: Quantity) {
      if left != right { failures.append((check, "\(left.text()) against \(right.text())")) }
    }
    let counts = outcome.counts
    compare(.conservation, Quantity(counts.arrivals), Quantity(counts.arrivals - counts.unaccounted))
    compare(.arrivals, Quantity(windows.arrivals.reduce(0) { $0 + Int($1) }), Quantity(counts.arrivals))
    compare(.answered, outcome.usage.total(of: .requests), Quantity(counts.servedByCampaign))
    for campaign in windows.campaigns {
      let meter: Meter = campaign.resource.family == .v2 ? .v2Requests : .tpsHours
      // Bills by another window are made of other sums.
      guard (card.price(of: meter)?.windows.first ?? .fiveMinutes) == .fiveMinutes else { continue }
      let billed = bill.lines.filter { $0.resource == campaign.resource && $0.meter == meter }
        .reduce(Quantity.zero) { $0 + $1.quantity }
      let own = campaign.tpsHours
      compare(.windows, billed, meter == .tpsHours ? own : Quantity(parts: own.parts * 3600))
    }
    return failures
  }
}
