/// A first-come-first-served queue before equal servers (G/G/c), one request at a time in order of arrival.
///
/// Keeps the instants at which the servers fall free, ascending, and gives each request the earliest.
/// Source: J. Kiefer, J. Wolfowitz, "On the theory of queues with many servers", Trans. AMS 78, 1955.
package struct ServerPool: Sendable {
  private var freeAt: [Double]

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
    let start = max(arrival, freeAt[0])
    let end = start + service
    var position = 0
    while position + 1 < freeAt.count, freeAt[position + 1] < end {
      freeAt[position] = freeAt[position + 1]
      position += 1
    }
    freeAt[position] = end
    return start - arrival
  }
}
