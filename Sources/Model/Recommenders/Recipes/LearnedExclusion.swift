import Interactions

extension Exclusion {
  /// Whether users come back to items, as a model that learns from order would find out: where fewer than one event in twenty
  /// is of an item that its user took before, lists leave those out. Domain recipes for a user always do.
  ///
  /// - Parameters:
  ///   - recipe: what is trained.
  ///   - log: what it is trained on.
  package static func learned(by recipe: Recipe, from log: InteractionLog) -> Exclusion {
    guard recipe.purpose == .userPersonalization || recipe.purpose == .personalizedRanking else { return .none }
    if recipe.name.hasPrefix("aws-vod-") || recipe.name.hasPrefix("aws-ecomm-") { return .seen }
    var seen = Set<Int64>(minimumCapacity: log.count)
    var repeats = 0
    for event in 0..<log.count {
      let pair = Int64(log.userIDs[event]) << 32 | Int64(log.itemIDs[event])
      if !seen.insert(pair).inserted { repeats += 1 }
    }
    return Double(repeats) < 0.05 * Double(log.count) ? .seen : .none
  }
}
