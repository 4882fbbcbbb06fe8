/// The data sets of a Personalize dataset group.
///
/// Source: Personalize developer guide, "Datasets and schemas", 2025.
package enum DatasetKind: String, CaseIterable, Sendable, Hashable {
  case users = "Users"
  case items = "Items"
  case interactions = "Interactions"
  case actions = "Actions"
  case actionInteractions = "ActionInteractions"

  /// The kind of that name in any case; `Action_Interactions` is the guide's other spelling.
  package init?(named name: String) {
    let wanted = name.lowercased().filter { $0 != "_" }
    guard let kind = DatasetKind.allCases.first(where: { $0.rawValue.lowercased() == wanted }) else { return nil }
    self = kind
  }

  /// The column that names a row; nil for events.
  package var idColumn: String? {
    switch self {
    case .users: "USER_ID"
    case .items: "ITEM_ID"
    case .actions: "ACTION_ID"
    case .interactions, .actionInteractions: nil
    }
  }
}
