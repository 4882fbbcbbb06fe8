import Evaluation
import FoundationEssentials
import Randomness

extension Benchmark {
  /// Scoring ready lists by ready truths in memory.
  static let metrics = Benchmark(
    name: "metrics",
    summary: "NDCG, precision and recall at 10 and MRR at 25 of 100,000 users with 100 recommendations and about ten "
      + "relevant items each, every user's values kept; the C program keeps sums alone and takes lists for free of repeats",
    unit: "users/CPU s", peer: .metrics
  ) { scratch throws(BenchmarkError) in
    let input = MetricsInput()
    try input.write(to: scratch.folder)
    let metrics = [
      MetricAtK(.ndcg, k: 10), MetricAtK(.precision, k: 10), MetricAtK(.recall, k: 10),
      MetricAtK(.reciprocalRank, k: 25),
    ]
    return {
      let scores = DialectScores(
        .standard, metrics, ordered: input.lists, truth: input.truth, itemCount: MetricsInput.items)
      let means = metrics.indices.map { scores.mean($0)?.value ?? .nan }
      return BenchmarkPass(
        units: MetricsInput.users,
        check: zip(metrics, means).map { "\($0.metric.name)@\($0.k) \($1)" }.joined(separator: ", "))
    }
  }
}

extension PeerProgram {
  static let metrics = PeerProgram(
    source: "metrics/metrics_ref.c", libraries: ["-lm"], builds: [.optimised],
    arguments: { scratch in
      [scratch.folder, "\(MetricsInput.users)", "\(MetricsInput.listed)", "\(MetricsInput.items)", "5"]
    },
    // Its first repetition meets cold memory; ours has a pass to warm up, too.
    rate: { run in
      let rates = run.lines.compactMap { $0[member: "users_per_s"]?.asNumber }.dropFirst().sorted()
      return rates.isEmpty ? nil : rates[rates.count / 2]
    })
}

/// Lists that walk over the catalogue in steps of the user's own, and truths that thin out down the list.
private struct MetricsInput {
  static let users = 100_000
  static let listed = 100
  /// A prime, so that steps of any width meet every item.
  static let items = 20_011

  private(set) var lists = FlatLists()
  private(set) var truth = GradedTruth()

  init() {
    var stream = RandomStream(seed: 1, name: "bench/metrics")
    // A place holds a relevant item with a chance that falls with its rank; ten of 400 on average.
    let weights = (0..<400).map { 0.3 / (1 + 0.08 * Double($0)) }
    let scale = 10 / weights.reduce(0, +)
    lists.items.reserveCapacity(MetricsInput.users * MetricsInput.listed)
    for _ in 0..<MetricsInput.users {
      let step = 1 + stream.integer(below: MetricsInput.items - 1)
      var item = stream.integer(below: MetricsInput.items)
      var relevant: [(item: Int32, gain: Double)] = []
      for place in 0..<400 {
        if place < MetricsInput.listed { lists.items.append(Int32(item)) }
        if stream.uniform() < weights[place] * scale { relevant.append((Int32(item), 1)) }
        item = (item + step) % MetricsInput.items
      }
      if relevant.isEmpty { relevant.append((Int32(item), 1)) }
      lists.offsets.append(lists.items.count)
      truth.append(relevant)
    }
  }

  /// The files that the C program reads.
  func write(to folder: String) throws(BenchmarkError) {
    do {
      try Data(lists.items.withUnsafeBytes { Array($0) }).write(to: URL(filePath: folder + "/run_items.i32"))
      try Data(truth.offsets.withUnsafeBytes { Array($0) }).write(to: URL(filePath: folder + "/qrels_indptr.i64"))
      try Data(truth.items.withUnsafeBytes { Array($0) }).write(to: URL(filePath: folder + "/qrels_items.i32"))
    } catch {
      throw BenchmarkError(code: .scratch, facts: [], cause: "\(error)")
    }
  }
}
