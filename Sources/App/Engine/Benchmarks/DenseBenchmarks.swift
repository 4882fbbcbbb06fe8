import Glibc
import LinearAlgebra
import Recommenders

extension Benchmark {
  /// iALS with vectors of 64, 128 and 256; the exact C program does fewer epochs where they take it long.
  static let ials = [
    implicitFactors(64, name: "ials", peerEpochs: 16), implicitFactors(128, name: "ials-128", peerEpochs: 4),
    implicitFactors(256, name: "ials-256", peerEpochs: 1),
  ]

  private static func implicitFactors(_ factors: Int, name: String, peerEpochs: Int) -> Benchmark {
    let parameters = ImplicitFactorModel.Parameters(factors: factors)
    let (weight, ridge) = ("\(parameters.unobservedWeight)", "\(parameters.regularization)")
    return Benchmark(
      name: name,
      summary: "iALS, vectors of \(factors), \(parameters.epochs) epochs, on MovieLens 1M or a made-up log of its size",
      unit: "events × epochs/CPU s",
      peer: .recommender(["ials", "\(factors)", "\(peerEpochs)", weight, ridge], seconds: "train_cpu") {
        $0 * Double(peerEpochs)
      }
    ) { scratch throws(BenchmarkError) in
      let data = try scratch.leaveLastOut()
      return {
        let stopwatch = Stopwatch()
        let model = try? ImplicitFactorModel(users: data.rows, parameters: parameters)
        var figures = stopwatch.figures
        if let model {
          figures["ndcg@10"] = data.ndcg(
            model.byFittedVectors.bestItems(data.histories, count: 10, excluding: data.histories))
        }
        return BenchmarkPass(
          units: data.rows.indices.count * parameters.epochs, check: check(model?.items), figures: figures,
          seconds: figures["trainCPUSeconds"])
      }
    }
  }

  /// EASE.
  static let ease = Benchmark(
    name: "ease", summary: "EASE on MovieLens 1M or a made-up log of its size", unit: "events/CPU s",
    peer: .recommender(["ease", "500"], seconds: "train_cpu") { $0 }
  ) { scratch throws(BenchmarkError) in
    let data = try scratch.leaveLastOut()
    return {
      let stopwatch = Stopwatch()
      let model = try? EASEModel(users: data.rows, regularization: 500)
      let figures = stopwatch.figures
      let check = model.map { "weight \($0.weight(from: 0, to: 1))" } ?? "no model"
      return BenchmarkPass(
        units: data.rows.indices.count, check: check, figures: figures, seconds: figures["trainCPUSeconds"])
    }
  }

  /// SLIT.
  static let slit = Benchmark(
    name: "slit", summary: "SLIT on the sequences of MovieLens 1M or of a made-up log of its size", unit: "events/CPU s"
  ) { scratch throws(BenchmarkError) in
    let data = LeaveLastOut(data: scratch.data, keepsSequences: true)
    return {
      let stopwatch = Stopwatch()
      let model = try? SLITModel(sequences: data.sequences, itemCount: data.rows.columns, parameters: .init())
      let figures = stopwatch.figures
      let check = model.map { "weight \($0.weight(from: 0, to: 1))" } ?? "no model"
      return BenchmarkPass(
        units: data.sequences.entries, check: check, figures: figures, seconds: figures["trainCPUSeconds"])
    }
  }

  /// A hundred items for each user, by iALS and by EASE.
  static let recommend = [
    bestItems("recommend", of: "iALS with vectors of 64", peer: ["ials", "64", "1", "0.1", "0.003"]) { rows in
      try? ImplicitFactorModel(users: rows, parameters: .init()).byFittedVectors
    },
    bestItems("recommend-ease", of: "EASE", peer: ["ease", "500"]) { rows in
      try? EASEModel(users: rows, regularization: 500)
    },
  ]

  private static func bestItems<Model: LinearScoring>(
    _ name: String, of model: String, peer: [String], fit: @escaping @Sendable (BinaryRows) -> Model?
  ) -> Benchmark {
    Benchmark(
      name: name, summary: "100 items for each of the 6,040 users of MovieLens 1M or a made-up log, by \(model)",
      unit: "lists/CPU s", peer: .recommender(peer, seconds: "recommend_cpu", units: "users") { $0 }
    ) { scratch throws(BenchmarkError) in
      let data = try scratch.leaveLastOut()
      guard let model = fit(data.rows) else {
        throw BenchmarkError(code: .scratch, facts: [name], cause: "The model could not be fitted")
      }
      return {
        let lists = model.bestItems(data.histories, count: 100, excluding: data.histories)
        let sum = lists.reduce(0) { $1.reduce($0) { $0 &+ Int($1) } }
        return BenchmarkPass(
          units: lists.count, check: "sum of items \(sum)",
          figures: ["ndcg@10": data.ndcg(lists), "peakMemoryMB": Stopwatch.peakMemoryMegabytes])
      }
    }
  }

  private static func check(_ items: Matrix?) -> String {
    guard let items else { return "no model" }
    return "sum of item factors \((items.flat.reduce(0.0) { $0 + Double($1) } * 1e3).rounded() / 1e3)"
  }
}

extension BenchmarkScratch {
  /// The data, also written for the peer.
  fileprivate func leaveLastOut() throws(BenchmarkError) -> LeaveLastOut {
    let split = LeaveLastOut(data: data)
    // A folder of a fixed name, because the peer's command line is printed.
    guard mkdir(folder + "/split", 0o700) == 0, split.write(into: folder + "/split") else {
      throw BenchmarkError(code: .scratch, facts: ["train.csv"], cause: "The peer's input could not be written")
    }
    return split
  }
}

extension LeaveLastOut {
  /// The training items as queries.
  fileprivate var histories: Histories { Histories(rows) }
}

extension PeerProgram {
  /// The C recommender, one repetition a run, by the CPU seconds that it prints.
  ///
  /// - Parameters:
  ///   - seconds: name of the figure in its line.
  ///   - units: name of the amount of work in its line.
  ///   - scaled: the work in the benchmark's unit.
  fileprivate static func recommender(
    _ arguments: [String], seconds: String, units: String = "nnz", scaled: @escaping @Sendable (Double) -> Double
  ) -> PeerProgram {
    PeerProgram(
      source: "rec/rec_ref.c", libraries: ["-lopenblas", "-lm"],
      builds: [Build(key: "", flags: ["-O3", "-march=native", "-fopenmp"])],
      arguments: { [$0.folder + "/split"] + arguments + ["2", "1"] },
      rate: { run in
        guard let work = run.lines.first?[member: units]?.asNumber,
          let spent = run.lines.first?[member: seconds]?.asNumber
        else { return nil }
        return scaled(work) / spent
      })
  }
}

/// CPU seconds of the process since it was made, and the process's largest memory.
private struct Stopwatch {
  private let begin = Stopwatch.processorSeconds

  var figures: [String: Double] {
    ["trainCPUSeconds": Stopwatch.processorSeconds - begin, "peakMemoryMB": Stopwatch.peakMemoryMegabytes]
  }

  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  static var peakMemoryMegabytes: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1024
  }
}
