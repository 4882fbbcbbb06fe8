extension Benchmark {
  /// All of them, in the order in which they are run.
  package static let all: [Benchmark] =
    [.queue, .campaign, .campaignThreads, .ingest, .itemKNN, .bill] + ials + [.ease, .slit, .answer] + recommend
    + evaluation

  /// Those of scoring lists.
  private static let evaluation: [Benchmark] = [.metrics]
}
