import Attributes
import Measures

extension SchemaReading {
  /// Everything that is wrong with the schema for a kind of data set: form and rules of the service, in order of lines.
  ///
  /// - Parameter dataset: nil for the kind that the record's name says.
  package func problems(for dataset: DatasetKind? = nil, _ domain: SchemaDomain = .custom) -> [Finding] {
    guard let schema else { return findings }
    var rules = SchemaRules(schema: schema, lines: lines, indices: indices, source: source)
    rules.check(as: dataset, domain)
    return (findings + rules.findings).enumerated()
      .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
  }
}

extension Finding {
  fileprivate var line: Int { if case .key(_, let line) = place { line ?? 0 } else { 0 } }
}

/// The service's rules on a schema that has a form.
struct SchemaRules {
  let schema: DatasetSchema
  let lines: [Int]
  let indices: [Int]
  let source: String
  private(set) var findings: [Finding] = []

  init(schema: DatasetSchema, lines: [Int], indices: [Int], source: String) {
    (self.schema, self.lines, self.indices, self.source) = (schema, lines, indices, source)
  }

  mutating func check(as wanted: DatasetKind?, _ domain: SchemaDomain) {
    checkName(as: wanted)
    checkNames()
    guard let dataset = wanted ?? schema.dataset else { return }
    let reserved = ReservedField.of(dataset, domain)
    for field in reserved where field.isRequired { checkRequired(field) }
    for index in schema.fields.indices { check(index, in: dataset, reserved) }
    checkCounts(of: dataset, reserved)
  }

  // MARK: - Names

  private mutating func checkName(as wanted: DatasetKind?) {
    let known = DatasetKind.allCases.map(\.rawValue).joined(separator: ", ")
    guard let found = schema.dataset else {
      return note("bad-record-name", "name", nil, "`\(shown(schema.name))` names no data set.", "Use one of \(known).")
    }
    if found.rawValue != schema.name {
      note(
        "bad-record-name", "name", nil, "The record is named `\(shown(schema.name))`.", "Write \"\(found.rawValue)\".")
    }
    if let wanted, wanted != found {
      note("wrong-dataset", "name", nil, "The schema is one of \(found.rawValue), not of \(wanted.rawValue).", "")
    }
    if schema.namespace != DatasetSchema.usualNamespace {
      warn(
        "unusual-namespace", "namespace", nil, "The namespace is `\(shown(schema.namespace))`.",
        "All of AWS's schemas have `\(DatasetSchema.usualNamespace)`.")
    }
    if schema.version != DatasetSchema.usualVersion {
      warn("unusual-version", "version", nil, "The version is `\(shown(schema.version))`.", "Write \"1.0\".")
    }
  }

