import Randomness
import Serving

extension SelfTest {
  /// Independent replications of each queue; each begins empty and leaves out what it needs to forget that.
  private static let replications = 100
  /// Blocks left out and counted. A queue at load 0.9 forgets within some hundred services per server: 20,480 requests are
  /// many times that.
  private static let (warmUpBlocks, countedBlocks) = (10, 30)

  static let queueChecks: [Check] = [
    waits("M/M/1 at 0.7", servers: 1, load: 0.7, .exponential, variation: 1),
    waits("M/M/2 at 0.5", servers: 2, load: 0.5, .exponential, variation: 1),
    waits("M/M/8 at 0.8", servers: 8, load: 0.8, .exponential, variation: 1),
    waits("M/M/20 at 0.9", servers: 20, load: 0.9, .exponential, variation: 1),
    waits("M/D/1 at 0.7", servers: 1, load: 0.7, .constant, variation: 0),
    waits("M/G/1 at 0.6, log-normal", servers: 1, load: 0.6, .logNormal(variation: 1.2), variation: 1.2),
    waits("M/G/1 at 0.6, gamma", servers: 1, load: 0.6, .gammaOfHalf, variation: 2.0.squareRoot()),
    losses("Erlang B, 8 servers, exponential", .exponential), losses("Erlang B, 8 servers, constant", .constant),
    little,
  ]

  /// Mean wait and share of those who wait; for one server by Pollaczek–Khinchine, for more by Erlang C.
  private static func waits(
    _ name: String, servers: Int, load: Double, _ service: QueueRun.Service, variation: Double
  ) -> Check {
    { seed in
      var (means, shares) = ([Double](), [Double]())
      for replication in 0..<replications {
        var run = QueueRun(
          servers: servers, load: load, service: service, seed: seed, name: "selftest/\(name)", index: replication)
        for _ in 0..<warmUpBlocks { run.playBlock() }
        var (sum, waiting) = (0.0, 0)
        for _ in 0..<countedBlocks {
          run.playBlock()
          for wait in run.waits {
            sum += wait
            if wait > 0 { waiting += 1 }
          }
        }
        let requests = Double(countedBlocks * QueueRun.blockLength)
        means.append(sum / requests)
        shares.append(Double(waiting) / requests)
      }
      let theory =
        servers == 1
        ? QueueTheory.meanWait(load: load, squaredVariation: variation * variation)
        : QueueTheory.meanWait(servers: servers, load: load)
      return [
        Row("\(name): mean wait in services", theory: theory, replications: means),
        Row(
          "\(name): share that waits", theory: QueueTheory.erlangC(servers: servers, offered: load * Double(servers)),
          replications: shares),
      ]
    }
  }

  /// The share of requests that find all servers busy and go away; the same for every distribution of service.
  private static func losses(_ name: String, _ service: QueueRun.Service) -> Check {
    { seed in
      let (servers, offered) = (8, 6.0)
      let shares = (0..<replications).map { replication in
        var run = QueueRun(
          servers: servers, load: offered / Double(servers), service: service, seed: seed, name: "selftest/\(name)",
          index: replication)
        var gaps = RandomStream(seed: seed, name: "selftest/\(name)/arrivals", index: replication)
        var freeAt = [Double](repeating: 0, count: servers)
        var (now, lost, counted) = (0.0, 0, 0)
        for block in 0..<12 {
          run.playBlock()
          for index in 0..<QueueRun.blockLength {
            now += gaps.exponential(mean: 1 / offered)
            let free = freeAt.firstIndex { $0 <= now }
            if let free { freeAt[free] = now + run.services[index] }
            guard block >= 2 else { continue }
            counted += 1
            if free == nil { lost += 1 }
          }
        }
        return Double(lost) / Double(counted)
      }
      return [
        Row(
          "\(name): share lost", theory: QueueTheory.erlangB(servers: servers, offered: offered), replications: shares)
      ]
    }
  }

  /// Little's law in M/M/8: those whom an arrival finds in the system, on average, are the arrival rate times the mean time in
  /// it (arrivals of a Poisson process see time averages). Each side is counted in its own way; the differences must be 0.
  private static let little: Check = { seed in
    let (servers, load) = (8, 0.8)
    let differences = (0..<replications).map { replication in
      var run = QueueRun(
        servers: servers, load: load, service: .exponential, seed: seed, name: "selftest/little", index: replication)
      var leaving: [Double] = []
      var (found, inside) = (0.0, 0.0)
      for block in 0..<22 {
        run.playBlock()
        for index in 0..<QueueRun.blockLength {
          let now = run.arrivals[index]
          leaving.removeAll { $0 <= now }
          let stay = run.waits[index] + run.services[index]
          if block >= 2 {
            found += Double(leaving.count)
            inside += stay
          }
          leaving.append(now + stay)
        }
      }
      return (found - load * Double(servers) * inside) / Double(20 * QueueRun.blockLength)
    }
    return [Row("Little's law in M/M/8: found − rate × stay", theory: 0, replications: differences)]
  }
}
