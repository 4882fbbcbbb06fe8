import DelimitedText
import Measures
import Pricing

/// The parts of a row that are numbers, read from its bytes.
struct InvoiceRow {
  let kind: ChargeKind
  let firstDay: Int
  let days: Int
  let period: CalendarMonth
  let quantity: Quantity
  let cost: Int128
  let listCost: Int128?
  let pricedCost: Int128?
  let rate: Int128?
  /// Whether a number had more decimals than can be held.
  let isRounded: Bool
  /// Whether a charge for usage counts less than nothing, and so was taken for a correction.
  let isNegativeUsage: Bool
}

/// Reads rows one after the other; remembers the last times and kind, for they seldom change from row to row.
struct InvoiceRowReader {
  let columns: InvoiceColumns
  private var lastTimes = [LastTime](repeating: LastTime(), count: InvoiceColumn.allCases.count)

  private struct LastTime {
    var bytes: [UInt8] = []
    var instant: Instant?
  }

  init(columns: InvoiceColumns) { self.columns = columns }

  /// The row's numbers.
  mutating func row(_ reader: DelimitedReader) throws(InvoiceFault) -> InvoiceRow {
    guard let start = time(reader, .start), InvoiceRowReader.years.contains(start) else { throw .badTime }
    var end = start + .hours(1)
    if !isEmpty(reader, .end) {
      guard let written = time(reader, .end), written >= start, InvoiceRowReader.years.contains(written) else {
        throw .badTime
      }
      end = written
    }
    var period = start
    if !isEmpty(reader, .period) {
      guard let written = time(reader, .period), InvoiceRowReader.years.contains(written) else { throw .badTime }
      period = written
    }
    let firstDay = floorDivide(start.microseconds, Instant.microsecondsPerDay)
    let endDay = floorDivide(end.microseconds + Instant.microsecondsPerDay - 1, Instant.microsecondsPerDay)

    guard let cost = number(reader, .cost, scale: InvoiceRowReader.moneyScale) else { throw .badCost }
    let rate =
      isRateForQuantity(reader)
      ? try optional(reader, .rate, scale: InvoiceRowReader.moneyScale, else: .badCost) : nil
    let listCost = try optional(reader, .listCost, scale: InvoiceRowReader.moneyScale, else: .badCost)
    let pricedCost = try optional(reader, .pricingCost, scale: InvoiceRowReader.moneyScale, else: .badCost)
    let quantity = try optional(reader, .quantity, scale: InvoiceRowReader.quantityScale, else: .badQuantity)
    var kind = self.kind(reader)
    if kind == .usage, quantity == nil { throw .badQuantity }
    let isNegativeUsage = kind == .usage && (quantity?.value ?? 0) < 0
    if isNegativeUsage { kind = .refund }
    return InvoiceRow(
      kind: kind, firstDay: Int(firstDay), days: max(1, Int(endDay - firstDay)),
      period: CalendarMonth(containing: period), quantity: Quantity(parts: quantity?.value ?? 0), cost: cost.value,
      listCost: listCost?.value, pricedCost: pricedCost?.value, rate: rate?.value,
      isRounded: [cost, rate, listCost, pricedCost, quantity].contains { $0?.isRounded == true },
      isNegativeUsage: isNegativeUsage)
  }

  /// The day a row of whatever service starts on; nil where it does not say.
  mutating func day(_ reader: DelimitedReader) -> Int? {
    guard let start = time(reader, .start), InvoiceRowReader.years.contains(start) else { return nil }
    return Int(floorDivide(start.microseconds, Instant.microsecondsPerDay))
  }

