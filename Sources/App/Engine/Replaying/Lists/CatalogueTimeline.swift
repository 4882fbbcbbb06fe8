import Interactions

/// When each item was first seen in a log: what the catalogue of any instant holds.
struct CatalogueTimeline: Sendable {
  /// Place of each item by first appearance; items that never appear come last.
  private let places: [Int32]
  /// Seconds since the epoch of the first appearances, ascending.
  private let seconds: [Int64]
  /// Event at which each item appears first; the number of events for one that never does.
  private let firstEvents: [Int32]
  private let itemIDs: LogIDs

  init(of log: InteractionLog) {
    var places = [Int32](repeating: -1, count: log.items.count)
    var firstEvents = [Int32](repeating: Int32(log.count), count: log.items.count)
    var seconds: [Int64] = []
    for event in 0..<log.count {
      let item = Int(log.itemIDs[event])
      guard places[item] < 0 else { continue }
      places[item] = Int32(seconds.count)
      firstEvents[item] = Int32(event)
      seconds.append(log.timestamps[event])
    }
    var next = Int32(seconds.count)
    for item in places.indices where places[item] < 0 {
      places[item] = next
      next += 1
    }
    self.places = places
    self.seconds = seconds
    self.firstEvents = firstEvents
    itemIDs = log.itemIDs
  }

  /// Number of items first seen strictly before an instant.
  func count(before seconds: Int64) -> Int { self.seconds.partitioningIndex { $0 >= seconds } }

  /// The items that were seen first, so many of them.
  func items(_ count: Int) -> ItemSet { ItemSet(below: places.count) { places[Int($0)] < count } }

  /// Events from the `first` on of items that appear there or later, ascending.
  func eventsOfNewItems(from first: Int) -> [Int32] {
    (first..<itemIDs.count).lazy.map { Int32($0) }.filter { firstEvents[Int(itemIDs[Int($0)])] >= first }
  }
}
