import Interactions
import LinearAlgebra

/// The items that a dense model knows, numbered without gaps in the order of the log's indices.
///
/// A matrix of items × items has no room for items that nobody took before the cut.
struct DenseCatalogue: Sendable {
  /// The log's index of each item of the model.
  private(set) var items: [Int32] = []
  /// The model's index of each item of the log, or -1.
  private var places: [Int32] = []

  /// The items of the first events of a log.
  init(_ data: TrainingData) {
    var isKnown = [Bool](repeating: false, count: data.log.items.count)
    for event in 0..<data.events { isKnown[Int(data.log.itemIDs[event])] = true }
    items = isKnown.indices.filter { isKnown[$0] }.map(Int32.init)
    places = [Int32](repeating: -1, count: isKnown.count)
    for (place, item) in items.enumerated() { places[Int(item)] = Int32(place) }
  }

  /// Whether the model's indices are in the order of the log's: equal scores are in the same order then.
  private(set) var isAscending = true

  var count: Int { items.count }
  /// Items of the log's table that it covers.
  var tableCount: Int { places.count }

  /// The model's index of an item of the log, or nil.
  func place(of item: Int32) -> Int32? {
    guard item >= 0, Int(item) < places.count, places[Int(item)] >= 0 else { return nil }
    return places[Int(item)]
  }

  /// The model's index of an item, which becomes known if it was not.
  mutating func add(_ item: Int32) -> Int32 {
    if let place = place(of: item) { return place }
    if Int(item) >= places.count {
      places.append(contentsOf: repeatElement(-1, count: Int(item) + 1 - places.count))
    }
    places[Int(item)] = Int32(items.count)
    if let last = items.last, last > item { isAscending = false }
    items.append(item)
    return Int32(items.count - 1)
  }

  /// A profile's distinct known items with weights decay^(distinct items taken later), oldest first.
  ///
  /// - Parameters:
  ///   - limit: distinct items that are read, newest first.
  ///   - least: weights below are left out with all that is older.
  func history(
    of profile: Profile, decay: Double, limit: Int = .max, least: Double = 1e-6, scratch: inout ScoringScratch
  ) -> (items: [Int32], weights: [Float]) {
    defer { scratch.unblock() }
    var found: [Int32] = []
    var weights: [Float] = []
    var weight = 1.0
    for item in profile.items.reversed() {
      guard found.count < limit, weight > least else { break }
      guard let place = place(of: item), scratch.block(item) else { continue }
      found.append(place)
      weights.append(Float(weight))
      weight *= decay
    }
    return (found.reversed(), weights.reversed())
  }

  /// The distinct items of each user with events, as a matrix of such users × items of the model: what is fitted must not
  /// depend on users who come later.
  func rows(_ data: TrainingData) -> BinaryRows {
    var userPlaces = [Int32](repeating: -1, count: data.log.users.count)
    for event in 0..<data.events { userPlaces[Int(data.log.userIDs[event])] = 0 }
    var users: Int32 = 0
    for user in userPlaces.indices where userPlaces[user] == 0 {
      userPlaces[user] = users
      users += 1
    }
    return BinaryRows(
      rows: Int(users), columns: count, rowOfPair: data.log.userIDs[..<data.events].map { userPlaces[Int($0)] },
      columnOfPair: data.log.itemIDs[..<data.events].map { places[Int($0)] }, weightOfPair: data.weights)
  }

  func encode(into writer: inout ModelWriter) {
    writer.write(items)
    writer.write(UInt64(places.count))
  }

  init(from reader: inout ModelReader) throws(ModelFileError) {
    items = try reader.readArray(Int32.self)
    let count = try reader.read(UInt64.self)
    // A place for every item of the table is made below: bounded by what any catalogue has.
    try reader.require(count <= 100_000_000)
    places = [Int32](repeating: -1, count: Int(count))
    for (place, item) in items.enumerated() {
      try reader.require(item >= 0 && Int(item) < places.count && places[Int(item)] < 0)
      places[Int(item)] = Int32(place)
    }
    isAscending = zip(items, items.dropFirst()).allSatisfy { $0 < $1 }
  }
}
