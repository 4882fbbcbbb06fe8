import Attributes

extension FilterExpression: CustomStringConvertible {
  /// The expression as text on one line; parsing it gives an equal value.
  package var description: String { clauses.map(\.description).joined(separator: " | ") }
}

extension FilterExpression.Clause: CustomStringConvertible {
  package var description: String {
    let fields = anyOf.map { all in
      all.map { "\(dataset.rawValue).\($0.field) \($0.test)" }.joined(separator: " AND ")
    }
    var text = "\(action.rawValue) \(target.rawValue) WHERE \(fields.joined(separator: " OR "))"
    if !ifAll.isEmpty {
      text += " IF " + ifAll.map { "CurrentUser.\($0.field) \($0.test)" }.joined(separator: " AND ")
    }
    return text
  }
}

extension FilterExpression.Test: CustomStringConvertible {
  package var description: String {
    switch self {
    case .isIn(let values): "IN \(values)"
    case .isNotIn(let values): "NOT IN \(values)"
    case .compare(let comparison, let operand): "\(comparison.rawValue) \(operand)"
    }
  }
}

extension FilterExpression.Values: CustomStringConvertible {
  package var description: String {
    switch self {
    case .listed(let values):
      "(" + values.map { $0.contains("\"") ? "'\($0)'" : "\"\($0)\"" }.joined(separator: ", ") + ")"
    case .parameter(let name): "($\(name))"
    case .anything: "(\"*\")"
    case .ofCurrentItem(let name): "CurrentItem.\(name)"
    }
  }
}

extension FilterExpression.Operand: CustomStringConvertible {
  package var description: String {
    switch self {
    case .number(let value): value.plainText
    case .parameter(let name): "$\(name)"
    case .ofCurrentItem(let name): "CurrentItem.\(name)"
    }
  }
}
