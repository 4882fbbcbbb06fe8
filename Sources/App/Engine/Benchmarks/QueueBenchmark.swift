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
      var queue = QueueRun(servers: 8, load: 0.8, service: .exponential, seed: 1, name: "bench/queue")
      var waits = Histogram()
      queue.play(blocks: queueRequests / QueueRun.blockLength, into: &waits)
      return BenchmarkPass(
        units: Int(waits.count), check: "mean wait \(((waits.mean ?? 0) * 1e6).rounded() / 1e6)",
        figures: ["p99Wait": waits.quantile(0.99) ?? .nan])
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
