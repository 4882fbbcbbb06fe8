import Attributes
import Filters
import TestSupport

/// Items, users and events as plain rows, and filters applied to them as the guide's words have it.
struct NaiveWorld {
  /// A row: texts and numbers by name; what is absent is null.
  struct Row {
    var texts: [String: [String]] = [:]
    var numbers: [String: Double] = [:]
  }
  var items: [Row] = []
  var users: [Row] = []
  /// By user: item and event type.
  var events: [[(item: Int, type: Int)]] = []
  let eventTypes = ["view", "BUY", "other"]

  init(_ draws: inout Draws) {
    for _ in 0..<Int.random(in: 1...150, using: &draws) {
      items.append(NaiveWorld.row(["GENRE", "TAGS"], ["PRICE", "YEAR"], &draws))
    }
    for _ in 0..<4 {
      users.append(NaiveWorld.row(["COUNTRY"], ["AGE"], &draws))
      let count = items.count
      events.append(
        (0..<Int.random(in: 0...30, using: &draws)).map { _ in
          (Int.random(in: 0..<count, using: &draws), Int.random(in: 0..<3, using: &draws))
        })
    }
  }

  private static func row(_ texts: [String], _ numbers: [String], _ draws: inout Draws) -> Row {
    var row = Row()
    for name in texts where Int.random(in: 0..<4, using: &draws) > 0 {
      row.texts[name] = (0..<Int.random(in: 1...3, using: &draws)).map { _ in
        ["a", "b", "c", "d e", "f'g", "한"].randomElement(using: &draws) ?? "a"
      }
    }
    for name in numbers where Int.random(in: 0..<4, using: &draws) > 0 {
      row.numbers[name] = Double(Int.random(in: -4...6, using: &draws)) / 2
    }
    return row
  }

  private func table(_ rows: [Row], texts: [String], numbers: [String]) -> AttributeTable {
    let textColumns = texts.map { name in
      AttributeColumn(
        name: name, categories: .init(cells: rows.map { ($0.texts[name] ?? []).joined(separator: "|") }))
    }
    let numberColumns = numbers.map { name in
      AttributeColumn(name: name, numbers: rows.map { $0.numbers[name] ?? .nan })
    }
    return AttributeTable(ids: rows.indices.map { "\($0)" }, columns: textColumns + numberColumns)
  }
  var itemTable: AttributeTable { table(items, texts: ["GENRE", "TAGS"], numbers: ["PRICE", "YEAR"]) }
  var userTable: AttributeTable { table(users, texts: ["COUNTRY"], numbers: ["AGE"]) }

  func events(of user: Int) -> FilterEvents {
    let own = events[user]
    return FilterEvents(
      items: own.map { Int32($0.item) }[...], types: own.map { UInt8($0.type) }[...],
      timestamps: own.indices.map(Int64.init)[...])
  }

  // MARK: - By the words

  func allowed(_ expression: FilterExpression, user: Int?, current: Int) -> [Int] {
    let applied = expression.clauses.filter { clause in
      clause.ifAll.allSatisfy { condition in
        user.map { holds(condition, users[$0], current: nil, touched: []) } ?? false
      }
    }
    let includes = applied.filter { $0.action == .include }
    let excludes = applied.filter { $0.action == .exclude }
    return items.indices.filter { item in
      let own = (user.map { events[$0] } ?? []).filter { $0.item == item }
      let touched = Set(own.map { eventTypes[$0.type].lowercased() })
      func holds(_ clause: FilterExpression.Clause) -> Bool {
        clause.anyOf.contains { all in
          all.allSatisfy { self.holds($0, items[item], current: items[current], touched: touched) }
        }
      }
      return (includes.isEmpty || includes.contains(where: holds)) && !excludes.contains(where: holds)
    }
  }

  private func holds(
    _ condition: FilterExpression.Condition, _ row: Row, current: Row?, touched: Set<String>
  ) -> Bool {
    if condition.field == "EVENT_TYPE" {
      switch condition.test {
      case .isIn(.anything): return !touched.isEmpty
      case .isIn(.listed(let names)): return !touched.isDisjoint(with: names.map { $0.lowercased() })
      case .isNotIn(.listed(let names)): return touched.isDisjoint(with: names.map { $0.lowercased() })
      default: return false
      }
    }
    switch condition.test {
    case .isIn(let values), .isNotIn(let values):
      var wanted: [String]?
      if case .listed(let names) = values { wanted = names }
      if case .ofCurrentItem(let name) = values { wanted = current?.texts[name] }
      guard let own = row.texts[condition.field], let wanted else { return false }
      let isAmong = own.contains { wanted.contains($0) }
      if case .isIn = condition.test { return isAmong }
      return !isAmong
    case .compare(let comparison, let operand):
      var right: Double?
      if case .number(let number) = operand { right = number }
      if case .ofCurrentItem(let name) = operand { right = current?.numbers[name] }
      guard let left = row.numbers[condition.field], let right else { return false }
      switch comparison {
      case .equal: return left == right
      case .notEqual: return left != right
      case .less: return left < right
      case .lessOrEqual: return !(left > right)
      case .greater: return left > right
      case .greaterOrEqual: return !(left < right)
      }
    }
  }
}
