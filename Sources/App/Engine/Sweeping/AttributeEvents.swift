import Attributes
import Interactions
import Statistics

/// Attributes of items as users who took all items that share a value: what learns from items taken together learns from
/// them without knowing what an attribute is.
///
/// The matrix of attributes is stacked under that of users, as in the models CEASE and SSLIM.
/// Source: O. Jeunen, J. Van Balen, B. Goethals, "Closed-form models for collaborative filtering with side-information",
/// RecSys 2020; X. Ning, G. Karypis, RecSys 2012.
enum AttributeEvents {
  /// Numbers are cut into so many equally filled classes.
  static let classes = 5

  /// A training log with a user more for each value that two known items share, and how many events lie before its own.
  ///
  /// - Parameters:
  ///   - items: attributes in the order of the log's items.
  ///   - isKnown: whether an item was seen before the cut; attributes of others are not learned from.
  static func stacked(
    _ training: InteractionLog, _ items: AttributeTable, columns: [String], isKnown: [Bool]
  ) -> (log: InteractionLog, added: Int) {
    let popularity = training.itemIDs.counts(below: training.items.count)
    var (names, userIDs, itemIDs) = (training.users, [Int32](), [Int32]())
    for column in columns.compactMap({ items.column($0) }) {
      for (value, members) in groups(column, isKnown: isKnown) where members.count > 1 {
        let user = Int32(names.count)
        names.append("\(column.name)=\(value)")
        // Where a model reads a user's newest items only, those are the most popular.
        for item in members.sorted(by: { (popularity[$0], $0) < (popularity[$1], $1) }) {
          userIDs.append(user)
          itemIDs.append(Int32(item))
        }
      }
    }
    // So long ago that popularity with decay does not see them.
    let past = max(0, (training.timestamps.first ?? 0) - 315_360_000)
    let log = InteractionLog(
      users: names, items: training.items, eventTypes: training.eventTypes, userIDs: userIDs + training.userIDs,
      itemIDs: itemIDs + training.itemIDs,
      timestamps: userIDs.map { _ in past } + training.timestamps,
      eventTypeIDs: userIDs.map { _ in 0 } + training.eventTypeIDs,
      values: userIDs.map { _ in Float.nan } + Array(training.values))
    return (log, userIDs.count)
  }

  /// Known items by value, values in order of first appearance.
  private static func groups(_ column: AttributeColumn, isKnown: [Bool]) -> [(name: String, members: [Int])] {
    switch column.content {
    case .categories(let categories):
      var groups = categories.names.map { (name: $0, members: [Int]()) }
      for item in isKnown.indices where isKnown[item] {
        for code in categories.codes(of: item) { groups[Int(code)].members.append(item) }
      }
      return groups
    case .numbers(let numbers):
      let sorted = isKnown.indices.filter { isKnown[$0] && !numbers[$0].isNaN }.map { numbers[$0] }.sorted()
      guard !sorted.isEmpty else { return [] }
      let bounds = (1..<classes).map { quantile(ofSorted: sorted, Double($0) / Double(classes)) }
      var groups = (0..<classes).map { (name: "class \($0 + 1)", members: [Int]()) }
      for item in isKnown.indices where isKnown[item] && !numbers[item].isNaN {
        groups[bounds.count { $0 < numbers[item] }].members.append(item)
      }
      return groups
    }
  }
}