  /// The field that holds a column in this row: the first that is not empty, or nil.
  ///
  /// A unit is that of the quantity: where the quantity's own unit is empty, another's is none of its.
  func field(_ reader: DelimitedReader, _ column: InvoiceColumn) -> Int? {
    if column == .unit, columns.format == .focus {
      guard let quantity = field(reader, .quantity), let unit = columns.unit(ofQuantity: quantity) else { return nil }
      return InvoiceRowReader.isNull(reader, unit) ? nil : unit
    }
    return columns[column].first { !InvoiceRowReader.isNull(reader, $0) }
  }

  /// AWS bills since 2006; the end keeps days and products in range.
  private static let years = Instant(seconds: 1_136_073_600)..<Instant(seconds: 7_258_118_400)
  private static let moneyScale = Int64(Money.scale)
  private static let quantityScale = Int64(Quantity.scale)

  private func isEmpty(_ reader: DelimitedReader, _ column: InvoiceColumn) -> Bool { field(reader, column) == nil }

  /// Whether a field is empty or holds the word that some exports write for an absent value.
  private static func isNull(_ reader: DelimitedReader, _ index: Int) -> Bool {
    reader.isEmpty(index) || reader.withField(index) { $0.isEqual(to: "null") || $0.isEqual(to: "NULL") }
  }

  private func kind(_ reader: DelimitedReader) -> ChargeKind {
    let typeField = field(reader, .type)
    // Nearly all rows are; a text for each would cost more than the rest of the question.
    if columns.format == .costAndUsageReport, let typeField, reader.withField(typeField, { $0.isEqual(to: "Usage") }) {
      return .usage
    }
    let type = typeField.flatMap { reader.text($0) } ?? ""
    switch columns.format {
    case .costAndUsageReport: return ChargeKind(lineItemType: type)
    case .focus:
      let chargeClass = field(reader, .chargeClass).flatMap { reader.text($0) } ?? ""
      return ChargeKind(chargeCategory: type, chargeClass: chargeClass)
    }
  }

  /// Whether the printed rate is for one of the units that the quantity is counted in: FOCUS counts what is consumed and
  /// what is priced, such as requests and thousands of them, apart.
  private func isRateForQuantity(_ reader: DelimitedReader) -> Bool {
    let fields = columns[.quantity].filter { !InvoiceRowReader.isNull(reader, $0) }
    guard fields.count > 1 else { return true }
    let values = fields.map { field in
      reader.withField(field) { RoundedDecimal($0, scale: InvoiceRowReader.quantityScale)?.value }
    }
    return values.allSatisfy { $0 == values[0] }
  }

  private func number(_ reader: DelimitedReader, _ column: InvoiceColumn, scale: Int64) -> RoundedDecimal? {
    field(reader, column).flatMap { reader.withField($0) { RoundedDecimal($0, scale: scale) } }
  }

  /// A number that may be absent.
  private func optional(
    _ reader: DelimitedReader, _ column: InvoiceColumn, scale: Int64, else fault: InvoiceFault
  ) throws(InvoiceFault) -> RoundedDecimal? {
    guard !isEmpty(reader, column) else { return nil }
    guard let number = number(reader, column, scale: scale) else { throw fault }
    return number
  }

  private mutating func time(_ reader: DelimitedReader, _ column: InvoiceColumn) -> Instant? {
    guard let index = field(reader, column) else { return nil }
    let last = lastTimes[column.rawValue]
    if reader.withField(index, { $0.isEqual(to: last.bytes) }) { return last.instant }
    let text = reader.text(index) ?? ""
    lastTimes[column.rawValue] = LastTime(bytes: Array(text.utf8), instant: Instant(iso8601: text))
    return lastTimes[column.rawValue].instant
  }
}

extension Span<UInt8> {
  /// Whether the bytes are these.
  func isEqual(to other: [UInt8]) -> Bool {
    guard count == other.count else { return false }
    for index in 0..<count where self[index] != other[index] { return false }
    return true
  }

  /// Whether the bytes are those of an ASCII text.
  func isEqual(to text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    for index in 0..<count where self[index] != text.utf8Start[index] { return false }
    return true
  }
}
