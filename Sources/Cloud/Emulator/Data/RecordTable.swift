import Attributes
import Schemas

/// Users or items of a dataset group: imported rows, and records put one by one that count some seconds later.
struct RecordTable: Sendable {
  private let kind: DatasetKind
  private var schema: DatasetSchema
  private var bulk: RecordRows
  /// In order of arrival.
  private var puts: [Put] = []
  /// Imported rows with the first so many puts.
  private var effective: RecordRows
  private var applied = 0
  private var version = 0
  private var current: RecordView?

  private struct Put: Sendable {
    let id: String
    let row: [String: String]
    let arrived: Int64
  }

  init(schema: DatasetSchema, kind: DatasetKind) {
    (self.schema, self.kind) = (schema, kind)
    bulk = RecordRows(columns: schema.fields.map(\.name))
    effective = bulk
  }

  private var idColumn: String { kind.idColumn ?? "" }

  /// Takes an import in; records put one by one stay.
  mutating func take(_ rows: RecordRows, isFull: Bool) {
    if isFull { bulk = RecordRows(columns: schema.fields.map(\.name)) }
    bulk.merge(rows)
    restart()
  }

  mutating func rearrange(to schema: DatasetSchema) {
    self.schema = schema
    bulk.rearrange(to: schema.fields.map(\.name))
    restart()
  }

  /// - Parameter properties: by column name.
  mutating func put(_ id: String, _ properties: [String: String], arrived: Int64) {
    puts.append(Put(id: id, row: properties, arrived: arrived))
  }

  /// How many rows were those of some ids.
  mutating func remove(_ ids: Set<String>) -> Int {
    let before = bulk.ids.count + puts.count
    for id in bulk.ids where ids.contains(id) { bulk.remove(id) }
    puts.removeAll { ids.contains($0.id) }
    restart()
    return before - bulk.ids.count - puts.count
  }

  private mutating func restart() {
    effective = bulk
    applied = 0
    version += 1
    current = nil
  }

  /// Takes in what counts by an instant.
  mutating func refresh(_ now: Int64) {
    let by = now - Int64(Durations.recordSeconds * 1e6)
    while applied < puts.count, puts[applied].arrived <= by {
      let put = puts[applied]
      effective.set(put.id, effective.columns.map { $0 == idColumn ? put.id : put.row[$0] ?? "" })
      applied += 1
      version += 1
      current = nil
    }
  }

  /// The rows as they are now.
  mutating func view() -> RecordView {
    if let current { return current }
    let view = RecordView(
      version: version, rows: effective, table: effective.table(schema.attributeKinds, idColumn: idColumn),
      schema: schema)
    current = view
    return view
  }
}

/// Rows of users or items at an instant.
final class RecordView: Sendable {
  let version: Int
  let rows: RecordRows
  let table: AttributeTable
  let schema: DatasetSchema

  init(version: Int, rows: RecordRows, table: AttributeTable, schema: DatasetSchema) {
    (self.version, self.rows, self.table, self.schema) = (version, rows, table, schema)
  }
}
