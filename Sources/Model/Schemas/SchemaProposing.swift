import Attributes

/// Turns what columns look like into fields.
struct SchemaProposing {
  let dataset: DatasetKind
  let evidence: [ColumnEvidence]
  private var used = Set<String>()

  init(dataset: DatasetKind, columns: [ColumnEvidence]) {
    self.dataset = dataset
    evidence = columns
  }

  /// Required fields that no column stands for.
  var missing: [DatasetSchema.Field] {
    ReservedField.of(dataset).filter { $0.isRequired && !used.contains($0.name) }
      .map { DatasetSchema.Field($0.name, $0.types[0]) }
  }

  /// Each column with its field, in order.
  mutating func columns() -> [SchemaInference.Column] {
    let meanings = meanings()
    let textual = textualColumn(besides: meanings)
    return evidence.indices.map { index in
      if let known = meanings[index] { return reserved(evidence[index], known) }
      return custom(evidence[index], isTextual: textual == index)
    }
  }

  /// The reserved field that each column stands for: by its name first, then by one of the other names, each once.
  private mutating func meanings() -> [Int: ReservedField] {
    var meanings: [Int: ReservedField] = [:]
    let reserved = ReservedField.of(dataset)
    for isAlias in [false, true] {
      for known in reserved where !used.contains(known.name) {
        let index = evidence.indices.first { index in
          meanings[index] == nil
            && (isAlias ? known.isAlias(evidence[index].name) : known.isMeant(by: evidence[index].name))
            && fits(evidence[index], known)
        }
        guard let index else { continue }
        meanings[index] = known
        used.insert(known.name)
      }
    }
    return meanings
  }

  /// Whether cells can be what a name means; ids and required fields always are.
  private func fits(_ column: ColumnEvidence, _ known: ReservedField) -> Bool {
    known.isRequired || known.types[0] == .string || column.decimal == column.filled
      || (known.name == "CREATION_TIMESTAMP" && column.dates == column.filled)
  }

  // MARK: - Reserved fields

  private func reserved(_ column: ColumnEvidence, _ known: ReservedField) -> SchemaInference.Column {
    var conversions: [String] = []
    if column.name != known.name { conversions.append("rename the column to \(known.name)") }
    if known.types[0] == .long, known.name.hasSuffix("TIMESTAMP") {
      if column.dates > 0 { conversions.append("write seconds since 1970 for dates as text") }
      if column.whole > 0, column.greatest.magnitude >= 100_000_000_000 {
        conversions.append("divide by 1,000: these look like milliseconds")
      } else if column.whole == 0, column.decimal > 0 {
        conversions.append("leave out fractions of seconds")
      }
    }
    let isNullable = column.filled < column.rows && known.mayBeNull
    if column.filled < column.rows, !known.mayBeNull {
      conversions.append("fill or leave out the \(column.rows - column.filled) rows without one")
    }
    return SchemaInference.Column(
      evidence: column, field: DatasetSchema.Field(known.name, known.types[0], isNullable: isNullable),
      reason: "\(known.isRequired ? "required" : "reserved") name; \(describe(column))",
      conversion: conversions.joined(separator: "; "))
  }

  // MARK: - Others

  private func custom(_ column: ColumnEvidence, isTextual: Bool) -> SchemaInference.Column {
    let name = SchemaProposing.fieldName(column.name)
    func make(
      _ type: DatasetSchema.FieldType, _ reason: String, isCategorical: Bool = false, isTextual: Bool = false,
      conversion: String = ""
    ) -> SchemaInference.Column {
      let rename = name == column.name ? "" : "rename the column to \(name)"
      return SchemaInference.Column(
        evidence: column,
        field: DatasetSchema.Field(
          name, type, isNullable: column.filled < column.rows, isCategorical: isCategorical, isTextual: isTextual),
        reason: "\(reason); \(describe(column))",
        conversion: [rename, conversion].filter { !$0.isEmpty }.joined(separator: "; "))
    }
    guard column.filled > 0, !name.isEmpty else {
      return SchemaInference.Column(
        evidence: column, field: nil, reason: name.isEmpty ? "the column has no name" : "all cells are empty",
        conversion: "leave the column out")
    }
    if column.booleans == column.filled {
      return make(
        .string, "booleans, which serve neither training nor filters; as text they do", isCategorical: true)
    }
    let isCode = column.leadingZeros > 0 || ["ID", "CODE", "ZIP", "UPC", "EAN"].contains { name.folded.hasSuffix($0) }
    if column.decimal == column.filled, !isCode {
      guard column.whole == column.filled else { return make(.float, "numbers with fractions") }
      let fitsInt = column.least >= Int64(Int32.min) && column.greatest <= Int64(Int32.max)
      return make(fitsInt ? .int : .long, "whole numbers from \(column.least) to \(column.greatest)")
    }
    if column.dates == column.filled {
      return make(.long, "dates as text", conversion: "write whole seconds since 1970")
    }
    if isTextual { return make(.string, "running text", isTextual: true) }
    if column.longest > SchemaQuota.categoryCharacters {
      return make(.string, "text too long for a category (\(column.longest) characters)")
    }
    let pieces = column.multiple > 0 ? column.pieces : column.cells
    let about = pieces.isExact ? "" : "about "
    if isNearlyUnique(column) {
      return make(.string, "\(about)\(pieces.distinct) values, nearly each once: no category")
    }
    let several = column.multiple > 0 ? "several in a cell by `|`, " : ""
    let many = pieces.distinct > 30 ? ", more than the 30 above which the service warns" : ""
    return make(
      .string, "\(isCode ? "a code" : "text"): \(several)\(about)\(pieces.distinct) values\(many)", isCategorical: true)
  }

  private func isNearlyUnique(_ column: ColumnEvidence) -> Bool {
    let pieces = column.multiple > 0 ? column.pieces.distinct : column.cells.distinct
    return column.filled >= 50 && Double(pieces) > 0.8 * Double(column.filled)
  }

  /// The one column of running text of items: the longest that is filled enough for training.
  private func textualColumn(besides meanings: [Int: ReservedField]) -> Int? {
    guard dataset == .items else { return nil }
    let candidates = evidence.indices.filter { index in
      let column = evidence[index]
      let isText = column.decimal < column.filled && column.longest <= SchemaQuota.textCharacters
      return meanings[index] == nil && isText && column.nullShare <= 0.15 && column.multiple * 10 <= column.filled
        && (column.meanLength > 60 || (column.meanBlanks >= 1.5 && isNearlyUnique(column)))
    }
    return candidates.max { evidence[$0].meanLength < evidence[$1].meanLength }
  }

  private func describe(_ column: ColumnEvidence) -> String {
    let empty = column.rows - column.filled
    let nulls = empty == 0 ? "none empty" : "\(empty) of \(column.rows) empty"
    let examples = column.examples.isEmpty ? "" : ", such as \(column.examples.joined(separator: ", "))"
    return nulls + examples
  }

  /// A column's name as a field may have it: other signs as underscores.
  static func fieldName(_ name: String) -> String {
    var made = ""
    for scalar in name.unicodeScalars {
      let isLetter = ("A"..."Z").contains(scalar) || ("a"..."z").contains(scalar)
      let isPlain = isLetter || ("0"..."9").contains(scalar) || scalar == "_"
      made.unicodeScalars.append(isPlain ? scalar : "_")
    }
    if made.allSatisfy({ $0 == "_" }) { return "" }
    if let first = made.unicodeScalars.first, ("0"..."9").contains(first) { made = "F_" + made }
    return String(made.prefix(SchemaQuota.nameCharacters))
  }
}
