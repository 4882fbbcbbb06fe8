import Attributes
import JSONText

/// An Avro schema as Amazon Personalize takes it: one flat record of fields.
///
/// Source: Personalize developer guide, "Datasets and schemas", 2025.
package struct DatasetSchema: Hashable, Sendable {
  /// The Avro types that Personalize knows.
  package enum FieldType: String, Sendable, Hashable, CaseIterable {
    case string, int, long, float, double, boolean

    package var isNumeric: Bool { self != .string && self != .boolean }
  }

  /// One column.
  package struct Field: Hashable, Sendable {
    package var name: String
    package var type: FieldType
    /// Whether an empty cell is allowed: a union with `null`.
    package var isNullable = false
    /// Text of few values, which training uses; `a|b` for several.
    package var isCategorical = false
    /// Running text, which training uses; of items alone, and one field.
    package var isTextual = false
    /// The name of the item, for recipes and themes that need one.
    package var isItemName = false

    package init(
      _ name: String, _ type: FieldType, isNullable: Bool = false, isCategorical: Bool = false, isTextual: Bool = false,
      isItemName: Bool = false
    ) {
      self.name = name
      self.type = type
      self.isNullable = isNullable
      self.isCategorical = isCategorical
      self.isTextual = isTextual
      self.isItemName = isItemName
    }
  }

  /// What all of AWS's schemas have.
  package static let usualNamespace = "com.amazonaws.personalize.schema"
  package static let usualVersion = "1.0"

  /// The record's name, which says the kind of data set.
  package var name: String
  package var namespace: String
  package var version: String
  package var fields: [Field]

  package init(
    name: String, namespace: String = usualNamespace, version: String = usualVersion, fields: [Field]
  ) {
    self.name = name
    self.namespace = namespace
    self.version = version
    self.fields = fields
  }

  /// The kind of data set that the record's name says, in any case; nil for other names.
  package var dataset: DatasetKind? { DatasetKind(named: name) }

  /// The field of exactly this name.
  package func field(_ name: String) -> Field? { fields.first { $0.name == name } }

  /// What each field holds for filters and tables, by name in upper case.
  package var attributeKinds: [String: AttributeTable.Kind] {
    Dictionary(
      fields.map { field in
        let kind: AttributeTable.Kind =
          field.type.isNumeric ? .number : field.type == .boolean ? .boolean : field.isTextual ? .text : .category
        return (field.name.uppercased(), kind)
      }
    ) { first, _ in first }
  }

  /// The schema as JSON, a field a line; reading it gives an equal value.
  package var text: String {
    let fields = fields.map { "    " + $0.text }.joined(separator: ",\n")
    return """
      {
        "type": "record",
        "name": \(JSONTree.quoted(name)),
        "namespace": \(JSONTree.quoted(namespace)),
        "fields": [
      \(fields)
        ],
        "version": \(JSONTree.quoted(version))
      }

      """
  }
}

extension DatasetSchema.Field {
  /// The field as a JSON object on one line.
  package var text: String {
    var text = "{\"name\": \(JSONTree.quoted(name)), \"type\": \(typeText)"
    if isCategorical { text += ", \"categorical\": true" }
    if isTextual { text += ", \"textual\": true" }
    if isItemName { text += ", \"itemName\": true" }
    return text + "}"
  }

  /// The type as JSON, such as `["null", "string"]`.
  package var typeText: String { isNullable ? "[\"null\", \"\(type.rawValue)\"]" : "\"\(type.rawValue)\"" }
}
