import Evaluation
import Randomness
import Statistics

/// How the cells of a grid stand: each origin by itself, never pooled into one interval.
package struct SweepStanding: Sendable {
  /// What the origins say of a cell against the best.
  package enum Verdict: String, Sendable {
    /// The highest mean over the origins.
    case best
    /// No origin tells it from the best.
    case noise
    /// Some origin tells it from the best, and all that do say worse.
    case worse
    /// Origins contradict each other.
    case mixed
    /// Some origin tells it from the best, and all that do say better.
    case better
  }

  /// `[cell][origin]`: the mean over requests with its 95 % bootstrap interval over users.
  package let values: [[Interval]]
  /// `[cell][origin]`: the same less the best cell's, on the same resamples.
  package let differences: [[Interval]]
  /// `[cell][origin]`: P values of the differences after Holm's correction over all cells and origins; 1 for the best.
  package let adjustedPValues: [[Double]]
  /// Mean of the origins' values: it orders the cells, and has no interval.
  package let means: [Double]
  package let verdicts: [Verdict]
  /// Cells by mean, the highest first, equal ones in the order of the grid.
  package let order: [Int]

  private let totals: [[UserTotals]]

  /// The cell with the highest mean.
  package var best: Int { order[0] }

  /// Origins that tell a cell from the best.
  package func tellingOrigins(_ cell: Int) -> Int { adjustedPValues[cell].count { $0 < 0.05 } }

  /// - Parameter totals: `[cell][origin]`, at least one of each; the users of an origin are the same for all cells.
  init(_ totals: [[UserTotals]], resamples: Int, seed: UInt64) async {
    let origins = totals[0].count
    self.totals = totals
    means = totals.map { $0.reduce(0) { $0 + $1.mean } / Double(origins) }
    let means = means
    order = means.indices.sorted { means[$0] != means[$1] ? means[$0] > means[$1] : $0 < $1 }
    let best = order[0]
    let byOrigin = await inParallel(origins) { origin -> [(Interval, Interval)] in
      let bootstrap = ClusterBootstrap(
        numerators: totals.map { $0[origin].sums }, denominators: totals.map { $0[origin].counts },
        resamples: resamples, stream: RandomStream(seed: seed, name: "sweep/origin", index: origin))
      return totals.indices.map { (bootstrap.interval($0), bootstrap.difference($0, minus: best)) }
    }
    values = totals.indices.map { cell in byOrigin.map { $0[cell].0 } }
    differences = totals.indices.map { cell in byOrigin.map { $0[cell].1 } }
    let others = totals.indices.filter { $0 != best }
    let tests = others.map { cell in
      zip(totals[cell], totals[best]).map { PairedClusterTest($0.sums, minus: $1.sums, counts: $0.counts) }
    }
    let adjusted = holmAdjusted(tests.flatMap { $0.map(\.pValue) })
    var all = [[Double]](repeating: [Double](repeating: 1, count: origins), count: totals.count)
    var verdicts = [Verdict](repeating: .best, count: totals.count)
    for (place, cell) in others.enumerated() {
      all[cell] = Array(adjusted[(place * origins)..<((place + 1) * origins)])
      let telling = (0..<origins).filter { all[cell][$0] < 0.05 }.map { tests[place][$0].difference < 0 }
      verdicts[cell] =
        telling.isEmpty ? .noise : !telling.contains(false) ? .worse : telling.contains(true) ? .mixed : .better
    }
    adjustedPValues = all
    self.verdicts = verdicts
  }

  /// At how many origins some cells are worse and better than one of them beyond noise, corrected among themselves.
  package func telling(_ cells: [Int], against top: Int) -> [(cell: Int, worse: Int, better: Int)] {
    let tests = cells.map { cell in
      zip(totals[cell], totals[top]).map { PairedClusterTest($0.sums, minus: $1.sums, counts: $0.counts) }
    }
    let adjusted = holmAdjusted(tests.flatMap { $0.map(\.pValue) })
    let origins = totals[0].count
    return cells.indices.map { place in
      let told = (0..<origins).filter { adjusted[place * origins + $0] < 0.05 }.map { tests[place][$0].difference }
      return (cells[place], told.count { $0 < 0 }, told.count { $0 > 0 })
    }
  }
}
