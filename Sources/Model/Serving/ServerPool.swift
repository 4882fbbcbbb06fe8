/// A first-come-first-served queue before equal servers (G/G/c), one request at a time in order of arrival.
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
}
