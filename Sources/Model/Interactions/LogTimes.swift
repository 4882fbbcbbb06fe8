/// TIMESTAMP of each event of a log, in seconds since 1970-01-01T00:00:00Z: four bytes each, counted from the earliest,
/// where all lie within 136 years of it, and eight elsewhere.
///
/// A log in memory is as fast as its memory: with eight bytes for each, times were half of a log without values.
package struct LogTimes: RandomAccessCollection, Sendable, Equatable, ExpressibleByArrayLiteral {
  private let earliest: Int64
  /// Seconds since the earliest; empty where they do not fit.
  private let near: [UInt32]
  /// The times themselves; empty where the differences fit.
  private let far: [Int64]

  /// Times in any order.
  package init(_ seconds: some RandomAccessCollection<Int64>) {
    let (least, most) = seconds.reduce(into: (Int64.max, Int64.min)) { $0 = (Swift.min($0.0, $1), Swift.max($0.1, $1)) }
    let fits = UInt64(bitPattern: most &- least) <= UInt32.max
    earliest = fits ? least : 0
    near = fits ? seconds.map { UInt32(truncatingIfNeeded: $0 &- least) } : []
    far = fits ? [] : Array(seconds)
  }

  /// Times as seconds since an instant that is not after the earliest of them.
  package init(earliest: Int64, differences: [UInt32]) {
    (self.earliest, near, far) = (earliest, differences, [])
  }

  package init(arrayLiteral seconds: Int64...) { self.init(seconds) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { far.isEmpty ? near.count : far.count }

  /// When an event was.
  @inline(__always)
  package subscript(event: Int) -> Int64 { far.isEmpty ? earliest &+ Int64(near[event]) : far[event] }

  /// The same instants, however they are kept.
  package static func == (a: LogTimes, b: LogTimes) -> Bool { a.elementsEqual(b) }

  /// The times in another order.
  package func reordered(by order: [Int32]) -> LogTimes {
    guard far.isEmpty else { return LogTimes(order.map { far[Int($0)] }) }
    return LogTimes(earliest: earliest, differences: order.map { near[Int($0)] })
  }

  /// The times of some events.
  package func selecting(_ events: [Int]) -> LogTimes { LogTimes(events.map { self[$0] }) }
}
