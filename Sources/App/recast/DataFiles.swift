import Attributes
import InteractionStore
import JSONText
import Measures
import Reports
import Schemas
import WholeFiles

/// Data files and schemas that commands read.
enum DataFiles {
  /// Reads a file, gzip too, in pieces, with progress on a terminal.
  static func read(_ path: String, _ body: (Span<UInt8>) -> Bool) throws(Stop) {
    var bytes = 0
    do {
      try readChunks(of: path) { chunk in
        bytes += chunk.count
        if bytes % (64 << 20) < chunk.count { Terminal.Progress.shared.update("\(path) \(bytes >> 20) MB") }
        return body(chunk)
      }
    } catch {
      throw Stop(.environment, "\(error)")
    }
    Terminal.Progress.shared.clear()
  }

  /// Writes a file in one step.
  static func write(_ bytes: [UInt8], to path: String) throws(Stop) {
    do throws(FileReplacement.Failure) {
      let file = try FileReplacement(of: path)
      try file.append(bytes)
      try file.commit()
    } catch {
      throw Stop(.environment, "\(error)")
    }
  }

  /// A schema file, as it was read.
  static func schema(_ path: String) throws(Stop) -> SchemaReading {
    do {
      return SchemaReading(try readFile(path, atMost: 2_000_000), source: path)
    } catch {
      throw Stop(.environment, "\(error)")
    }
  }

  /// A schema that must be usable, or a stop with what is wrong with it.
  static func usableSchema(_ path: String, as dataset: DatasetKind? = nil) throws(Stop) -> DatasetSchema {
    let reading = try schema(path)
    try Terminal.show(reading.problems(for: dataset).filter { $0.severity == .error })
    guard let schema = reading.schema else { throw Stop(.wrongInput, "\(path) holds no schema.") }
    return schema
  }

  /// The attributes of users or items in a CSV file; a stop where it is none.
  static func attributes(
    _ path: String, of dataset: DatasetKind, kinds: [String: AttributeTable.Kind] = [:]
  ) throws(Stop) -> AttributeTable {
    var reader = AttributeTableReader(idColumn: dataset.idColumn ?? "", kinds: kinds, source: path)
    try read(path) { reader.append($0) }
    let (table, findings) = reader.finish()
    // Rows that are left out do not stop a check.
    let fatal = findings.filter { $0.severity == .error && $0.place == .whole }
    for finding in findings.prefix(20) where !fatal.contains(finding) { Terminal.say("\(finding)") }
    try Terminal.show(fatal)
    guard let table else { throw Stop(.wrongInput, "\(path) holds no table.") }
    return table
  }

  /// Text of a file on a terminal: nothing in it that steers one.
  static func plain(_ text: String) -> String { text.escapingControls }
}

extension Finding {
  /// The finding for machines.
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "severity": .string(severity.rawValue), "code": .string(code), "message": .string(message),
      "remedy": .string(remedy),
    ]
    if case .key(let path, let line) = place {
      members["path"] = .string(path)
      members["line"] = line.map(JSONValue.integer) ?? .null
    }
    if case .row(let row) = place { members["line"] = .integer(row) }
    return .object(members)
  }
}

extension DataFinding {
  /// The finding for machines.
  var json: JSONValue {
    [
      "severity": .string(severity.rawValue), "code": .string(code), "column": column.map(JSONValue.string) ?? .null,
      "count": .integer(count), "lines": .array(lines.map(JSONValue.integer)), "message": .string(message),
      "remedy": .string(remedy),
    ]
  }
}
