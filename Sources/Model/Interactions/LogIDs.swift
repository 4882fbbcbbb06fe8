/// User or item index of each event of a log: two bytes each where all are below 65,536, four elsewhere.
///
/// A log in memory is as fast as its memory, and few catalogues have more items than that.
package struct LogIDs: RandomAccessCollection, Sendable, Equatable, ExpressibleByArrayLiteral {
  /// Empty where some do not fit.
  private let narrow: [UInt16]
  /// Empty where all fit into two bytes.
  private let wide: [Int32]

  /// How many names a table may have so that two bytes are enough for any index into it.
  package static let mostNarrowNames = 1 << 16

  /// Indices in any order.
  package init(_ ids: some RandomAccessCollection<Int32>) {
    let fits = ids.allSatisfy { UInt32(bitPattern: $0) < LogIDs.mostNarrowNames }
    narrow = fits ? ids.map { UInt16(truncatingIfNeeded: $0) } : []
    wide = fits ? [] : Array(ids)
  }

  /// Indices that are in two bytes already.
  package init(narrow ids: [UInt16]) { (narrow, wide) = (ids, []) }

  /// Indices that stay in four bytes, whatever they are.
  package init(wide ids: [Int32]) { (narrow, wide) = ([], ids) }

  package init(arrayLiteral ids: Int32...) { self.init(ids) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { wide.isEmpty ? narrow.count : wide.count }

  /// The index of an event.
  @inline(__always)
  package subscript(event: Int) -> Int32 { wide.isEmpty ? Int32(narrow[event]) : wide[event] }

  /// The same indices, however they are kept.
  package static func == (a: LogIDs, b: LogIDs) -> Bool {
    a.wide.isEmpty == b.wide.isEmpty ? a.narrow == b.narrow && a.wide == b.wide : a.elementsEqual(b)
  }

  /// How many events each index has, by index.
  package func counts(below names: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: names)
    for id in self { counts[Int(id)] += 1 }
    return counts
  }

  /// Where the events of each index begin when they are in order of index; one more entry than names, the last the number
  /// of events.
  ///
  /// - Parameter events: how many of the first events are meant; all unless said.
  package func starts(below names: Int, first events: Int? = nil) -> [Int] {
    var starts = [Int](repeating: 0, count: names + 1)
    for event in 0..<(events ?? count) { starts[Int(self[event]) + 1] += 1 }
    for index in 0..<names { starts[index + 1] += starts[index] }
    return starts
  }

  /// All events in order of index, those of one index in their own order.
  ///
  /// - Parameter starts: where those of each index begin.
  package func eventsInOrder(_ starts: [Int]) -> [Int32] {
    var next = starts
    var events = [Int32](repeating: 0, count: count)
    for event in indices {
      let index = Int(self[event])
      events[next[index]] = Int32(event)
      next[index] += 1
    }
    return events
  }

  /// The indices of some events.
  package func selecting<Event: BinaryInteger>(_ events: some Collection<Event>) -> LogIDs {
    wide.isEmpty ? LogIDs(narrow: events.map { narrow[Int($0)] }) : LogIDs(wide: events.map { wide[Int($0)] })
  }
}
