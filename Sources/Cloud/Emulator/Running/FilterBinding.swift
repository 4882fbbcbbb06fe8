import Attributes
import Filters
import Interactions
import JSONText
import Recommenders
import Synchronization

/// Filters of a dataset group set against a model's items, kept between requests.
final class FilterBinding: Sendable {
  private let data: GroupData
  private let kept = Mutex<[Key: CompiledFilter]>([:])
  private let texts = Mutex<[String: FilterExpression]>([:])

  private struct Key: Hashable {
    let expression: String
    let values: [String]
    let model: ObjectIdentifier
    let rows: [Int]
    let eventTypes: Int
  }

  init(_ data: GroupData) { self.data = data }

  /// What a request's list may hold.
  struct Bound: Sendable {
    let filter: CompiledFilter
    let expression: FilterExpression
    /// The table that says who a user is; its row numbers are those of `IF`.
    let users: AttributeTable?
    let eventTypes: [String]
  }

  /// The filter with its values, or the service's refusal.
  func bound(
    _ expression: String, values: [String: String], model: ServedModel, at now: Int64
  ) throws(ServiceFault) -> Bound {
    let parsed = try parse(expression)
    let isOfUsers = parsed.target == .users
    let kind: DatasetKind = isOfUsers ? .users : parsed.target == .actions ? .actions : .items
    let subjects = data.table(kind, at: now)
    let users = data.table(.users, at: now)
    let types = data.eventTypes
    let key = Key(
      expression: expression, values: values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" },
      model: ObjectIdentifier(model), rows: [subjects?.version ?? -1, users?.version ?? -1, data.version],
      eventTypes: types.count)
    if let filter = kept.withLock({ $0[key] }) {
      return Bound(filter: filter, expression: parsed, users: users?.table, eventTypes: types)
    }
    let bound: BoundFilter
    switch parsed.bound(to: values) {
    case .success(let value): bound = value
    case .failure(let error): throw .invalid("Invalid filter values: \(error)")
    }
    let names = isOfUsers ? model.trained.users : model.trained.items
    let table = (subjects?.table ?? AttributeTable(ids: [], columns: [])).aligned(to: names)
    let filter: CompiledFilter
    do {
      var limits = CompiledFilter.Limits()
      // The service forgets those who were silent for three months before its own clock; logs of any age are played here.
      limits.silence = nil
      filter = try CompiledFilter(
        bound, subjects: table, users: users?.table, eventTypes: types, limits: limits)
    } catch {
      throw .invalid("Invalid filter: \(error)")
    }
    kept.withLock { kept in
      // Values come from outside in any number.
      if kept.count >= 200 { kept.removeAll() }
      kept[key] = filter
    }
    return Bound(filter: filter, expression: parsed, users: users?.table, eventTypes: types)
  }

  private func parse(_ expression: String) throws(ServiceFault) -> FilterExpression {
    if let known = texts.withLock({ $0[expression] }) { return known }
    guard let parsed = FilterText(expression).expression else { throw .invalid("Invalid Expression.") }
    texts.withLock { texts in
      if texts.count >= 1000 { texts.removeAll() }
      texts[expression] = parsed
    }
    return parsed
  }

  /// A user's events as a filter looks at them, in the numbers of a model's items: imported ones, then streamed ones.
  func events(of user: String, model: ServedModel, types: [String], streamed: [StreamedEvent]) -> FilterEvents {
    let index = data.index
    var (items, kinds, times): ([Int32], [UInt8], [Int64]) = ([], [], [])
    if let number = index.users[user] {
      let own = index.histories.offsets[Int(number)]..<index.histories.offsets[Int(number) + 1]
      for place in own {
        guard let item = model.items[index.log.items[Int(index.histories.items[place])]] else { continue }
        items.append(item)
        kinds.append(index.types[place])
        times.append(index.histories.timestamps[place])
      }
    }
    for event in streamed {
      guard let item = event.item.flatMap({ model.items[$0] }), let kind = types.firstIndex(of: event.type), kind < 255
      else { continue }
      let place = times.partitioningIndex { $0 > event.seconds }
      items.insert(item, at: place)
      kinds.insert(UInt8(kind), at: place)
      times.insert(event.seconds, at: place)
    }
    return FilterEvents(items: items[...], types: kinds[...], timestamps: times[...])
  }
}
