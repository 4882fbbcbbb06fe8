import Attributes
import Measures
import Schemas

/// The three schemas of a lecture on Personalize: lower case, no time of events.
enum LectureSchema {
  static let users = #"""
    {"type": "record", "name": "Users", "namespace": "com.amazonaws.personalize.schema", "fields": [
      {"name": "user_id", "type": "string"},
      {"name": "os_device", "type": "string"},
      {"name": "age", "type": "int"}
    ], "version": "1.0"}
    """#
  static let items = #"""
    {"type": "record", "name": "Items", "namespace": "com.amazonaws.personalize.schema", "fields": [
      {"name": "item_id", "type": "string"},
      {"name": "category_id", "type": "string"},
      {"name": "price", "type": "float"}
    ], "version": "1.0"}
    """#
  static let interactions = #"""
    {"type": "record", "name": "Interactions", "namespace": "com.amazonaws.personalize.schema", "fields": [
      {"name": "user_id", "type": "string"},
      {"name": "item_id", "type": "string"},
      {"name": "point", "type": "float"}
    ], "version": "1.0"}
    """#
}

func read(_ text: String) -> SchemaReading { SchemaReading(Array(text.utf8), source: "schema.json") }

/// The codes of what is wrong with a schema of some fields, written as JSON.
func codes(
  _ dataset: DatasetKind, _ fields: String, domain: SchemaDomain = .custom, severity: Finding.Severity? = nil
) -> [String] {
  let text = """
    {"type":"record","name":"\(dataset.rawValue)","namespace":"com.amazonaws.personalize.schema","version":"1.0",
    "fields":[\(fields)]}
    """
  return read(text).problems(for: dataset, domain).filter { severity == nil || $0.severity == severity }.map(\.code)
}

/// A field as JSON.
func field(_ name: String, _ type: String = #""string""#, _ more: String = "") -> String {
  #"{"name":"\#(name)","type":\#(type)\#(more.isEmpty ? "" : "," + more)}"#
}
