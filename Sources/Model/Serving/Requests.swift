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

  init(of demand: DemandModel, seed: UInt64, replication: Int) {
    arrivals = Arrivals(of: demand, seed: seed, replication: replication)
    draws = RandomStream(seed: seed, name: "serving/draws", index: replication)
  }

  mutating func next() -> Request? {
    guard let arrival = arrivals.next() else { return nil }
    // Four draws a request whether used or not keep the streams of all plans in step.
    return Request(
      arrival: arrival, serviceDraw: draws.uniform(), networkDraw: draws.uniform(), delayDraw: draws.uniform(),
      storeDraw: draws.uniform())
  }
}
