import Statistics

/// How a simulation is made: which plans, how many replications, with what of the machine.
package struct SimulationSettings: Sendable {
  /// When enough replications are made.
  package enum Length: Sendable {
    case replications(Int)
    /// Until every plan's mean latency, p99 and cost are known to a relative precision.
    case precision(SequentialStopping)

    /// The most there may be.
    package var maximum: Int {
      switch self {
      case .replications(let count): count
      case .precision(let rule): rule.maximum
      }
    }

    /// How many are made before anything is decided.
    var first: Int {
      switch self {
      case .replications(let count): count
      case .precision(let rule): rule.minimum
      }
    }
  }

  /// Names of the scenario's plans; empty for all.
  package var plans: [String]
  package var length: Length
  /// Pieces of work at once, at least 1; the result is the same for any.
  package var threads: Int
  /// A simulation that is estimated to need more is refused before it starts.
  package var memoryLimitBytes: Double
  /// Two-sided confidence of all intervals.
  package var level: Double

  /// What `--memory-limit` is unless stated.
  package static let defaultMemoryLimitBytes = 2e9

  package init(
    plans: [String] = [], length: Length = .replications(10), threads: Int = 1,
    memoryLimitBytes: Double = defaultMemoryLimitBytes, level: Double = 0.95
  ) {
    self.plans = plans
    self.length = length
    self.threads = max(1, threads)
    self.memoryLimitBytes = memoryLimitBytes
    self.level = level
  }
}
