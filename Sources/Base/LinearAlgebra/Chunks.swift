import Dispatch

/// Independent pieces of work on all cores, for synchronous code.
package enum Chunks {
  /// In which order pieces are run.
  package enum Schedule: Sendable {
    /// As cores are free.
    case allCores
    /// On the calling thread, the first or the last piece first.
    case forwards, backwards
  }

  /// Other than usual only where it is tested that no result depends on it.
  @TaskLocal package static var schedule = Schedule.allCores

  /// Runs `work` for 0..<count, each once, and returns when all are done.
  ///
  /// What a piece does must depend on its number alone and touch what no other piece touches, so that results are the
  /// same on any number of cores: cut by a constant size, never by the number of cores.
  package static func run(_ count: Int, _ work: (Int) -> Void) {
    if count == 1 { return work(0) }
    switch schedule {
    case .allCores: break
    case .forwards: return (0..<count).forEach(work)
    case .backwards: return (0..<count).reversed().forEach(work)
    }
    withoutActuallyEscaping(work) { escaping in
      // Pieces touch nothing in common, and all have ended before `run` returns.
      nonisolated(unsafe) let work = escaping
      DispatchQueue.concurrentPerform(iterations: count) { work($0) }
    }
  }

  /// Runs `work` over 0..<total in pieces of `size`, the last one shorter.
  package static func run(over total: Int, by size: Int, _ work: (Range<Int>) -> Void) {
    precondition(size > 0)
    run((total + size - 1) / size) { piece in
      work(piece * size..<min(total, (piece + 1) * size))
    }
  }
}
