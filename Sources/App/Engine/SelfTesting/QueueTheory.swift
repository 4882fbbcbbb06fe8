/// What queueing theory says of queues that begin with Poisson arrivals.
enum QueueTheory {
  /// Erlang's B: the share of requests lost where nobody can wait. Source: L. Kleinrock, "Queueing Systems" I, 1975, (3.45),
  /// by its recursion in the number of servers.
  static func erlangB(servers: Int, offered: Double) -> Double {
    (1...servers).reduce(1) { loss, k in offered * loss / (Double(k) + offered * loss) }
  }

  /// Erlang's C: the share of requests that wait. Source: the same, (3.40).
  static func erlangC(servers: Int, offered: Double) -> Double {
    let loss = erlangB(servers: servers, offered: offered)
    return loss / (1 - offered / Double(servers) * (1 - loss))
  }

  /// Mean wait in M/M/c, in mean service times.
  static func meanWait(servers: Int, load: Double) -> Double {
    let offered = load * Double(servers)
    return erlangC(servers: servers, offered: offered) / (Double(servers) - offered)
  }

  /// Mean wait in M/G/1, in mean service times, by Pollaczek and Khinchine. Source: the same, (5.70).
  static func meanWait(load: Double, squaredVariation: Double) -> Double {
    load * (1 + squaredVariation) / (2 * (1 - load))
  }
}