  private mutating func checkNames() {
    var first: [String: Int] = [:]
    for (index, field) in schema.fields.enumerated() {
      let bytes = Array(field.name.utf8)
      let isPlain = bytes.allSatisfy {
        $0 == UInt8(ascii: "_") || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF)
      }
      if bytes.isEmpty || !isPlain || (0x30...0x39).contains(bytes[0]) {
        note(
          "bad-name", path(index), index, "`\(shown(field.name))` is no name of a field.",
          "Use English letters, digits and underscores, and begin with no digit.")
      } else if bytes.count > SchemaQuota.nameCharacters {
        note(
          "long-name", path(index), index, "The name has \(bytes.count) characters.",
          "At most \(SchemaQuota.nameCharacters).")
      }
      if let other = first[field.name.folded] {
        note(
          "duplicate-field", path(index), index,
          "`\(shown(field.name))` is the same as `\(shown(schema.fields[other].name))` but for underscores or case.",
          "Rename one of them.")
      } else {
        first[field.name.folded] = index
      }
    }
  }

  // MARK: - Reserved fields

  private mutating func checkRequired(_ reserved: ReservedField) {
    guard !schema.fields.contains(where: { reserved.isMeant(by: $0.name) }) else { return }
    let usual = DatasetSchema.Field(reserved.name, reserved.types[0], isCategorical: reserved.isCategorical)
    let alias = schema.fields.first { reserved.isAlias($0.name) }
    note(
      "missing-field", "fields", nil, "The required field \(reserved.name) is missing.",
      alias.map { "Rename `\(shown($0.name))` to \(reserved.name), if it is that." } ?? "Add \(usual.text).")
  }

  private mutating func check(_ index: Int, in dataset: DatasetKind, _ reserved: [ReservedField]) {
    let field = schema.fields[index]
    if let known = reserved.first(where: { $0.isMeant(by: field.name) }) {
      check(field, index, as: known)
    } else {
      checkCustom(field, index, in: dataset)
      if dataset == .interactions, field.type.isNumeric,
        let value = reserved.first(where: { $0.name == "EVENT_VALUE" && $0.isAlias(field.name) }),
        schema.field(value.name) == nil
      {
        warn(
          "event-value", path(index), index, "`\(shown(field.name))` looks like the value of an event.",
          "Name it EVENT_VALUE, and a threshold of it can choose the events to train on.")
      }
    }
    checkFlags(field, index, in: dataset)
  }

  private mutating func check(_ field: DatasetSchema.Field, _ index: Int, as known: ReservedField) {
    if field.name != known.name {
      let message = "`\(shown(field.name))` is written \(known.name)."
      if known.isRequired {
        note("reserved-case", path(index), index, "The required field " + message, "Rename it, and the column.")
      } else {
        warn("reserved-case", path(index), index, "The reserved field " + message, "Rename it, and the column.")
      }
    }
    if !known.types.contains(field.type) {
      note(
        "wrong-type", path(index) + ".type", index, "\(known.name) is `\(field.type.rawValue)`.",
        "It must be \(known.types.map(\.rawValue).joined(separator: " or ")).")
    }
    if field.isNullable, known.isRequired {
      note(
        "nullable-required", path(index) + ".type", index, "\(known.name) is required and cannot be null.",
        "Write \"\(known.types[0].rawValue)\".")
    } else if field.isNullable, !known.mayBeNull {
      warn(
        "nullable-reserved", path(index) + ".type", index, "AWS does not document null for \(known.name).",
        "Write \"\(known.types[0].rawValue)\".")
    }
    if known.isCategorical, !field.isCategorical {
      note(
        "not-categorical", path(index), index, "\(known.name) must be categorical in this domain.",
        "Add \"categorical\": true.")
    }
    if !known.isCategorical, field.isCategorical || field.isTextual {
      note(
        "flagged-reserved", path(index), index, "\(known.name) is neither categorical nor textual.",
        "Leave the flag out.")
    }
  }

  // MARK: - Others

  private mutating func checkCustom(_ field: DatasetSchema.Field, _ index: Int, in dataset: DatasetKind) {
    if field.type == .boolean {
      warn(
        "boolean", path(index), index, "`\(shown(field.name))` is a boolean: used neither in training nor in filters.",
        "Use a string of \"True\" and \"False\", categorical, or an int of 0 and 1.")
    }
    if field.type == .string, !field.isCategorical, !field.isTextual, !field.isItemName {
      warn(
        "untrained-text", path(index), index, "`\(shown(field.name))` serves filters, but not training.",
        "Add \"categorical\": true\(dataset == .items ? ", or \"textual\": true for running text" : "").")
    }
  }

  private mutating func checkFlags(_ field: DatasetSchema.Field, _ index: Int, in dataset: DatasetKind) {
    let flags = [(field.isCategorical, "categorical"), (field.isTextual, "textual"), (field.isItemName, "itemName")]
    if field.type != .string {
      for (isSet, name) in flags where isSet {
        note("flag-needs-text", path(index), index, "`\(name)` needs a string, not \(field.type.rawValue).", "")
      }
    }
    if field.isCategorical, field.isTextual {
      note("two-flags", path(index), index, "A field is categorical or textual, not both.", "Keep one of the flags.")
    }
    guard dataset != .items else { return }
    for (isSet, name) in flags.dropFirst() where isSet {
      note("flag-items-only", path(index), index, "`\(name)` is for items alone.", "Leave the flag out.")
    }
  }

  private mutating func checkCounts(of dataset: DatasetKind, _ reserved: [ReservedField]) {
    let custom = schema.fields.filter { field in !reserved.contains { $0.isMeant(by: field.name) } }
    if let limit = SchemaQuota.metadata(dataset), custom.count > limit {
      note(
        "too-many-fields", "fields", nil,
        "\(custom.count) metadata fields are more than the \(limit) that \(dataset.rawValue) may have.", "")
    }
    if schema.fields.filter(\.isTextual).count > 1 {
      note("two-textual", "fields", nil, "One field may be textual.", "Keep the flag on the most telling text.")
    }
    if schema.fields.filter(\.isItemName).count > 1 {
      note("two-names", "fields", nil, "One field may be the item's name.", "")
    }
    let needsMetadata = dataset == .users || dataset == .items || dataset == .actions
    let others: Set = [dataset.idColumn?.folded ?? "", "CREATIONTIMESTAMP"]
    if needsMetadata, !schema.fields.contains(where: { $0.type != .boolean && !others.contains($0.name.folded) }) {
      note(
        "no-metadata", "fields", nil,
        "\(dataset.rawValue) need at least one field beside the id; a boolean or the time of creation does not count.",
        "")
    }
    let optional = schema.fields.count { field in !reserved.contains { $0.isRequired && $0.isMeant(by: field.name) } }
    if dataset == .interactions, optional >= SchemaQuota.eventTypesAndColumns {
      note(
        "too-many-columns", "fields", nil,
        "\(optional) optional columns leave no room for an event type: both together may be 10.", "")
    }
  }

  // MARK: - Findings

  private func path(_ index: Int) -> String { "fields[\(indices[index])]" }

  private mutating func note(_ code: String, _ path: String, _ index: Int?, _ message: String, _ remedy: String) {
    findings.append(finding(.error, code, path, index, message, remedy))
  }

  private mutating func warn(_ code: String, _ path: String, _ index: Int?, _ message: String, _ remedy: String) {
    findings.append(finding(.warning, code, path, index, message, remedy))
  }

  private func finding(
    _ severity: Finding.Severity, _ code: String, _ path: String, _ index: Int?, _ message: String, _ remedy: String
  ) -> Finding {
    Finding(
      severity, code: code, source: source, place: .key(path: path, line: index.map { lines[$0] }), message: message,
      remedy: remedy)
  }
}
