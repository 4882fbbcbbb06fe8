/// What a batch job was asked: the form of its queries, which the recipe decides.
///
/// Source: Amazon Personalize developer guide, "Batch input and output JSON examples", 2025.
package enum BatchKind: String, CaseIterable, Sendable {
  /// A user's items: `{"userId": …}`.
  case personalization
  /// Items like an item: `{"itemId": …}`.
  case relatedItems = "related-items"
  /// A user's order of given items: `{"userId": …, "itemList": […]}`.
  case ranking

  /// The column of a serving table that a list is looked up by.
  package var keyColumn: String {
    switch self {
    case .personalization, .ranking: "user_id"
    case .relatedItems: "for_item_id"
    }
  }

  /// What its lists are looked up by, in words.
  package var keyWords: (one: String, many: String) {
    switch self {
    case .personalization, .ranking: ("user", "users")
    case .relatedItems: ("item", "items")
    }
  }
}
