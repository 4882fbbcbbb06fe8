/// A first-come-first-served queue before equal servers (G/G/c), in order of arrival.
///
/// Keeps the instants at which the servers fall free in ascending order, in a ring: the earliest leaves the front and finds
/// its new place from the back, most often at once.
/// Source: J. Kiefer, J. Wolfowitz, "On the theory of queues with many servers", Trans. AMS 78, 1955.
package struct ServerPool: Sendable {
  private var freeAt: [Double]
  private var front = 0

  /// A pool of idle servers; at least one.
  package init(servers: Int) {
    precondition(servers > 0)
    freeAt = [Double](repeating: -.infinity, count: servers)
  }

  /// Serves a request and returns how long it waited for a server.
  ///
  /// - Parameters:
  ///   - arrival: not earlier than the arrival before it, in the caller's unit of time.
  ///   - service: time a server is busy with it, in the same unit.
  package mutating func wait(arrival: Double, service: Double) -> Double {
    let start = max(arrival, freeAt[front])
    let end = start + service
    var place = front
    front = front + 1 == freeAt.count ? 0 : front + 1
    while place != front {
      let before = place == 0 ? freeAt.count - 1 : place - 1
      guard freeAt[before] > end else { break }
      freeAt[place] = freeAt[before]
      place = before
    }
    freeAt[place] = end
    return start - arrival
  }

  /// Serves a block of requests: the same waits as as many calls of `wait`, faster for one and for eight servers.
  ///
  /// - Parameters:
  ///   - clock: the arrival before the block; after it, the last arrival of the block.
  ///   - gaps: from arrival to arrival, at least 0, in the caller's unit of time.
  ///   - services: as many; a wait takes the place of each gap.
  package mutating func serve(
    clock: inout Double, gaps: UnsafeMutableBufferPointer<Double>, services: UnsafeBufferPointer<Double>
  ) {
    precondition(gaps.count == services.count)
    switch freeAt.count {
    case 1: serveByOne(clock: &clock, gaps: gaps, services: services)
    case 8: serveByEight(clock: &clock, gaps: gaps, services: services)
    default:
      for index in gaps.indices {
        clock += gaps[index]
        gaps[index] = wait(arrival: clock, service: services[index])
      }
    }
  }

  private mutating func serveByOne(
    clock: inout Double, gaps: UnsafeMutableBufferPointer<Double>, services: UnsafeBufferPointer<Double>
  ) {
    var (now, free) = (clock, freeAt[0])
    for index in gaps.indices {
      now += gaps[index]
      let start = free > now ? free : now
      gaps[index] = start - now
      free = start + services[index]
    }
    (clock, freeAt[0]) = (now, free)
  }

  /// The eight instants stay sorted in registers. The new one bubbles through the other seven: each place takes the middle
  /// of its old value, its neighbour's and the new one, without a branch.
  private mutating func serveByEight(
    clock: inout Double, gaps: UnsafeMutableBufferPointer<Double>, services: UnsafeBufferPointer<Double>
  ) {
    @inline(__always) func lesser(_ a: Double, _ b: Double) -> Double { a < b ? a : b }
    @inline(__always) func greater(_ a: Double, _ b: Double) -> Double { a > b ? a : b }
    @inline(__always) func free(_ place: Int) -> Double { freeAt[(front + place) & 7] }
    var now = clock
    var (f0, f1, f2, f3) = (free(0), free(1), free(2), free(3))
    var (f4, f5, f6, f7) = (free(4), free(5), free(6), free(7))
    for index in gaps.indices {
      now += gaps[index]
      let start = greater(f0, now)
      gaps[index] = start - now
      let end = start + services[index]
      f0 = lesser(f1, end)
      f1 = lesser(f2, greater(f1, end))
      f2 = lesser(f3, greater(f2, end))
      f3 = lesser(f4, greater(f3, end))
      f4 = lesser(f5, greater(f4, end))
      f5 = lesser(f6, greater(f5, end))
      f6 = lesser(f7, greater(f6, end))
      f7 = greater(f7, end)
    }
    clock = now
    freeAt = [f0, f1, f2, f3, f4, f5, f6, f7]
    front = 0
  }
}
