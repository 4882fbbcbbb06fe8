import Attributes

/// The fields that a dataset group's schemas have, by data set and name in upper case.
package struct FilterFields: Sendable {
  private let kinds: [DatasetKind: [String: AttributeTable.Kind]]

  /// - Parameter kinds: data sets that are not named are not known, and their fields are not checked.
  package init(_ kinds: [DatasetKind: [String: AttributeTable.Kind]]) {
    self.kinds = kinds.mapValues { fields in
      Dictionary(fields.map { ($0.key.uppercased(), $0.value) }) { first, _ in first }
    }
  }

  /// The fields of tables.
  package init(tables: [DatasetKind: AttributeTable]) {
    self.init(
      tables.mapValues { table in Dictionary(table.columns.map { ($0.name, $0.kind) }) { first, _ in first } })
  }

  /// The fields of a data set; nil where they are not known.
  func fields(of dataset: DatasetKind) -> [String: AttributeTable.Kind]? { kinds[dataset] }
}

/// What a filter is used with.
package enum FilterUse: String, CaseIterable, Sendable {
  /// Lists for a user: USER_PERSONALIZATION recipes, and their batch jobs.
  case personalization
  /// Ranking of given items.
  case ranking
  /// Items like another.
  case relatedItems = "related-items"
  /// Actions for a user.
  case actions
  /// Users for an item.
  case itemAffinity = "item-affinity"
  /// Users for an attribute.
  case itemAttributeAffinity = "item-attribute-affinity"

  var target: FilterExpression.Target {
    switch self {
    case .personalization, .ranking, .relatedItems: .items
    case .actions: .actions
    case .itemAffinity, .itemAttributeAffinity: .users
    }
  }
}

extension FilterText {
  /// What is wrong with the expression for data with these fields; none where it has no value.
  package func problems(against known: FilterFields) -> [FilterProblem] {
    var problems: [FilterProblem] = []
    for (condition, mark) in zip(expression?.conditions ?? [], marks) {
      guard mark.dataset != .interactions, mark.dataset != .actionInteractions else { continue }
      guard let fields = known.fields(of: mark.dataset) else { continue }
      problems += FilterText.problems(of: condition.field, condition.test, in: fields, of: mark.dataset, at: mark)
      if let other = condition.test.currentItemField, let range = mark.currentItem {
        guard let kind = fields[other] else {
          problems.append(FilterText.unknown(other, in: fields, of: mark.dataset, at: range))
          continue
        }
        if let problem = FilterText.unfilterable(other, kind, at: range) { problems.append(problem) }
        if let own = fields[condition.field], (own == .number) != (kind == .number) {
          problems.append(
            FilterProblem(
              code: "two-types", range: mark.test, message: "One side is a number and the other text."))
        }
      }
    }
    return problems
  }

  private static func problems(
    of field: String, _ test: FilterExpression.Test, in fields: [String: AttributeTable.Kind], of dataset: DatasetKind,
    at mark: Mark
  ) -> [FilterProblem] {
    guard let kind = fields[field] else { return [unknown(field, in: fields, of: dataset, at: mark.field)] }
    if let problem = unfilterable(field, kind, at: mark.field) { return [problem] }
    switch (kind, test) {
    case (.number, .isIn), (.number, .isNotIn):
      return [
        FilterProblem(
          .warning, code: "number-in-list", range: mark.test,
          message: "\(field) is a number; AWS documents IN for text alone.", remedy: "Use = or a range.")
      ]
    case (.category, .compare(let comparison, let operand)):
      // AWS's own sample sets a text of the user against a placeholder.
      let isEquality = comparison == .equal || comparison == .notEqual
      if isEquality, case .parameter = operand { return [] }
      return [
        FilterProblem(
          code: "text-comparison", range: mark.test, message: "\(field) is text and cannot be compared with a number.",
          remedy: "Use IN (\"…\"), or make the field a number in the schema.")
      ]
    default: return []
    }
  }

  private static func unfilterable(
    _ field: String, _ kind: AttributeTable.Kind, at range: Range<Int>
  ) -> FilterProblem? {
    switch kind {
    case .boolean:
      FilterProblem(
        code: "boolean", range: range, message: "\(field) is a boolean; those cannot be filtered by.",
        remedy: #"Use a string field with "True" and "False", or 0 and 1."#)
    case .text:
      FilterProblem(
        code: "textual", range: range, message: "\(field) is a textual field; those cannot be filtered by.")
    case .number, .category: nil
    }
  }

  private static func unknown(
    _ field: String, in fields: [String: AttributeTable.Kind], of dataset: DatasetKind, at range: Range<Int>
  ) -> FilterProblem {
    let names = fields.keys.sorted()
    let near = names.first { $0.filter { $0 != "_" } == field.filter { $0 != "_" } }
    let listed = names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", …" : "")
    return FilterProblem(
      code: "unknown-field", range: range, message: "\(dataset.rawValue) has no field \(field.prefix(60)).",
      remedy: near.map { "Did you mean \($0)?" } ?? (names.isEmpty ? "" : "It has \(listed)."))
  }

  /// What is wrong with the expression for a use; the service refuses it at the request, not when the filter is made.
  package func problems(for use: FilterUse) -> [FilterProblem] {
    guard let expression else { return [] }
    var problems: [FilterProblem] = []
    if expression.target != use.target, let mark = marks.first {
      problems.append(
        FilterProblem(
          code: "wrong-target", range: mark.clause,
          message: "\(use.rawValue) filters by \(use.target.rawValue), not by \(expression.target.rawValue)."))
    }
    if use != .relatedItems {
      problems += marks.compactMap(\.currentItem).map {
        FilterProblem(
          code: "current-item", range: $0, message: "CurrentItem is there for related items alone.")
      }
    }
    if use == .itemAttributeAffinity {
      problems += marks.filter { $0.dataset == .interactions }.map {
        FilterProblem(
          code: "interactions-unsupported", range: $0.field,
          message: "Item-Attribute-Affinity takes no filter by interactions.")
      }
    }
    return problems
  }
}
