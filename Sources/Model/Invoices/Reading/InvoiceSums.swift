import DelimitedText
import Measures
import Pricing

/// The lines summed so far, found by the bytes of all that they must agree in.
///
/// Memory follows the number of different lines (days × usage types × resources) and not the number of rows.
struct InvoiceSums {
  private(set) var lines: [InvoiceLine] = []
  private var places: [LineKey: Int] = [:]
  private var key = LineKey()

  /// Texts that make two charges different lines; a description is one only where nothing else names the charge.
  private static let columns: [InvoiceColumn] = [
    .usageType, .operation, .resource, .region, .unit, .rate, .currency, .pricingCurrency, .type,
  ]

  /// Adds a row to its line, or begins one.
  mutating func add(
    _ row: InvoiceRow, service: Service, serviceIndex: Int, of rows: InvoiceRowReader, _ reader: DelimitedReader
  ) throws(InvoiceFault) {
    key.bytes.removeAll(keepingCapacity: true)
    append(serviceIndex)
    append(row.firstDay)
    append(row.days)
    append(row.period.year * 12 + row.period.month)
    append(row.kind == .refund ? 1 : 0)
    for column in InvoiceSums.columns { append(column, of: rows, reader) }
    if row.kind != .usage { append(.description, of: rows, reader) }
    guard let place = places[key] else {
      let line = try self.line(row, service: service, of: rows, reader)
      places[key] = lines.count
      lines.append(line)
      return
    }
    lines[place].rows += 1
    lines[place].quantity += row.quantity
    lines[place].cost.picos += row.cost
    if let sum = lines[place].listCost, let listCost = row.listCost {
      lines[place].listCost = sum + Money(picos: listCost, currency: sum.currency)
    } else {
      lines[place].listCost = nil
    }
    if let sum = lines[place].pricedCost, let cost = row.pricedCost {
      lines[place].pricedCost = sum + Money(picos: cost, currency: sum.currency)
    } else {
      lines[place].pricedCost = nil
    }
    if lines[place].invoiceID.isEmpty, let index = rows.field(reader, .invoice) {
      lines[place].invoiceID = try text(index, reader)
    }
  }

  /// Its bytes behind their number, so that no two rows share a key by chance.
  private mutating func append(_ column: InvoiceColumn, of rows: InvoiceRowReader, _ reader: DelimitedReader) {
    guard let index = rows.field(reader, column) else {
      append(0)
      return
    }
    reader.withField(index) { bytes in
      append(bytes.count)
      bytes.withUnsafeBufferPointer { key.bytes.append(contentsOf: $0) }
    }
  }

  private mutating func append(_ number: Int) {
    withUnsafeBytes(of: number) { key.bytes.append(contentsOf: $0) }
  }

  private func line(
    _ row: InvoiceRow, service: Service, of rows: InvoiceRowReader, _ reader: DelimitedReader
  ) throws(InvoiceFault) -> InvoiceLine {
    func text(_ column: InvoiceColumn) throws(InvoiceFault) -> String {
      guard let index = rows.field(reader, column) else { return "" }
      return try self.text(index, reader)
    }
    let usageType = try text(.usageType)
    guard row.kind != .usage || !usageType.isEmpty else { throw .noUsageType }
    // A report without the column is in US dollars: AWS's own currency, and what its price lists are in.
    let code = try text(.currency)
    guard let currency = code.isEmpty ? .usd : Currency(code: code) else { throw .badCurrency }
    let pricingCurrency = Currency(code: try text(.pricingCurrency))
    return InvoiceLine(
      period: row.period, firstDay: CivilDate(daysSinceEpoch: row.firstDay), days: row.days, service: service,
      usageType: usageType, operation: try text(.operation), resource: try text(.resource), region: try text(.region),
      unit: try text(.unit), kind: row.kind, type: try text(.type), description: try text(.description),
      rate: row.rate.map { Money(picos: $0, currency: currency) }, quantity: row.quantity,
      cost: Money(picos: row.cost, currency: currency),
      listCost: row.listCost.map { Money(picos: $0, currency: currency) },
      pricedCost: row.pricedCost.flatMap { cost in pricingCurrency.map { Money(picos: cost, currency: $0) } },
      invoiceID: try text(.invoice))
  }

  private func text(_ index: Int, _ reader: DelimitedReader) throws(InvoiceFault) -> String {
    guard reader.withField(index, { $0.count }) <= InvoiceFault.longestText else { throw .longText }
    guard let text = reader.text(index) else { throw .notUTF8 }
    return text
  }
}

/// All that rows must agree in to be one line.
private struct LineKey: Hashable {
  var bytes: [UInt8] = []

  /// All bytes at once: an array hashes them one by one.
  func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
}
