/// Counts that need no pass over all columns.
extension InteractionLog {
  /// Events in windows of equal length, such as five minutes.
  ///
  /// Times ascend, so that each window's end is searched for, in steps that double: far fewer looks than events.
  /// - Parameter width: seconds, at least 1; windows begin at multiples of it since 1970.
  /// - Returns: the start of the first window, that of the first event, in seconds since 1970, and the events of each
  ///   window up to that of the last; nothing for an empty log, and nil where it would be more than 2^26 windows.
  package func windowCounts(width: Int64) -> (start: Int64, counts: [Int32])? {
    precondition(width > 0)
    guard let first = timestamps.first, let last = timestamps.last else { return (0, []) }
    // Far beyond any clock, and far enough from where numbers end.
    guard first > Int64.min / 4, last < Int64.max / 4, width < Int64.max / 4 else { return nil }
    let start = first - ((first % width) + width) % width
    guard (last - start) / width < 1 << 26 else { return nil }
    let windows = Int((last - start) / width) + 1
    var counts = [Int32](repeating: 0, count: windows)
    var at = 0
    while at < count {
      // Windows without events are passed over by the next event's time.
      let window = Int((timestamps[at] - start) / width)
      let end = start + Int64(window + 1) * width
      var step = 1
      var low = at
      while low + step < count, timestamps[low + step] < end {
        low += step
        step *= 2
      }
      var high = min(count, low + step)
      while high - low > 1 {
        let middle = (low + high) / 2
        if timestamps[middle] < end { low = middle } else { high = middle }
      }
      counts[window] = Int32(high - at)
      at = high
    }
    return (start, counts)
  }

  /// The last item of each user before an instant, by user index; -1 for users without an event before it.
  ///
  /// - Parameter cut: seconds since 1970; of events in the same second the one later in the log counts.
  package func lastItems(before cut: Int64) -> [Int32] {
    var last = [Int32](repeating: -1, count: users.count)
    let end = firstIndex(atOrAfter: cut)
    last.withUnsafeMutableBufferPointer { last in
      for event in 0..<end { last[Int(userIDs[event])] = itemIDs[event] }
    }
    return last
  }
}
