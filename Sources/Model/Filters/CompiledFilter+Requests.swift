import Attributes
import Interactions

/// What depends on the request.
extension CompiledFilter {
  /// Adds the rows for which any of the conjunctions holds.
  func evaluate(
    _ anyOf: [[Varying]], _ request: FilterRequest, _ scratch: inout FilterScratch, into set: inout ItemSet
  ) {
    scratch.prepare(capacity: capacity)
    for all in anyOf {
      scratch.conjunction.fill()
      for condition in all {
        switch condition {
        case .fixed(let fixed): scratch.conjunction.formIntersection(fixed)
        case .touched(let types, let isNegated):
          scratch.condition.removeAll()
          touch(types, request, &scratch)
          if isNegated { scratch.condition.invert() }
          scratch.conjunction.formIntersection(scratch.condition)
        case .againstCurrent(let own, let other, let test):
          scratch.conjunction.formIntersection(current(own, other, test, request))
        }
      }
      set.formUnion(scratch.conjunction)
    }
  }

  /// Marks what the user has events with, of the types given; or the users who have such events.
  private func touch(_ types: [Bool], _ request: FilterRequest, _ scratch: inout FilterScratch) {
    if let histories = request.histories {
      for user in 0..<Int32(min(capacity, histories.userCount)) {
        let events = histories.events(of: user, before: request.seconds ?? .max)
        var isTouched = false
        walk(events, types, request.seconds, &scratch.counts) { _ in isTouched = true }
        if isTouched { scratch.condition.insert(user) }
      }
      return
    }
    var set = scratch.condition
    // Taken out meanwhile, so that it is not copied.
    scratch.condition = ItemSet(capacity: 0)
    walk(request.events, types, request.seconds, &scratch.counts) { item in
      // Items that came after the attributes were read are no rows.
      if item >= 0, Int(item) < capacity { set.insert(item) }
    }
    scratch.condition = set
  }

  /// Calls `body` with the item of each event that counts: the newest so many of each type.
  private func walk(
    _ events: FilterEvents, _ types: [Bool], _ seconds: Int64?, _ counts: inout [Int], _ body: (Int32) -> Void
  ) {
    guard let newest = events.timestamps.last else { return }
    if let silence = limits.silence, let seconds, seconds - newest > silence { return }
    counts.removeAll(keepingCapacity: true)
    counts.append(contentsOf: repeatElement(0, count: types.count))
    // Types that all have their number end the walk.
    var open = types.count { $0 }
    for offset in stride(from: events.items.count - 1, through: 0, by: -1) where open > 0 {
      let type = Int(events.types[events.types.startIndex + offset])
      guard type < types.count, types[type], counts[type] < limits.events else { continue }
      counts[type] += 1
      if counts[type] == limits.events { open -= 1 }
      body(events.items[events.items.startIndex + offset])
    }
  }

  /// The rows whose field stands so to that of the item asked about.
  private func current(
    _ own: AttributeColumn, _ other: AttributeColumn, _ test: FilterExpression.Test, _ request: FilterRequest
  ) -> ItemSet {
    guard let item = request.currentItem, item >= 0, item < capacity, !other.isNull(Int(item)) else {
      return ItemSet(capacity: capacity)
    }
    switch test {
    case .compare(let comparison, _):
      guard case .numbers(let numbers) = other.content else { return ItemSet(capacity: capacity) }
      return rows(of: own, where: .compare(comparison, .number(numbers[Int(item)])), values: [:])
    case .isIn, .isNotIn:
      let texts: [String]
      switch other.content {
      case .numbers(let numbers): texts = [numbers[Int(item)].plainText]
      case .categories(let categories):
        texts = categories.codes(of: Int(item)).map { categories.names[Int($0)] }
      }
      if case .isIn = test { return rows(of: own, where: .isIn(.listed(texts)), values: [:]) }
      return rows(of: own, where: .isNotIn(.listed(texts)), values: [:])
    }
  }
}
