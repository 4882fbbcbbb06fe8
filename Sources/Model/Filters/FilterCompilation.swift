import Attributes
import Interactions

/// Works out the part of a filter that no request changes.
struct FilterCompilation {
  let filter: BoundFilter
  let subjects: AttributeTable
  let users: AttributeTable?
  let eventTypes: [String]

  func clause(_ clause: FilterExpression.Clause) throws(FilterCompilationError) -> CompiledFilter.Clause {
    var compiled = CompiledFilter.Clause(isInclude: clause.action == .include)
    for all in clause.anyOf {
      var fixed: ItemSet?
      var varying: [CompiledFilter.Varying] = []
      for condition in all {
        if let condition = try self.varying(condition, of: clause.dataset) {
          varying.append(condition)
        } else {
          let column = try column(condition.field, of: subjects, clause.dataset)
          let set = rows(of: column, where: condition.test, values: filter.values)
          if fixed == nil { fixed = set } else { fixed?.formIntersection(set) }
        }
      }
      if varying.isEmpty, let fixed {
        if compiled.fixed == nil { compiled.fixed = fixed } else { compiled.fixed?.formUnion(fixed) }
      } else {
        compiled.varying.append((fixed.map { [.fixed($0)] } ?? []) + varying)
      }
    }
    guard !clause.ifAll.isEmpty else { return compiled }
    compiled.hasIf = true
    // Without a table nobody is known, and the clause applies to nobody.
    guard let users else { return compiled }
    var who = ItemSet(capacity: users.count, isFull: true)
    for condition in clause.ifAll {
      who.formIntersection(
        rows(of: try column(condition.field, of: users, .users), where: condition.test, values: filter.values))
    }
    compiled.users = who
    return compiled
  }

  /// A condition that depends on the request; nil for others.
  private func varying(
    _ condition: FilterExpression.Condition, of dataset: DatasetKind
  ) throws(FilterCompilationError) -> CompiledFilter.Varying? {
    if dataset == .interactions || dataset == .actionInteractions {
      switch condition.test {
      case .isIn(let values): return .touched(types: types(in: values), isNegated: false)
      case .isNotIn(let values): return .touched(types: types(in: values), isNegated: true)
      case .compare: return .touched(types: eventTypes.map { _ in false }, isNegated: false)
      }
    }
    guard let other = condition.test.currentItemField else { return nil }
    return .againstCurrent(
      own: try column(condition.field, of: subjects, dataset), other: try column(other, of: subjects, dataset),
      condition.test)
  }

  /// Which event types are named; their case does not matter.
  private func types(in values: FilterExpression.Values) -> [Bool] {
    switch values {
    case .anything: return eventTypes.map { _ in true }
    case .ofCurrentItem: return eventTypes.map { _ in false }
    case .listed, .parameter:
      let texts = texts(of: values, filter.values)
      // A star may come with the request too.
      if texts == ["*"] { return eventTypes.map { _ in true } }
      let wanted = Set(texts.map { $0.lowercased() })
      return eventTypes.map { wanted.contains($0.lowercased()) }
    }
  }

  private func column(
    _ name: String, of table: AttributeTable, _ dataset: DatasetKind
  ) throws(FilterCompilationError) -> AttributeColumn {
    guard let column = table.column(name) else { throw FilterCompilationError(field: "\(dataset.rawValue).\(name)") }
    return column
  }
}

/// The rows of a column for which a test holds that asks nothing of a request; a row without a value is none of them.
func rows(
  of column: AttributeColumn, where test: FilterExpression.Test, values: [String: BoundFilter.Value]
) -> ItemSet {
  switch column.content {
  case .numbers(let numbers):
    let holds = numberTest(test, values)
    return ItemSet(below: numbers.count) { !numbers[Int($0)].isNaN && holds(numbers[Int($0)]) }
  case .categories(let categories):
    let (named, isNegated) = nameTest(test, values)
    let isNamed = categories.names.map(named)
    return ItemSet(below: categories.count) { row in
      let codes = categories.codes(of: Int(row))
      return !codes.isEmpty && codes.contains { isNamed[Int($0)] } != isNegated
    }
  }
}

/// A test as one of numbers.
private func numberTest(
  _ test: FilterExpression.Test, _ values: [String: BoundFilter.Value]
) -> (Double) -> Bool {
  switch test {
  case .compare(let comparison, let operand):
    guard let number = number(of: operand, values) else { return { _ in comparison == .notEqual } }
    return { comparison.holds($0, number) }
  case .isIn(let list):
    let wanted = texts(of: list, values).compactMap { Double(decimal: $0) }
    return { wanted.contains($0) }
  case .isNotIn(let list):
    let wanted = texts(of: list, values).compactMap { Double(decimal: $0) }
    return { !wanted.contains($0) }
  }
}

/// A test as one of names: which names it looks for, and whether a row may have none of them.
private func nameTest(
  _ test: FilterExpression.Test, _ values: [String: BoundFilter.Value]
) -> (named: (String) -> Bool, isNegated: Bool) {
  switch test {
  case .isIn(let list):
    let wanted = Set(texts(of: list, values).map(Exact.init))
    return ({ wanted.contains(Exact($0)) }, false)
  case .isNotIn(let list):
    let wanted = Set(texts(of: list, values).map(Exact.init))
    return ({ wanted.contains(Exact($0)) }, true)
  case .compare(let comparison, .parameter(let name)) where values[name]?.texts.count == 1 && comparison == .equal:
    let wanted = Exact(values[name]?.texts[0] ?? "")
    return ({ Exact($0) == wanted }, false)
  case .compare(let comparison, .parameter(let name)) where values[name]?.texts.count == 1 && comparison == .notEqual:
    let wanted = Exact(values[name]?.texts[0] ?? "")
    return ({ Exact($0) == wanted }, true)
  case .compare(let comparison, let operand):
    guard let number = number(of: operand, values) else { return ({ _ in false }, false) }
    return ({ name in Double(decimal: name).map { comparison.holds($0, number) } ?? false }, false)
  }
}

/// Text compared byte by byte, as the service does; Swift's own comparison holds composed and decomposed letters equal.
private struct Exact: Hashable {
  let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }
}

private func texts(of list: FilterExpression.Values, _ values: [String: BoundFilter.Value]) -> [String] {
  switch list {
  case .listed(let texts): texts
  case .parameter(let name): values[name]?.texts ?? []
  case .anything, .ofCurrentItem: []
  }
}

private func number(of operand: FilterExpression.Operand, _ values: [String: BoundFilter.Value]) -> Double? {
  switch operand {
  case .number(let number): number
  case .parameter(let name): values[name]?.number
  case .ofCurrentItem: nil
  }
}
