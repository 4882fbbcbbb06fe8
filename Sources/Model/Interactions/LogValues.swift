/// EVENT_VALUE of each event of a log; takes no memory where the source has none.
///
/// Most logs have no values, and a column of not-a-number would be a quarter of their memory or more.
package struct LogValues: RandomAccessCollection, Sendable, Equatable, ExpressibleByArrayLiteral {
  /// One value an event; empty where no event has one.
  private let given: [Float]
  package let count: Int

  /// The values of as many events; a column that says nothing is not kept.
  package init(_ values: [Float]) {
    // Its very bits, so that what was kept is what was given.
    let says = values.contains { $0.bitPattern != Float.nan.bitPattern }
    (given, count) = (says ? values : [], values.count)
  }

  /// The values of events that have none.
  package init(none events: Int) { (given, count) = ([], events) }

  package init(arrayLiteral values: Float...) { self.init(values) }

  /// Whether no event has a value.
  package var isNone: Bool { given.isEmpty }

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }

  /// The value of an event; not-a-number where it has none.
  @inline(__always)
  package subscript(event: Int) -> Float {
    precondition(event >= 0 && event < count)
    return given.isEmpty ? .nan : given[event]
  }

  /// The values of some events.
  package func selecting(_ events: [Int]) -> LogValues {
    isNone ? LogValues(none: events.count) : LogValues(events.map { given[$0] })
  }

  /// Equal values, or none, event by event.
  package static func == (a: LogValues, b: LogValues) -> Bool {
    a.count == b.count
      && (a.isNone && b.isNone || zip(a, b).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
  }
}
