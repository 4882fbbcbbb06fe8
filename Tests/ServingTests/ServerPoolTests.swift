import Randomness
import Serving
import Statistics
import Testing

/// A queue with Poisson arrivals, service of mean 1, and what theory says about it.
struct Queue: Sendable, CustomTestStringConvertible {
  let name: String
  let servers: Int
  let load: Double
  let isDeterministic: Bool
  /// Mean wait in mean service times.
  let meanWait: Double
  /// Probability that a request waits at all.
  let waiting: Double
  var testDescription: String { name }

  /// Erlang's C by its sum. Source: L. Kleinrock, "Queueing Systems" I, 1975, (3.40).
  static func erlangC(servers: Int, offered: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    for k in 1..<servers {
      term *= offered / Double(k)
      sum += term
    }
    let last = term * offered / Double(servers) * Double(servers) / (Double(servers) - offered)
    return servers == 1 ? offered : last / (sum + last)
  }

  static func multi(_ servers: Int, load: Double) -> Queue {
    let offered = Double(servers) * load
    let c = servers == 1 ? offered : erlangC(servers: servers, offered: offered)
    return Queue(
      name: "M/M/\(servers) at \(load)", servers: servers, load: load, isDeterministic: false,
      meanWait: c / (Double(servers) - offered), waiting: c)
  }

  static let all: [Queue] = [
    multi(8, load: 0.8), multi(1, load: 0.7), multi(2, load: 0.5), multi(20, load: 0.9),
    // Pollaczek–Khinchine with constant service: ρ / 2(1 − ρ).
    Queue(
      name: "M/D/1 at 0.7", servers: 1, load: 0.7, isDeterministic: true, meanWait: 0.7 / 0.6, waiting: 0.7),
  ]

  /// Mean wait and share of waiting requests in one replication that begins empty and leaves out its first tenth.
  func replication(_ index: Int, requests: Int) -> (wait: Double, waited: Double) {
    var stream = RandomStream(seed: 21, name: "tests/\(name)", index: index)
    var pool = ServerPool(servers: servers)
    var clock = 0.0
    var sum = 0.0
    var waited = 0.0
    for request in 0..<requests {
      clock += stream.exponential(mean: 1 / (load * Double(servers)))
      let wait = pool.wait(arrival: clock, service: isDeterministic ? 1 : stream.exponential(mean: 1))
      guard request >= requests / 10 else { continue }
      sum += wait
      if wait > 0 { waited += 1 }
    }
    let counted = Double(requests - requests / 10)
    return (sum / counted, waited / counted)
  }
}

@Suite("Server pool")
struct ServerPoolTests {
  @Test("mean wait and share of waiting requests agree with theory inside a 99.9 % interval", arguments: Queue.all)
  func theory(queue: Queue) {
    let results = (0..<30).map { queue.replication($0, requests: 150_000) }
    let wait = Summary(results.map(\.wait)).meanInterval(level: 0.999)
    let waited = Summary(results.map(\.waited)).meanInterval(level: 0.999)
    #expect(wait.low <= queue.meanWait && queue.meanWait <= wait.high, "\(wait), theory \(queue.meanWait)")
    #expect(waited.low <= queue.waiting && queue.waiting <= waited.high, "\(waited), theory \(queue.waiting)")
    // The interval must be narrow enough to tell one queue from another.
    #expect(wait.high - wait.low < 0.2 * queue.meanWait)
  }

  @Test("Erlang's C of 8 servers at load 0.8 is 0.457645, so the mean wait 0.286028")
  func erlang() {
    let queue = Queue.multi(8, load: 0.8)
    #expect(abs(queue.waiting - 0.45764492544) < 1e-10 && abs(queue.meanWait - 0.2860280784) < 1e-10)
  }

  @Test("two servers, five requests, by hand")
  func byHand() {
    var pool = ServerPool(servers: 2)
    // Free at: 10, –; 10, 4; then 2 waits for 4 until 5; 3 waits for 5 until 12; 11 for 10: no wait.
    let waits = [(0.0, 10.0), (1, 3), (2, 1), (3, 7), (11, 1)].map { pool.wait(arrival: $0.0, service: $0.1) }
    #expect(waits == [0, 0, 2, 2, 0])
  }

  @Test("more servers than requests never wait")
  func idle() {
    var pool = ServerPool(servers: 100)
    #expect((0..<100).allSatisfy { _ in pool.wait(arrival: 0, service: 1e9) == 0 })
    #expect(pool.wait(arrival: 5, service: 1) == 1e9 - 5)
  }
}
