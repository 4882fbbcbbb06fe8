/// TIMESTAMP of each event of a log, in seconds since 1970-01-01T00:00:00Z: four bytes each, counted from the earliest,
/// where all lie within 136 years of it, and eight elsewhere; two where a file has them so.
///
/// A log in memory is as fast as its memory: with eight bytes for each, times were half of a log without values.
package struct LogTimes: RandomAccessCollection, Sendable, Equatable, ExpressibleByArrayLiteral {
  /// What the differences are counted from: by block of events where they take two bytes, and one for all where four.
  private let earliest: [Int64]
  /// Seconds since the earliest of a block; empty where they are kept otherwise.
  private let close: [UInt16]
  /// Seconds since the earliest of all; empty where they are kept otherwise.
  private let near: [UInt32]
  /// The times themselves; empty where differences fit.
  private let far: [Int64]

  /// Events of a block, as a power of two.
  private static let blockBits = 16
  /// Events that share an earliest time where times take two bytes each.
  package static let blockEvents = 1 << blockBits

  /// Times in any order.
  package init(_ seconds: some RandomAccessCollection<Int64>) {
    let (least, most) = seconds.reduce(into: (Int64.max, Int64.min)) { $0 = (Swift.min($0.0, $1), Swift.max($0.1, $1)) }
    let fits = UInt64(bitPattern: most &- least) <= UInt32.max
    earliest = [fits ? least : 0]
    close = []
    near = fits ? seconds.map { UInt32(truncatingIfNeeded: $0 &- least) } : []
    far = fits ? [] : Array(seconds)
  }

  /// Times as seconds since an instant that is not after the earliest of them.
  package init(earliest: Int64, differences: [UInt32]) {
    (self.earliest, close, near, far) = ([earliest], [], differences, [])
  }

  /// Times as seconds since an instant for each `blockEvents` events that is not after the earliest of these.
  package init(earliestOfBlocks: [Int64], differences: [UInt16]) {
    precondition((differences.count + LogTimes.blockEvents - 1) >> LogTimes.blockBits == earliestOfBlocks.count)
    (earliest, close, near, far) = (earliestOfBlocks, differences, [], [])
  }

  package init(arrayLiteral seconds: Int64...) { self.init(seconds) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { near.isEmpty ? far.isEmpty ? close.count : far.count : near.count }

  /// When an event was.
  @inline(__always)
  package subscript(event: Int) -> Int64 {
    if !near.isEmpty { return earliest[0] &+ Int64(near[event]) }
    if !far.isEmpty { return far[event] }
    return earliest[event >> LogTimes.blockBits] &+ Int64(close[event])
  }

  /// The same instants, however they are kept.
  package static func == (a: LogTimes, b: LogTimes) -> Bool { a.elementsEqual(b) }

  /// The times in another order.
  package func reordered(by order: [Int32]) -> LogTimes {
    guard !near.isEmpty else { return LogTimes(order.map { self[Int($0)] }) }
    return LogTimes(earliest: earliest[0], differences: order.map { near[Int($0)] })
  }

  /// The times of some events.
  package func selecting(_ events: [Int]) -> LogTimes { LogTimes(events.map { self[$0] }) }
}
