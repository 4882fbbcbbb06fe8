import Demand
import Measures
import Randomness

/// A request with the luck it will have, whatever plan answers it.
struct Request {
  let arrival: Arrival
  let luck: LiveLuck
  let storeDraw: Double

  /// Microseconds since the epoch.
  var microseconds: Int64 { arrival.microseconds }
}

/// The draws that a live answer takes.
struct LiveLuck {
  let service: Double
  let network: Double
  let delay: Double
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

  /// The next request, for those who ask for one now and then.
  mutating func next() -> Request? {
    if position == block.count, !refill() { return nil }
    let index = position
    position &+= 1
    return drawBlock.withUnsafeBufferPointer { Request(block[index], draws: $0, at: index) }
  }

  /// Plays all requests that are left.
  @inline(__always)
  mutating func forEach(_ play: (Request) -> Void) {
    repeat {
      let remaining = position..<block.count
      position = block.count
      block.places.withUnsafeBufferPointer { places in
        drawBlock.withUnsafeBufferPointer { draws in
          for index in remaining { play(Request(places[index], draws: draws, at: index)) }
        }
      }
    } while refill()
  }

  @inline(never)
  private mutating func refill() -> Bool {
    arrivals.fill(&block)
    position = 0
    daily.count(block)
    drawBlock.withUnsafeMutableBufferPointer { draws.fillUniform($0) }
    return block.count > 0
  }
}

extension Request {
  @inline(__always)
  fileprivate init(_ arrival: Arrival, draws: UnsafeBufferPointer<Double>, at index: Int) {
    self.init(
      arrival: arrival,
      luck: LiveLuck(
        service: draws[4 &* index], network: draws[4 &* index &+ 1], delay: draws[4 &* index &+ 2]),
      storeDraw: draws[4 &* index &+ 3])
  }
}
