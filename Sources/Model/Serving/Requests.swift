import Demand
import Measures
import Randomness

/// A request with the luck it will have, whatever plan answers it.
struct Request {
  let arrival: Arrival
  let serviceDraw: Double
  let networkDraw: Double
  let delayDraw: Double
  let storeDraw: Double

  /// Microseconds since the epoch.
  var microseconds: Int64 { arrival.microseconds }
}

/// The requests of one replication in order of time, the same for every plan of a seed.
struct Requests {
  private var arrivals: Arrivals
  private var draws: RandomStream
  /// Requests so far on each day of the horizon.
  private(set) var daily: DailyCounts

  init(of demand: DemandModel, seed: UInt64, replication: Int) {
    arrivals = Arrivals(of: demand, seed: seed, replication: replication)
    draws = RandomStream(seed: seed, name: "serving/draws", index: replication)
    daily = DailyCounts(from: demand.start, to: demand.end)
  }

  mutating func next() -> Request? {
    guard let arrival = arrivals.next() else { return nil }
    daily.count(at: arrival.microseconds)
    // Four draws a request whether used or not keep the streams of all plans in step.
    return Request(
      arrival: arrival, serviceDraw: draws.uniform(), networkDraw: draws.uniform(), delayDraw: draws.uniform(),
      storeDraw: draws.uniform())
  }
}
