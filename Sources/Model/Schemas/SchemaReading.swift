import Attributes
import JSONText
import Measures

/// A schema file as it was read: the value as far as it could be made out, and everything that is wrong with the file.
package struct SchemaReading: Sendable {
  /// Characters of a schema that the service takes.
  package static let characterLimit = 20_000
  /// Fields that are read; no data set may have nearly as many.
  static let fieldLimit = 500

  /// Nil where the file is no record of fields; else the fields that could be read.
  package let schema: DatasetSchema?
  /// Line of each field in the file, counted from 1.
  package let lines: [Int]
  /// Index of each field among the file's, those that could not be read counted.
  let indices: [Int]
  /// Form alone; `problems` has the service's rules.
  package let findings: [Finding]
  let source: String

  /// Reads a file, however spoiled.
  package init(_ bytes: [UInt8], source: String) {
    var work = Work(bytes: bytes, source: source)
    schema = work.read()
    (lines, indices, findings, self.source) = (work.lines, work.indices, work.findings, source)
  }

  private struct Work {
    let bytes: [UInt8]
    let source: String
    let starts: LineStarts
    var findings: [Finding] = []
    var lines: [Int] = []
    var indices: [Int] = []

    init(bytes: [UInt8], source: String) {
      (self.bytes, self.source, starts) = (bytes, source, LineStarts(bytes))
    }

    mutating func read() -> DatasetSchema? {
      guard bytes.count <= 16 * SchemaReading.characterLimit else {
        note("too-long", "", 0, "The file has \(bytes.count) bytes.", "A schema has at most 20,000 characters.")
        return nil
      }
      let characters = String(decoding: bytes, as: UTF8.self).unicodeScalars.count
      if characters > SchemaReading.characterLimit {
        note("too-long", "", 0, "The schema has \(characters) characters; the service takes 20,000.", "")
      }
      var limits = JSONReader.Limits()
      limits.depth = 16
      let tree: JSONTree
      do {
        tree = try JSONTree(bytes, limits: limits, values: 20_000)
      } catch {
        let line = starts.line(ofByte: error.offset)
        findings.append(
          Finding(
            code: error.code.rawValue, source: source, place: .key(path: shown(error.path), line: line),
            message: "The file is no JSON: \(error.detail)."))
        return nil
      }
      return record(tree)
    }

    private mutating func record(_ tree: JSONTree) -> DatasetSchema? {
      guard tree.members != nil else {
        note("not-a-record", "", tree.offset, "The file holds \(tree.kind.words) where a record is needed.", "")
        return nil
      }
      checkKeys(of: tree, known: ["type", "name", "namespace", "version", "fields"], at: "")
      if text("type", of: tree, isNeeded: true, or: "record") != "record", tree["type"]?.string != nil {
        note("not-a-record", "type", tree["type"]?.offset ?? 0, "The type of a schema is `record`.", "")
      }
      let name = text("name", of: tree, isNeeded: true, or: "")
      let namespace = text("namespace", of: tree, isNeeded: false, or: DatasetSchema.usualNamespace)
      let version = text("version", of: tree, isNeeded: false, or: DatasetSchema.usualVersion)
      guard let list = tree["fields"]?.elements else {
        note(
          "no-fields", "fields", tree["fields"]?.offset ?? tree.offset, "The record needs a list `fields`.", "")
        return nil
      }
      var fields: [DatasetSchema.Field] = []
      if list.count > SchemaReading.fieldLimit {
        note(
          "too-many-fields", "fields", tree.offset, "The record has \(list.count) fields.", "Read were the first 500.")
      }
      for (index, entry) in list.prefix(SchemaReading.fieldLimit).enumerated() {
        guard let field = field(entry, at: "fields[\(index)]") else { continue }
        fields.append(field)
        indices.append(index)
        lines.append(starts.line(ofByte: entry.offset))
      }
      return DatasetSchema(name: name, namespace: namespace, version: version, fields: fields)
    }

    /// The text of a member, or the fallback with a finding.
    private mutating func text(
      _ key: String, of tree: JSONTree, isNeeded: Bool, or fallback: String
    ) -> String {
      guard let value = tree[key] else {
        if isNeeded {
          note("missing-key", key, tree.offset, "`\(key)` is missing.", "")
        } else {
          note(
            .warning, "missing-key", key, tree.offset, "`\(key)` is missing; all schemas of AWS have it.",
            "Write \"\(key)\": \"\(fallback)\".")
        }
        return fallback
      }
      guard let text = value.string else {
        note("wrong-kind", key, value.offset, "`\(key)` is \(value.kind.words) where text is needed.", "")
        return fallback
      }
      return text
    }

    // MARK: - Fields

    private mutating func field(_ tree: JSONTree, at path: String) -> DatasetSchema.Field? {
      guard tree.members != nil else {
        note("not-a-field", path, tree.offset, "Here stands \(tree.kind.words), and not a field.", "")
        return nil
      }
      checkKeys(of: tree, known: ["name", "type", "categorical", "textual", "itemName"], at: path)
      guard let name = tree["name"]?.string else {
        note("missing-key", "\(path).name", tree.offset, "The field needs a `name` of text.", "")
        return nil
      }
      guard let (type, isNullable) = type(of: tree, at: "\(path).type") else { return nil }
      return DatasetSchema.Field(
        name, type, isNullable: isNullable, isCategorical: flag("categorical", of: tree, at: path),
        isTextual: flag("textual", of: tree, at: path), isItemName: flag("itemName", of: tree, at: path))
    }

    private mutating func flag(_ key: String, of tree: JSONTree, at path: String) -> Bool {
      guard let value = tree[key] else { return false }
      if let flag = value.boolean { return flag }
      note(
        "wrong-kind", "\(path).\(key)", value.offset, "`\(key)` is \(value.kind.words).",
        "Write true or false, without quotes.")
      return value.string?.lowercased() == "true"
    }

    private mutating func type(
      of tree: JSONTree, at path: String
    ) -> (type: DatasetSchema.FieldType, isNullable: Bool)? {
      guard let value = tree["type"] else {
        note("missing-key", path, tree.offset, "The field needs a `type`.", "")
        return nil
      }
      let known = DatasetSchema.FieldType.allCases.map(\.rawValue).joined(separator: ", ")
      switch value.content {
      case .string(let name):
        guard let type = DatasetSchema.FieldType(rawValue: name) else {
          note(
            "unknown-type", path, value.offset, "`\(shown(name))` is no type of Personalize.", "Use one of \(known).")
          return nil
        }
        return (type, false)
      case .array(let members):
        let names = members.compactMap(\.string)
        let types = names.compactMap(DatasetSchema.FieldType.init)
        let isNullable = names.contains("null")
        // The guide's own schemas have unions of one type alone: `["string"]`.
        guard names.count == members.count, types.count == 1, names.count == (isNullable ? 2 : 1) else {
          note(
            "bad-union", path, value.offset, "A union is of one type, and of null where cells may be empty.",
            "Write [\"null\", \"string\"].")
          return types.first.map { ($0, isNullable) }
        }
        return (types[0], isNullable)
      case .object:
        note("nested-type", path, value.offset, "Personalize takes flat schemas: no records, lists or maps.", "")
        return nil
      default:
        note("unknown-type", path, value.offset, "The type is \(value.kind.words).", "Use one of \(known).")
        return nil
      }
    }

    private mutating func checkKeys(of tree: JSONTree, known: Set<String>, at path: String) {
      let prefix = path.isEmpty ? "" : path + "."
      for member in tree.repeatedKeys {
        note(
          "duplicate-key", prefix + shown(member.key), member.value.offset, "The key stands more than once.",
          "Keep one.")
      }
      for member in tree.members ?? [] where !known.contains(member.key) {
        note(
          .warning, "unknown-key", prefix + shown(member.key), member.value.offset, "The service knows no such key.",
          "")
      }
    }

    // MARK: - Findings

    private mutating func note(
      _ code: String, _ path: String, _ offset: Int, _ message: String, _ remedy: String
    ) { note(.error, code, path, offset, message, remedy) }

    private mutating func note(
      _ severity: Finding.Severity, _ code: String, _ path: String, _ offset: Int, _ message: String, _ remedy: String
    ) {
      guard findings.count < 500 else { return }
      findings.append(
        Finding(
          severity, code: code, source: source,
          place: .key(path: path, line: starts.line(ofByte: offset)), message: message, remedy: remedy))
    }
  }
}

/// A name of the file as a message may show it: short, and nothing that steers a terminal.
func shown(_ name: String) -> String {
  let scalars = name.unicodeScalars
  let start = String(String.UnicodeScalarView(scalars.prefix(60)))
  return start.escapingControls + (scalars.dropFirst(60).isEmpty ? "" : "…")
}
