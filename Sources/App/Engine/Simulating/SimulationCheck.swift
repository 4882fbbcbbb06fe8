import Measures
import Pricing
import Serving

/// What must hold in every replication, whatever the scenario: a failure is a mistake of the program.
package enum SimulationCheck: String, Sendable, CaseIterable {
  /// arrivals = everything that became of them.
  case conservation
  /// What the windows answered = what the campaigns answered, in time or late.
  case answered
  /// The bill's TPS-hours or billed requests = those made again from the windows.
  case windows
  /// Arrivals of the windows = arrivals.
  case arrivals
  /// Attempts throttled in the windows = attempts throttled.
  case throttles
  /// Half a unit for each 4 KB of each read of the store = the bill's read units.
  case storeReads

  /// What is compared, for a reader.
  package var title: String {
    switch self {
    case .conservation: "arrivals = cache hits + served + fallback + failed + in flight"
    case .answered: "answers of the five-minute counts = answers of campaigns"
    case .windows: "TPS-hours of the bill = TPS-hours of the five-minute counts"
    case .arrivals: "arrivals of the five-minute counts = arrivals"
    case .throttles: "throttles of the five-minute counts = throttled attempts"
    case .storeReads: "read units of the bill = reads of the store"
    }
  }

  /// The checks that fail, each with its two numbers.
  static func failures(_ outcome: ServingOutcome, _ bill: Bill, card: RateCard, simulator: Simulator)
    -> [(check: SimulationCheck, detail: String)]
  {
    var failures: [(SimulationCheck, String)] = []
    func compare(_ check: SimulationCheck, _ left: Quantity, _ right: Quantity) {
      if left != right { failures.append((check, "\(left.text()) against \(right.text())")) }
    }
    let counts = outcome.counts
    let windows = outcome.windows
    func sum(_ counts: [Int32]) -> Int { counts.reduce(0) { $0 + Int($1) } }
    compare(.conservation, Quantity(counts.arrivals), Quantity(counts.arrivals - counts.unaccounted))
    compare(.arrivals, Quantity(sum(windows.arrivals)), Quantity(counts.arrivals))
    compare(
      .answered, Quantity(windows.campaigns.reduce(0) { $0 + sum($1.answered) }),
      Quantity(counts.servedByCampaign + counts.lateAnswers))
    compare(
      .throttles, Quantity(windows.campaigns.reduce(0) { $0 + sum($1.throttled) }), Quantity(counts.throttledAttempts))
    for campaign in WindowTable(outcome).billed {
      let meter: Meter = campaign.resource.family == .v2 ? .v2Requests : .tpsHours
      // Bills by another window are made of other sums.
      guard (card.price(of: meter)?.windows.first ?? .fiveMinutes) == .fiveMinutes else { continue }
      let billed = bill.lines.filter { $0.resource == campaign.resource && $0.meter == meter }
        .reduce(Quantity.zero) { $0 + $1.quantity }
      let own = campaign.tpsHours
      compare(.windows, billed, meter == .tpsHours ? own : Quantity(parts: own.parts * 3600))
    }
    if let lists = simulator.plan.lists, lists.store == .dynamoDB {
      let blocks = (Double(lists.resultsPerUser) * simulator.data.bytesPerListItem / 4096).rounded(.up)
      compare(
        .storeReads, outcome.usage.total(of: .dynamoDBReadUnits),
        Quantity(counts.storeReads * Int(blocks), over: 2))
    }
    return failures
  }
}
