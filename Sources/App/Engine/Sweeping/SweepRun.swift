import Evaluation
import ExperimentStore
import Interactions
import Scenarios

/// A sweep's outcome: every cell at every origin, how they stand, and the final choice's score.
package struct SweepResult: Sendable {
  package let input: SweepInput
  /// In the order of the grid.
  package let cells: [SweepCell]
  /// Requests and users of each origin.
  package let requestCounts: [Int]
  package let userCounts: [Int]
  package let standing: SweepStanding
  /// `[cell][origin]`.
  package let numbers: [[SweepNumbers]]
  /// The choice on the last slice; nil where there is none, or it was not to be looked at.
  package let final: SweepFinal?
  /// Measurements that were there already, and those made now.
  package let reused: Int
  package let made: Int
}

/// Why a sweep stopped although its input was right.
package struct SweepError: Error, Sendable, CustomStringConvertible {
  package let description: String
}

/// How far a sweep has come.
package struct SweepProgress: Sendable {
  /// Measurements of this run that are done, of all it has to make.
  package let done: Int
  package let total: Int
  /// Those that an earlier run had made.
  package let reused: Int
}

/// Measures what is not yet measured, then compares.
package enum SweepRun {
  /// - Parameters:
  ///   - store: where results are kept; what is there is not measured again.
  ///   - build: tells this program from others that may measure differently.
  ///   - threads: models fitted at once; the result does not depend on it.
  ///   - looksAtLast: whether the choice is scored on the last slice.
  /// - Throws: `ExperimentStoreError`, or `SweepError` where nothing can be asked.
  package static func run(
    _ input: SweepInput, store: ExperimentStore, build: String, threads: Int, looksAtLast: Bool,
    progress: @escaping @Sendable (SweepProgress) -> Void = { _ in }
  ) async throws -> SweepResult {
    precondition(threads >= 1)
    let measuring = SweepMeasuring(input)
    let folds = measuring.folds()
    let origins = input.windows.origins.count
    for fold in folds.prefix(origins) where fold.requests.count < 50 || Set(fold.requests.users).count < 10 {
      throw SweepError(
        description: "\(fold.name) has \(fold.requests.count) requests of \(Set(fold.requests.users).count) users; a "
          + "comparison needs at least 50 of 10. Make the windows longer, or the origins fewer.")
    }
    let cells = input.file.grid.cells
    var found = [[Measurement?]](repeating: [Measurement?](repeating: nil, count: origins), count: cells.count)
    var missing: [(cell: Int, origin: Int)] = []
    for cell in cells.indices {
      for origin in 0..<origins {
        found[cell][origin] = try store.measurement(
          measuring.key(cells[cell], input.windows.origins[origin], build: build))
        if found[cell][origin] == nil { missing.append((cell, origin)) }
      }
    }
    let pieces = missing
    let reused = cells.count * origins - pieces.count
    progress(SweepProgress(done: 0, total: pieces.count, reused: reused))
    try await inOrder(
      pieces.count, threads: threads,
      { piece in
        let (cell, origin) = pieces[piece]
        let measurement = measuring.measurement(cells[cell], folds[origin])
        // At once, and not in order: a stop loses only what is being measured.
        try store.keep(measurement, measuring.key(cells[cell], input.windows.origins[origin], build: build))
        return measurement
      },
      consume: { piece, measurement in
        found[pieces[piece].cell][pieces[piece].origin] = measurement
        progress(SweepProgress(done: piece + 1, total: pieces.count, reused: reused))
      })
    let measurements = found.map { $0.compactMap { $0 } }
    let numbers = try measurements.map { try $0.map(checked) }
    for origin in 0..<origins
    where measurements.contains(where: { $0[origin].counts != measurements[0][origin].counts }) {
      throw SweepError(description: "Kept results contradict each other; remove the file of results and start again.")
    }
    let standing = await SweepStanding(
      measurements.map { $0.map { UserTotals(sums: $0.sums, counts: $0.counts) } },
      resamples: input.file.judging.resamples, seed: input.file.seed)
    var final: SweepFinal?
    if looksAtLast, folds.count > origins, folds[origins].requests.count > 0 {
      final = try SweepFinal(
        cells[standing.best], cell: standing.best, folds[origins], measuring, input, store: store, build: build)
    }
    return SweepResult(
      input: input, cells: cells, requestCounts: folds.prefix(origins).map(\.requests.count),
      userCounts: measurements[0].map(\.counts.count), standing: standing, numbers: numbers, final: final,
      reused: reused, made: pieces.count)
  }

  private static func checked(_ measurement: Measurement) throws(SweepError) -> SweepNumbers {
    guard let numbers = SweepNumbers(measurement.numbers), !measurement.counts.isEmpty else {
      throw SweepError(description: "A kept result does not read; remove the file of results and start again.")
    }
    return numbers
  }
}
