import Attributes
import Interactions
import LocalService
import Measures
import Schemas

/// The rows of an import, read and checked.
enum ImportedRows: Sendable {
  case events(InteractionLog)
  case records(RecordRows)
}

/// Why an import failed, as the service words it. Sources: messages seen in public issues, notebooks and forums; those of
/// single cells are our own.
struct ImportFailure: Error, Hashable, Sendable {
  let reason: String
}

/// Reads the files of an import.
struct ImportReading {
  let schema: DatasetSchema
  let kind: DatasetKind
  /// Seconds since the epoch.
  let now: Int64

  /// Bytes of all files at most: they are held in memory and kept in one piece.
  static let byteLimit = 900_000_000

  /// The files at a place, in order of their keys.
  static func files(
    at location: ObjectLocation?, in storage: any ObjectStorage
  ) throws(ImportFailure) -> [[UInt8]] {
    let invalid = ImportFailure(reason: "Invalid Data location")
    guard let location else { throw invalid }
    do {
      let found = try location.objects(in: storage)
      guard !found.isEmpty else { throw invalid }
      guard found.reduce(0, { $0 + $1.bytes }) <= byteLimit else {
        throw ImportFailure(reason: "The data is larger than \(byteLimit) bytes, the most that the emulator holds.")
      }
      return try found.map { try storage.read($0.key, in: location.bucket) ?? [] }
    } catch let error as ImportFailure {
      throw error
    } catch {
      throw ImportFailure(reason: "Insufficient privileges for accessing data in Amazon S3. (\(error))")
    }
  }

  /// Checks a file against the schema.
  func check(_ file: [UInt8]) throws(ImportFailure) {
    var check = DatasetCheck(schema: schema, dataset: kind, now: now)
    _ = check.append(file.span)
    let errors = check.finish().findings.filter { $0.severity == .error && !Self.passedOver.contains($0.code) }
    let missing = errors.filter { $0.code == "missing-column" }.compactMap(\.column)
    guard missing.isEmpty else {
      throw ImportFailure(reason: "Input CSV is missing the following columns: [\(missing.joined(separator: ", "))]")
    }
    guard let first = errors.first else { return }
    if let column = first.column, let limit = Self.characterLimit(first.code) {
      throw ImportFailure(reason: "Length cannot be more than \(limit) characters for \(column).")
    }
    let place = first.lines.first.map { " (line \($0))" } ?? ""
    let column = first.column.map { " in the column \($0)" } ?? ""
    throw ImportFailure(
      reason: "Input data does not conform to the schema\(column): \(first.message)\(place) \(first.remedy)".trimmed)
  }

  /// What a check knows of and an import does not refuse: it fails training later, or is only unwise.
  private static let passedOver: Set<String> = [
    "too-few-events", "too-few-users", "milliseconds", "doubled-quotes", "many-actions", "event-types",
  ]

  private static func characterLimit(_ code: String) -> Int? {
    switch code {
    case "long-id", "long-event-type": SchemaQuota.idCharacters
    case "long-category": SchemaQuota.categoryCharacters
    case "long-text": SchemaQuota.textCharacters
    default: nil
    }
  }

  private static func withActionsAsItems(_ file: [UInt8]) -> [UInt8] {
    let end = file.firstIndex(of: UInt8(ascii: "\n")) ?? file.endIndex
    let header = String(decoding: file[..<end], as: UTF8.self).replacing("ACTION_ID", with: "ITEM_ID")
    return Array(header.utf8) + file[end...]
  }

  /// The rows of checked files.
  func rows(_ files: [[UInt8]]) throws(ImportFailure) -> ImportedRows {
    guard kind == .interactions || kind == .actionInteractions else {
      var rows = RecordRows(columns: schema.fields.map(\.name))
      for file in files { rows.read(file, idColumn: kind.idColumn ?? "ITEM_ID") }
      return .records(rows)
    }
    // What users did with actions is a log whose items are the actions.
    let files = kind == .interactions ? files : files.map(Self.withActionsAsItems)
    let logs = files.map { readLog($0, source: "import", format: .personalize).log }
    return .events(logs.count == 1 ? logs[0] : InteractionLog.joined(logs))
  }
}
