import Attributes

/// A schema put right as far as that is safe, with the change that its columns need.
package struct SchemaFix: Hashable, Sendable {
  /// A column of the data and the field it becomes.
  package struct Column: Hashable, Sendable {
    /// As the data has it; nil where the schema asks for a column that it did not have.
    package let from: String?
    package let to: String
  }

  package let schema: DatasetSchema
  /// What was changed, a sentence each; none where nothing was wrong.
  package private(set) var changes: [String] = []
  /// Every field in order, with the column that it is filled from.
  package private(set) var columns: [Column] = []

  /// Puts right: names of record and reserved fields, their types and nulls, flags that may not be, required fields that
  /// are missing, and text that training would not use. It takes nothing away and settles no clash of names.
  package init(_ old: DatasetSchema, as wanted: DatasetKind? = nil, _ domain: SchemaDomain = .custom) {
    var schema = old
    var changes: [String] = []
    guard let dataset = wanted ?? old.dataset else {
      self.schema = old
      columns = old.fields.map { Column(from: $0.name, to: $0.name) }
      return
    }
    if schema.name != dataset.rawValue {
      changes.append("The record is named \(dataset.rawValue).")
      schema.name = dataset.rawValue
    }
    if schema.namespace.isEmpty { schema.namespace = DatasetSchema.usualNamespace }
    if schema.version != DatasetSchema.usualVersion {
      changes.append("The version is \(DatasetSchema.usualVersion).")
      schema.version = DatasetSchema.usualVersion
    }
    let reserved = ReservedField.of(dataset, domain)
    var columns: [Column] = []
    for index in schema.fields.indices {
      let from = schema.fields[index].name
      if let known = SchemaFix.meaning(of: from, among: reserved, in: old) {
        schema.fields[index] = SchemaFix.put(schema.fields[index], right: known, &changes)
      } else {
        schema.fields[index] = SchemaFix.putFlagsRight(schema.fields[index], in: dataset, &changes)
      }
      columns.append(Column(from: from, to: schema.fields[index].name))
    }
    for known in reserved where known.isRequired && schema.field(known.name) == nil {
      changes.append("\(known.name) is added; the data needs such a column.")
      schema.fields.append(
        DatasetSchema.Field(known.name, known.types[0], isCategorical: known.isCategorical))
      columns.append(Column(from: nil, to: known.name))
    }
    self.schema = schema
    self.changes = changes
    self.columns = columns
  }

  /// The reserved field that a name means: itself in other letters, or by another name where the field is required and no
  /// other stands for it.
  private static func meaning(
    of name: String, among reserved: [ReservedField], in schema: DatasetSchema
  ) -> ReservedField? {
    if let known = reserved.first(where: { $0.isMeant(by: name) }) {
      // Of two that fold alike the exact one is it.
      let isExactThere = schema.field(known.name) != nil
      let first = schema.fields.first { known.isMeant(by: $0.name) }
      return name == known.name || (!isExactThere && first?.name == name) ? known : nil
    }
    return reserved.first { known in
      known.isRequired && known.isAlias(name) && !schema.fields.contains { known.isMeant(by: $0.name) }
        && schema.fields.first { known.isAlias($0.name) }?.name == name
    }
  }

  private static func put(
    _ old: DatasetSchema.Field, right known: ReservedField, _ changes: inout [String]
  ) -> DatasetSchema.Field {
    var field = old
    if field.name != known.name {
      changes.append("`\(shown(field.name))` is named \(known.name).")
      field.name = known.name
    }
    if !known.types.contains(field.type) {
      changes.append("\(known.name) is \(known.types[0].rawValue), not \(field.type.rawValue).")
      field.type = known.types[0]
    }
    if field.isNullable, !known.mayBeNull {
      changes.append("\(known.name) cannot be null.")
      field.isNullable = false
    }
    if field.isCategorical != known.isCategorical || field.isTextual || field.isItemName {
      changes.append("\(known.name) is \(known.isCategorical ? "categorical" : "not flagged").")
      (field.isCategorical, field.isTextual, field.isItemName) = (known.isCategorical, false, false)
    }
    return field
  }

  private static func putFlagsRight(
    _ old: DatasetSchema.Field, in dataset: DatasetKind, _ changes: inout [String]
  ) -> DatasetSchema.Field {
    var field = old
    let name = shown(field.name)
    if field.type != .string, field.isCategorical || field.isTextual || field.isItemName {
      changes.append("`\(name)` has no flag, for it is no text.")
      (field.isCategorical, field.isTextual, field.isItemName) = (false, false, false)
    }
    if dataset != .items, field.isTextual || field.isItemName {
      changes.append("`\(name)` is not textual, for that is for items alone.")
      (field.isTextual, field.isItemName) = (false, false)
    }
    if field.type == .string, !field.isCategorical, !field.isTextual, !field.isItemName {
      changes.append("`\(name)` is categorical, so that training uses it.")
      field.isCategorical = true
    }
    return field
  }
}
