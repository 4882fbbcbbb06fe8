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

/// The requests of one replication in order of time, the same for every plan of a seed. Made a block at a time.
struct Requests {
  private var arrivals: Arrivals
  private var block = ArrivalBlock()
  private var position = 0
  private var draws: RandomStream
  /// Four draws a request whether used or not keep the streams of all plans in step.
  private var drawBlock = [Double](repeating: 0, count: 4 * ArrivalBlock.capacity)
  /// Requests so far on each day of the horizon.
  private(set) var daily: DailyCounts

  init(of demand: DemandModel, seed: UInt64, replication: Int) {
    arrivals = Arrivals(of: demand, seed: seed, replication: replication)
    draws = RandomStream(seed: seed, name: "serving/draws", index: replication)
    daily = DailyCounts(from: demand.start, to: demand.end)
  }

  @inline(__always)
  mutating func next() -> Request? {
    if position == block.count, !refill() { return nil }
    let index = position
    position &+= 1
    let arrival = block[index]
    daily.count(at: arrival.microseconds)
    return Request(
      arrival: arrival, serviceDraw: drawBlock[4 &* index], networkDraw: drawBlock[4 &* index &+ 1],
      delayDraw: drawBlock[4 &* index &+ 2], storeDraw: drawBlock[4 &* index &+ 3])
  }

  @inline(never)
  private mutating func refill() -> Bool {
    arrivals.fill(&block)
    position = 0
    drawBlock.withUnsafeMutableBufferPointer { draws.fillUniform($0) }
    return block.count > 0
  }
}
