import Interactions

/// Where the origins of a rolling evaluation lie, and the last slice that none of them touches.
///
/// Source: L. Tashman, "Out-of-sample tests of forecasting accuracy", International Journal of Forecasting 16, 2000.
package struct RollingOrigins: Sendable, Hashable {
  /// How long a window of questions is, and with it how far the origins stand apart.
  package enum Spacing: Sendable, Hashable {
    /// All windows and the last slice by time, in seconds.
    case seconds(window: Int64, last: Int64)
    /// By events: the windows together hold `heldOutShare` of the log's events before the last slice's `lastShare`.
    case events(heldOutShare: Double, lastShare: Double)
  }

  /// Number of origins, at least 1.
  package let count: Int
  package let spacing: Spacing

  package init(count: Int, spacing: Spacing) {
    precondition(count >= 1)
    self.count = count
    self.spacing = spacing
  }

  /// Windows in seconds since the epoch: each origin's questions, and the last slice; empty where none was asked for.
  package struct Windows: Sendable, Equatable {
    /// In order of time, without gaps.
    package let origins: [Range<Int64>]
    package let last: Range<Int64>
  }

  /// The windows in a log; nil where they do not fit into it with events before the first.
  package func windows(of log: InteractionLog) -> Windows? {
    guard let first = log.timestamps.first, let newest = log.timestamps.last else { return nil }
    let end = newest + 1
    var cuts: [Int64] = []
    switch spacing {
    case .seconds(let window, let last):
      precondition(window > 0 && last >= 0)
      cuts = (0...count).map { end - last - Int64(count - $0) * window } + [end]
    case .events(let heldOut, let last):
      precondition(heldOut > 0 && last >= 0 && heldOut + last < 1)
      for place in 0...count {
        let share = last + heldOut * Double(count - place) / Double(count)
        guard share > 0 else {
          cuts.append(end)
          continue
        }
        guard let cut = TimeSplit.cut(of: log, heldOutShare: share) else { return nil }
        cuts.append(cut)
      }
      cuts.append(end)
    }
    // A window without a second in it asks nothing, and an origin without a past knows nothing.
    guard cuts[0] > first, zip(cuts.prefix(count), cuts.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
    return Windows(
      origins: (0..<count).map { cuts[$0]..<cuts[$0 + 1] }, last: cuts[count]..<max(cuts[count], end))
  }
}
