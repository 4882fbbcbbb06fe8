/// What a batch job was asked: the form of its queries, which the recipe decides.
///
/// Source: Amazon Personalize developer guide, "Batch input and output JSON examples" and "Batch segment jobs", 2025.
package enum BatchKind: String, CaseIterable, Sendable {
  /// A user's items: `{"userId": …}`.
  case personalization
  /// Items like an item: `{"itemId": …}`.
  case relatedItems = "related-items"
  /// A user's order of given items: `{"userId": …, "itemList": […]}`.
  case ranking
  /// The users who like an item, or items of some attributes: `{"itemId": …}` or `{"itemAttributes": …}`.
  case segment = "user-segment"

  /// The column of a serving table that a list is looked up by.
  package var keyColumn: String {
    switch self {
    case .personalization, .ranking: "user_id"
    case .relatedItems: "for_item_id"
    // An item, or an expression over attributes.
    case .segment: "segment"
    }
  }

  /// The column of a serving table that holds what lists are of.
  package var memberColumn: String { self == .segment ? "user_id" : "item_id" }

  /// What lists are of, in words.
  package var memberWords: (one: String, many: String) { self == .segment ? ("user", "users") : ("item", "items") }

  /// What its lists are looked up by, in words.
  package var keyWords: (one: String, many: String) {
    switch self {
    case .personalization, .ranking: ("user", "users")
    case .relatedItems: ("item", "items")
    case .segment: ("segment", "segments")
    }
  }
}
