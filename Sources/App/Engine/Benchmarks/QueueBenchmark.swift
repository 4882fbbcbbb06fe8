import Randomness
import Serving
import Statistics

extension Benchmark {
  /// A plain M/M/8 queue at load 0.8, with a histogram of the waits.
  static let queue = Benchmark(
    name: "queue", summary: "a first-come-first-served queue, M/M/8 at load 0.8, with a histogram of the waits",
    unit: "requests/CPU s",
    peer: .queue(["--c", "8", "--lambda", "6.4", "--n", "\(queueRequests)"], builds: [.optimised, .fastMath])
  ) { _ in
    {
      var stream = RandomStream(seed: 1, name: "bench/queue")
      var pool = ServerPool(servers: 8)
      var clock = 0.0
      var waits = Histogram()
      for _ in 0..<queueRequests {
        clock += stream.exponential(mean: 1 / 6.4)
        waits.add(pool.wait(arrival: clock, service: stream.exponential(mean: 1)))
      }
      return BenchmarkPass(units: queueRequests, check: "mean wait \(((waits.mean ?? 0) * 1e6).rounded() / 1e6)")
    }
  }

  private static let queueRequests = 10_000_000
}

extension PeerProgram {
  /// The C queue, one repetition a run, by the CPU seconds that it prints.
  static func queue(_ arguments: [String], builds: [Build]) -> PeerProgram {
    PeerProgram(
      source: "sim/ggc.c", libraries: ["-lm"], builds: builds, arguments: { _ in arguments + ["--reps", "1"] },
      rate: { run in
        guard let requests = run.lines.first?[member: "requests"]?.asNumber,
          let seconds = run.lines.first?[member: "cpu"]?.asNumber
        else { return nil }
        return requests / seconds
      })
  }
}
