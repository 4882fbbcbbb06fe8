import Demand
import Scenarios
import Serving
import Statistics

/// What a simulation will need of memory, known before it starts.
///
/// Requests are played one after the other and never kept, so the horizon counts with its five-minute windows only.
package struct MemoryEstimate: Sendable {
  /// What, and how many bytes of it, largest first.
  package let parts: [(what: String, bytes: Double)]

  package var bytes: Double { parts.reduce(0) { $0 + $1.bytes } }

  /// One histogram: 64 powers of two of 128 buckets of 8 bytes.
  private static let histogramBytes = 65_536.0
  /// Histograms of one replication and of one plan's sum: latencies by route and together, three ages.
  private static let histograms = 8.0
  /// Steps that are kept of a replication's latencies, a value and a share each: the buckets between 0.05 ms and a minute.
  private static let keptBytes = 16.0 * 2600
  /// Counts of a window while a replication runs: answers, arrivals, throttles and the pricing of them.
  private static let windowBytes = 64.0
  /// A user's activity and cell of the table that draws users, and what the log gives to both.
  private static let userBytes = 40.0

  /// - Parameter rowsKept: bytes that each window of a replication takes while it waits to be written; 0 without.
  package init(
    plans: [Plan], windows: Int, users: Int, pages: Int, replications: Int, threads: Int, rowsKept: Double = 0
  ) {
    let atOnce = Double(2 * max(1, threads))
    let plansCount = Double(plans.count)
    let windows = Double(windows)
    let cache =
      plans.compactMap(\.answerCache).map { Double($0.simulationBytes(users: users, pages: pages)) }.max() ?? 0
    parts = [
      (
        "replications under way",
        atOnce
          * (MemoryEstimate.histograms * MemoryEstimate.histogramBytes
            + windows * (MemoryEstimate.windowBytes + rowsKept))
      ),
      ("caches", Double(max(1, threads)) * cache),
      ("latencies kept of each replication", plansCount * Double(replications) * MemoryEstimate.keptBytes),
      ("histograms of the plans", plansCount * MemoryEstimate.histograms * MemoryEstimate.histogramBytes),
      ("expected requests and counts of the windows", windows * 40),
      ("users", Double(users) * MemoryEstimate.userBytes),
    ].sorted { $0.1 > $1.1 }
  }

  /// Why a simulation is refused, with the largest part; nil where it fits.
  package func refusal(limit: Double) -> String? {
    guard bytes > limit else { return nil }
    let largest = parts[0]
    return
      "The simulation would need about \(MemoryEstimate.text(bytes)) of memory, \(MemoryEstimate.text(largest.bytes)) of "
      + "it for \(largest.what); the limit is \(MemoryEstimate.text(limit)). Nothing was run. Play fewer plans or "
      + "replications, a shorter horizon, or raise --memory-limit."
  }

  /// `1.5 GB`.
  package static func text(_ bytes: Double) -> String {
    bytes < 1e9 ? "\(Format.fixed(max(1, bytes / 1e6), 0)) MB" : "\(Format.fixed(bytes / 1e9, 1)) GB"
  }
}
