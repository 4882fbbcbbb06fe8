/// Registers an Avro schema, usable at once.
package struct CreateSchema: PersonalizeOperation, Hashable {
  /// What `CreateSchema` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let schemaArn: String
  }
  package static let effect = OperationEffect.creation(.schema)
  package var name: String
  package var schema: String
  package var domain: String?

  package init(name: String, schema: String) {
    self.name = name
    self.schema = schema
  }
}

/// A schema with its text.
package struct DescribeSchema: PersonalizeOperation, Hashable {
  /// What `DescribeSchema` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let schema: SchemaDescription
  }
  package static let effect = OperationEffect.reading
  package var schemaArn: String

  package init(schemaArn: String) {
    self.schemaArn = schemaArn
  }
}

/// All schemas of the account.
package struct ListSchemas: PagedOperation, Hashable {
  /// What `ListSchemas` answers.
  package struct Answer: PageAnswer, Hashable, Sendable {
    package let schemas: [SchemaSummary]
    package let nextToken: String?

    package var rows: [SchemaSummary] { schemas }
  }
  package static let effect = OperationEffect.reading
  package var nextToken: String?
  package var maxResults: Int?

  package init() {}
}

/// Deletes a schema that no dataset refers to.
package struct DeleteSchema: PersonalizeOperation, Hashable {
  package typealias Answer = NoAnswer
  package static let effect = OperationEffect.deletion
  package var schemaArn: String

  package init(schemaArn: String) {
    self.schemaArn = schemaArn
  }
}

/// A schema as it is.
package struct SchemaDescription: Decodable, Hashable, Sendable {
  package let name: String
  package let schemaArn: String
  package let schema: String?
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let domain: String?
}

/// A schema in a list.
package struct SchemaSummary: Decodable, Hashable, Sendable {
  package let name: String
  package let schemaArn: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let domain: String?
}
