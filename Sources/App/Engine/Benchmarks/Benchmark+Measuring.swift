import FoundationEssentials
import Glibc

extension Benchmark {
  /// A measured rate, and what ran beside it.
  package struct Result: Sendable {
    package let value: Double
    package let check: String
    /// Medians of further figures, by name in order.
    package let figures: [(name: String, value: Double)]
    /// What was raced in the same run, turn by turn; the first is the reference.
    package let references: [Reference]
  }

  /// What ran beside a benchmark.
  package struct Reference: Sendable {
    /// Empty for the reference itself; else what its JSON keys begin with.
    package let key: String
    /// In the benchmark's unit.
    package let value: Double
    /// What it was, for a reader: a phrase, or how a program was compiled and run.
    package let words: String
    /// The measured work as a share of this.
    package let ratio: Double
  }

  /// Median of five rounds after one to warm up. Ours and what it is compared with take turns, so that a slower minute of
  /// the machine meets all of them.
  ///
  /// - Parameters:
  ///   - peers: a folder with C programs to race; without it the loop in this process, where there is one.
  ///   - data: a folder with public data; the folder `data` beside the peers unless stated.
  package func measured(peers: String? = nil, data: String? = nil) throws(BenchmarkError) -> Result {
    let data = data ?? peers.map { $0 + "/../data" }
    return try BenchmarkScratch.with(data: data) { scratch throws(BenchmarkError) in
      try measured(peers: peers, scratch: scratch)
    }
  }

  private func measured(peers: String?, scratch: BenchmarkScratch) throws(BenchmarkError) -> Result {
    let work = try prepare(scratch)
    var rivals: [Rival] = []
    if let peers, let peer {
      for build in peer.builds {
        let compiled = try PeerProgram.Compiled(peer, build, in: peers, scratch: scratch)
        rivals.append(
          Rival(key: build.key, words: "\(compiled.compilerLine); \(compiled.runLine)") { () throws(BenchmarkError) in
            try compiled.measuredRate()
          })
      }
    } else if let reference {
      let other = try reference.prepare(scratch)
      rivals.append(Rival(key: "", words: reference.words) { timed(other).rate })
    }

    _ = work()
    for rival in rivals { _ = try rival.rate() }
    var rates: [Double] = []
    var figures: [String: [Double]] = [:]
    var rivalRates = rivals.map { _ in [Double]() }
    var check = ""
    for _ in 0..<5 {
      let (rate, pass) = timed(work)
      rates.append(rate)
      check = pass.check
      for (name, value) in pass.figures { figures[name, default: []].append(value) }
      for (index, rival) in rivals.enumerated() { rivalRates[index].append(try rival.rate()) }
    }
    let value = median(rates)
    return Result(
      value: value, check: check,
      figures: figures.keys.sorted().map { ($0, median(figures[$0] ?? [])) },
      references: zip(rivals, rivalRates).map { rival, rates in
        Reference(key: rival.key, value: median(rates), words: rival.words, ratio: value / median(rates))
      })
  }

  private struct Rival {
    let key: String
    let words: String
    let rate: () throws(BenchmarkError) -> Double
  }

  private func timed(_ work: BenchmarkWork) -> (rate: Double, pass: BenchmarkPass) {
    let begin = clock.seconds
    let pass = work()
    return (Double(pass.units) / max(1e-9, pass.seconds ?? clock.seconds - begin), pass)
  }

  private func median(_ values: [Double]) -> Double { values.isEmpty ? .nan : values.sorted()[values.count / 2] }
}

extension BenchmarkClock {
  /// Seconds since some instant of the past.
  fileprivate var seconds: Double {
    var time = timespec()
    clock_gettime(self == .processorTime ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

extension BenchmarkScratch {
  /// Makes a folder for the time of some work, and removes it.
  fileprivate static func with<Value>(
    data: String?, _ work: (BenchmarkScratch) throws(BenchmarkError) -> Value
  ) throws(BenchmarkError) -> Value {
    let folder = FileManager.default.temporaryDirectory.path + "/recast-bench-\(UUID().uuidString)"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw BenchmarkError(
        code: .scratch, facts: ["\(error)"], cause: "The folder for temporary files could not be made")
    }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try work(BenchmarkScratch(folder: folder, data: data))
  }
}
