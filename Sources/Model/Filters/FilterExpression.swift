import Attributes

/// A Personalize filter: which items, users or actions a list may hold. It has no text and no places; those are `FilterText`'s.
///
/// ```
/// INCLUDE ItemID WHERE Items.GENRE IN ($G) AND Items.PRICE < 10 IF CurrentUser.AGE > 18
///   | EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("buy")
/// ```
///
/// Source: Personalize developer guide, "Filter expression structure and elements", 2025. AND binds before OR: the guide
/// does not say, and no sample of AWS uses both.
package struct FilterExpression: Hashable, Sendable {
  /// At least one, joined by `|`: what any INCLUDE takes, less what any EXCLUDE takes; their order does not matter.
  package let clauses: [Clause]

  package init(clauses: [Clause]) {
    precondition(!clauses.isEmpty)
    self.clauses = clauses
  }

  /// What happens to those for which a clause's condition holds.
  package enum Action: String, Sendable, Hashable, CaseIterable {
    case include = "INCLUDE"
    case exclude = "EXCLUDE"
  }

  /// What is filtered.
  package enum Target: String, Sendable, Hashable, CaseIterable {
    case items = "ItemID"
    case users = "UserID"
    case actions = "ActionID"

    /// The data sets that conditions on it may name: its own attributes, and its events.
    package var datasets: [DatasetKind] {
      switch self {
      case .items: [.items, .interactions]
      case .users: [.users, .interactions]
      case .actions: [.actions, .actionInteractions]
      }
    }
  }

  /// One `INCLUDE` or `EXCLUDE`.
  package struct Clause: Hashable, Sendable {
    package let action: Action
    package let target: Target
    /// The one data set that all its conditions are on.
    package let dataset: DatasetKind
    /// It holds where all conditions of any of these hold: OR of ANDs, neither empty.
    package let anyOf: [[Condition]]
    /// Conditions on the user who asks (`IF CurrentUser…`); the clause is as if absent where any does not hold.
    package let ifAll: [Condition]

    package init(
      _ action: Action, _ target: Target, where dataset: DatasetKind, anyOf: [[Condition]], ifAll: [Condition] = []
    ) {
      precondition(!anyOf.isEmpty && anyOf.allSatisfy { !$0.isEmpty })
      self.action = action
      self.target = target
      self.dataset = dataset
      self.anyOf = anyOf
      self.ifAll = ifAll
    }
  }

  /// A field and what is asked of it.
  package struct Condition: Hashable, Sendable {
    /// The field's name in upper case; names are the same in any case.
    package let field: String
    package let test: Test

    package init(_ field: String, _ test: Test) {
      self.field = field.uppercased()
      self.test = test
    }
  }

  /// What is asked of a field.
  package enum Test: Hashable, Sendable {
    /// Any of the field's values is among these. Exact and case-sensitive, but for event types.
    case isIn(Values)
    /// The field has a value, and none is among these.
    case isNotIn(Values)
    case compare(Comparison, Operand)
  }

  /// A set of values.
  package enum Values: Hashable, Sendable {
    /// At least one. Text that holds both kinds of quotes cannot be written.
    case listed([String])
    /// `$NAME`, given with the request.
    case parameter(String)
    /// `"*"`: any event type.
    case anything
    /// `CurrentItem.NAME`: the values of the item that was asked about.
    case ofCurrentItem(String)
  }

  /// The second side of a comparison.
  package enum Operand: Hashable, Sendable {
    case number(Double)
    case parameter(String)
    /// `CurrentItem.NAME`.
    case ofCurrentItem(String)
  }

  /// How a number is compared.
  package enum Comparison: String, Sendable, Hashable, CaseIterable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    /// Whether the left number stands so to the right one.
    package func holds(_ left: Double, _ right: Double) -> Bool {
      switch self {
      case .equal: left == right
      case .notEqual: left != right
      case .less: left < right
      case .lessOrEqual: left <= right
      case .greater: left > right
      case .greaterOrEqual: left >= right
      }
    }
  }
}

extension FilterExpression {
  /// What the service takes at most. Source: developer guide, quotas (2025), and botocore 1.43's service model.
  package enum Quota {
    /// Characters of an expression.
    package static let characters = 2500
    /// Different fields in one filter.
    package static let fields = 10
    /// Different placeholders.
    package static let parameters = 25
    /// Characters of a placeholder's name.
    package static let parameterName = 50
    /// Characters of a placeholder's value.
    package static let parameterValue = 1000
    /// Newest events that count, of a user and an event type; 300 for actions.
    package static let events = 100
    package static let actionEvents = 300
    /// Days without an event after which the service no longer looks at a user's events ("three months").
    package static let silentDays = 90
  }

  /// All filtered things are of one target.
  package var target: Target { clauses[0].target }

  /// All conditions, `IF` ones after the others of their clause.
  package var conditions: [Condition] { clauses.flatMap(\.conditions) }

  /// The placeholders, in order of first use.
  package var parameters: [String] {
    var seen = Set<String>()
    return conditions.compactMap(\.test.parameter).filter { seen.insert($0).inserted }
  }
}

extension FilterExpression.Clause {
  /// All conditions, `IF` ones last, as they are written.
  package var conditions: [FilterExpression.Condition] { anyOf.flatMap(\.self) + ifAll }
}

extension FilterExpression.Test {
  /// The placeholder that it waits for.
  package var parameter: String? {
    switch self {
    case .isIn(.parameter(let name)), .isNotIn(.parameter(let name)), .compare(_, .parameter(let name)): name
    default: nil
    }
  }

  /// The field of the current item that it is set against.
  package var currentItemField: String? {
    switch self {
    case .isIn(.ofCurrentItem(let name)), .isNotIn(.ofCurrentItem(let name)), .compare(_, .ofCurrentItem(let name)):
      name
    default: nil
    }
  }
}
