import Attributes
import Recommenders

/// Gives new items places in a user's list, where a campaign of User-Personalization asks for it.
///
/// New is an item whose CREATION_TIMESTAMP is younger than the cut-off, counted from the newest creation or event known.
/// Each place of a list goes to a new item with a tenth of the weight as its chance; those with the fewest events come
/// first. Places change with the simulated clock, as repeated calls differ. The service's own rule is not published; that
/// weight 0 explores nothing and 1 the most is (developer guide, 2025).
struct Exploration: Sendable {
  /// In 0…1.
  let weight: Double
  let cutOffDays: Double

  private static let shareAtFullWeight = 0.1

  /// The list with new items in some of its places; it is as long as before.
  ///
  /// - Parameter isAllowed: whether an item that the model knows may be listed; strangers to it are listed without a filter
  ///   alone, for filters look at what the model knows.
  func applied(
    to list: [ServedModel.Item], model: ServedModel, view: RecordView?, seed: UInt64, hasFilter: Bool,
    isAllowed: (Int32) -> Bool
  ) -> [ServedModel.Item] {
    guard let view, let creation = view.table.column("CREATION_TIMESTAMP"), case .numbers(let times) = creation.content
    else { return list }
    let newest = max(times.filter { !$0.isNaN }.max() ?? 0, Double(model.newest))
    let listed = Set(list.map(\.index))
    let fresh = view.table.ids.indices.filter { times[$0] > newest - cutOffDays * 86_400 }
      .compactMap { row -> (item: ServedModel.Item, place: Int)? in
        let name = view.table.ids[row]
        guard let index = model.items[name], let place = model.trained.recommender.fallback.place(of: index) else {
          return hasFilter ? nil : (.init(index: -1, score: nil, stranger: name), .max)
        }
        guard !listed.contains(index), isAllowed(index) else { return nil }
        return (.init(index: index, score: nil), place)
      }.sorted { $0.place > $1.place }
    var next = fresh.makeIterator()
    var state = seed
    return list.map { item in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let draw = Double(state >> 11) * 0x1p-53
      return draw < weight * Self.shareAtFullWeight ? next.next()?.item ?? item : item
    }
  }
}
