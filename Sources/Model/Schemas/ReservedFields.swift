import Attributes

/// The domain of a dataset group; a group without one is custom.
package enum SchemaDomain: String, Sendable, Hashable, CaseIterable {
  case custom
  case videoOnDemand = "VIDEO_ON_DEMAND"
  case ecommerce = "ECOMMERCE"
}

/// A field whose name Personalize gives a meaning.
package struct ReservedField: Hashable, Sendable {
  package let name: String
  /// Types it may have; the first is the usual one.
  package let types: [DatasetSchema.FieldType]
  package let isRequired: Bool
  /// Whether null is documented for it.
  package let mayBeNull: Bool
  /// Whether a domain wants it categorical.
  package let isCategorical: Bool
  /// Other names under which people have it.
  package let aliases: [String]

  init(
    _ name: String, _ types: DatasetSchema.FieldType..., isRequired: Bool = false, mayBeNull: Bool = false,
    isCategorical: Bool = false, aliases: [String] = []
  ) {
    self.name = name
    self.types = types
    self.isRequired = isRequired
    self.mayBeNull = mayBeNull
    self.isCategorical = isCategorical
    self.aliases = aliases
  }

  private static let user = ReservedField(
    "USER_ID", .string, isRequired: true,
    aliases: ["USER", "UID", "CUSTOMER_ID", "CUSTOMER", "MEMBER_ID", "VISITOR_ID", "HOUSEHOLD_ID"])
  private static let item = ReservedField(
    "ITEM_ID", .string, isRequired: true,
    aliases: ["ITEM", "PRODUCT_ID", "PRODUCT", "SKU", "ASIN", "MOVIE_ID", "CONTENT_ID", "VIDEO_ID", "ARTICLE_ID"])
  private static let action = ReservedField("ACTION_ID", .string, isRequired: true, aliases: ["ACTION"])
  private static let timestamp = ReservedField(
    "TIMESTAMP", .long, isRequired: true,
    aliases: [
      "TIME", "TS", "EVENT_TIME", "CREATED_AT", "DATETIME", "DATE", "UNIX_SECONDS", "EPOCH", "TRANSACTION_TIMESTAMP",
      "ORDER_DATE", "INVOICE_DATE",
    ])
  private static let creation = ReservedField(
    "CREATION_TIMESTAMP", .long, mayBeNull: true, aliases: ["CREATED_AT", "CREATION_TIME", "RELEASE_DATE"])

  /// The reserved fields of a kind of data set. Source: developer guide, "Schema requirements", 2025.
  package static func of(_ dataset: DatasetKind, _ domain: SchemaDomain = .custom) -> [ReservedField] {
    switch dataset {
    case .users: [user]
    case .interactions:
      [
        user, item, timestamp,
        ReservedField(
          "EVENT_TYPE", .string, isRequired: domain != .custom, aliases: ["EVENT", "EVENT_NAME", "INTERACTION_TYPE"]),
        ReservedField(
          "EVENT_VALUE", .float, mayBeNull: true, aliases: ["RATING", "SCORE", "VALUE", "POINT", "POINTS", "STARS"]),
        ReservedField("IMPRESSION", .string, mayBeNull: true),
        ReservedField("RECOMMENDATION_ID", .string, mayBeNull: true),
        ReservedField("EVENT_ATTRIBUTION_SOURCE", .string, mayBeNull: true),
      ]
    case .items:
      [item]
        + (domain == .videoOnDemand
          ? [
            ReservedField("GENRES", .string, isRequired: true, isCategorical: true, aliases: ["GENRE"]),
            ReservedField("CREATION_TIMESTAMP", .long, isRequired: true, aliases: creation.aliases),
          ] : [creation])
        + (domain == .ecommerce
          ? [
            ReservedField("PRICE", .float, isRequired: true),
            ReservedField("CATEGORY_L1", .string, isRequired: true, isCategorical: true, aliases: ["CATEGORY"]),
          ] : [])
    case .actions:
      [
        action, creation, ReservedField("VALUE", .long, mayBeNull: true),
        ReservedField("TYPE", .string, mayBeNull: true),
        ReservedField("EXPIRATION_TIMESTAMP", .long, mayBeNull: true),
        ReservedField("REPEAT_FREQUENCY", .long, mayBeNull: true),
      ]
    case .actionInteractions:
      [
        user, action, ReservedField("EVENT_TYPE", .string, isRequired: true), timestamp,
        ReservedField("RECOMMENDATION_ID", .string, mayBeNull: true),
        ReservedField("IMPRESSION", .string, mayBeNull: true),
      ]
    }
  }

  /// Whether a name is this one but for case and underscores.
  func isMeant(by name: String) -> Bool { name.folded == self.name.folded }

  /// Whether a name is one of the other ones, but for case and underscores.
  func isAlias(_ name: String) -> Bool { aliases.contains { $0.folded == name.folded } }
}

extension String {
  /// A field's name as the service tells fields apart: without underscores, and here without case.
  var folded: String { uppercased().filter { $0 != "_" } }
}

/// Quotas of a data set's columns. Source: developer guide, quotas, 2025.
package enum SchemaQuota {
  /// Columns beside the reserved ones.
  package static func metadata(_ dataset: DatasetKind) -> Int? {
    switch dataset {
    case .interactions: 5
    case .users: 25
    case .items: 100
    case .actions, .actionInteractions: nil
    }
  }

  /// Different event types and optional interaction columns together.
  package static let eventTypesAndColumns = 10
  /// Characters of a field's name. Source: botocore 1.43's service model.
  package static let nameCharacters = 150
  /// Characters of an id, of a category or impression, and of running text.
  package static let idCharacters = 256
  package static let categoryCharacters = 1000
  package static let textCharacters = 20_000
  /// Bytes of a file in a full import.
  package static let fileBytes = 100_000_000_000
  /// Events, users with two events, and their share of all users, that training needs.
  package static let events = 1000
  package static let returningUsers = 25
  package static let returningShare = 0.01
  /// Items that other recipes, and the newest ones, consider.
  package static let items = 750_000
  package static let itemsNewest = 5_000_000
  package static let actions = 1000
}
