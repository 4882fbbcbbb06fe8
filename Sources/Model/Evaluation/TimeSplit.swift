import Interactions

/// One cut in time through a whole log: what is earlier may be learned from, the rest is held out.
package enum TimeSplit {
  /// The cut that holds out the share of events nearest to `heldOutShare`, in seconds since the epoch.
  ///
  /// Events from the cut on are held out. All events of a second fall on the same side; of two cuts equally near, the
  /// earlier. Nil where no cut leaves events on both sides: an empty log, or one with all its events in one second.
  ///
  /// - Parameter heldOutShare: share of the events, by time, in (0, 1).
  package static func cut(of log: InteractionLog, heldOutShare: Double) -> Int64? {
    precondition(heldOutShare > 0 && heldOutShare < 1)
    guard let first = log.timestamps.first, let last = log.timestamps.last, first < last else { return nil }
    let wanted = Double(log.count) * (1 - heldOutShare)
    let near = min(Int(wanted), log.count - 1)
    let instant = log.timestamps[near]
    let earlier = log.firstIndex(atOrAfter: instant)
    let later = log.firstIndex(atOrAfter: instant + 1)
    guard later < log.count else { return instant }
    guard earlier > 0 else { return log.timestamps[later] }
    return wanted - Double(earlier) <= Double(later) - wanted ? instant : log.timestamps[later]
  }
}
