/// One thing that `recast bench` measures: work of a fixed size, with a check that shows what was done.
///
/// A new one is a file beside this with an `extension Benchmark { static let … }`, and its name in `Benchmark.all`.
package struct Benchmark: Sendable {
  /// As on the command line.
  package let name: String
  /// What is done, in a phrase.
  package let summary: String
  /// The unit of the measured rate, such as `requests/CPU s`; seconds are those of `clock`.
  package let unit: String
  /// What time is measured by.
  let clock: BenchmarkClock
  /// Makes the inputs ready in memory or in the scratch folder; each call of the work it returns does all of it once.
  let prepare: @Sendable (BenchmarkScratch) throws(BenchmarkError) -> BenchmarkWork
  /// A plain loop in this process that marks what the machine can do, with the words for it.
  let reference: (words: String, prepare: @Sendable (BenchmarkScratch) throws(BenchmarkError) -> BenchmarkWork)?
  /// A plain C program that marks it, raced where the user has its source.
  let peer: PeerProgram?

  init(
    name: String, summary: String, unit: String, clock: BenchmarkClock = .processorTime,
    reference: (words: String, prepare: @Sendable (BenchmarkScratch) throws(BenchmarkError) -> BenchmarkWork)? = nil,
    peer: PeerProgram? = nil,
    prepare: @escaping @Sendable (BenchmarkScratch) throws(BenchmarkError) -> BenchmarkWork
  ) {
    self.name = name
    self.summary = summary
    self.unit = unit
    self.clock = clock
    self.prepare = prepare
    self.reference = reference
    self.peer = peer
  }
}

/// A piece of work that is ready to be done, once a call.
typealias BenchmarkWork = () -> BenchmarkPass

/// What one pass over the work did.
struct BenchmarkPass {
  /// How many units of work; the rate is this over the seconds.
  let units: Int
  /// A digest of the result, so that work cannot be optimised away unseen.
  let check: String
  /// Further figures of the pass by name (with the unit last, as everywhere); their medians are printed.
  var figures: [String: Double] = [:]
  /// Seconds of the work itself, where the pass also did what is not measured.
  var seconds: Double?
}

/// What time is measured by.
enum BenchmarkClock: Sendable {
  /// CPU seconds of the whole process: what other programs on the machine disturb least.
  case processorTime
  /// Seconds by the clock: for work on several cores.
  case elapsedTime
}

/// A folder for files that a benchmark makes; it is gone when the measuring ends.
struct BenchmarkScratch: Sendable {
  let folder: String
  /// Where the user has real data; some benchmarks make up their input without.
  let data: String?
}

/// Why something could not be measured.
package struct BenchmarkError: Error, Sendable, CustomStringConvertible {
  /// What kind of error it is.
  package enum Code: String, Sendable {
    /// The folder for temporary files could not be made or written.
    case scratch
    /// The peer's source is not in the folder that was named.
    case missingPeer
    /// The compiler could not be started, or refused the peer.
    case compiler
    /// The peer ended with an error or printed nothing that could be read.
    case peer
  }
  package let code: Code
  package let facts: [String]
  package let cause: String

  package var description: String { "\(cause) (\(facts.joined(separator: "; ")))" }
}
