import DelimitedText
import Measures
import Pricing

/// Reads a billing export as CSV, from chunks of its bytes: an AWS Cost and Usage Report (`line_item_usage_type` or
/// `lineItem/UsageType`) or a FOCUS 1.0 to 1.3 file, known by the header.
///
/// Columns may stand in any order, and unknown ones are passed over. Rows of the services asked for are summed to days;
/// other rows are counted. Amounts are exact to 12 decimals of the currency, quantities to 11; more are rounded half to
/// even, and a finding says so. Nothing is thrown: what is wrong is among the findings.
package struct InvoiceReader {
  private let source: String
  private let services: [(service: Service, code: [UInt8], name: [UInt8])]
  private let mostLines: Int
  private var text = DelimitedReader(limits: InvoiceReader.limits)
  private var rows: InvoiceRowReader?
  private var sums = InvoiceSums()
  private var faults: InvoiceFaults
  private var wholeFindings: [Finding] = []
  private var isBroken = false
  private var rowsRead = 0
  private var otherRows = 0
  private var roundedRows = 0
  private var negativeRows = 0
  /// Days since 1970 that have rows.
  private var days: Set<Int> = []

  /// - Parameters:
  ///   - source: the file as the user named it, for findings.
  ///   - services: the services whose rows are kept.
  ///   - mostLines: more different lines than this are an error, so that memory is bounded.
  package init(source: String, services: [Service] = [.personalize], mostLines: Int = 1_000_000) {
    self.source = source
    self.services = services.map { ($0, Array($0.rawValue.utf8), Array($0.name.utf8)) }
    self.mostLines = mostLines
    faults = InvoiceFaults(source: source)
  }

  private static var limits: DelimitedLimits {
    var limits = DelimitedLimits()
    limits.fieldBytes = 1 << 16
    return limits
  }

  /// Reads the next bytes of the file; false when the rest is of no use.
  package mutating func read(_ chunk: Span<UInt8>) -> Bool {
    guard !isBroken else { return false }
    text.append(chunk)
    readRows()
    return !isBroken
  }

  /// Reads the last row and gives all lines.
  package mutating func finish() -> InvoiceReading {
    text.endInput()
    if !isBroken { readRows() }
    if rows == nil, wholeFindings.isEmpty, faults.total == 0 {
      addWhole(.error, "empty", "The file is empty.")
    }
    if roundedRows > 0 {
      addWhole(
        .warning, "rounded",
        "\(roundedRows) rows have amounts of more than 12 decimals or quantities of more than 11; they were rounded half "
          + "to even, so a sum of them may be off by up to \(roundedRows) × 0.0000000000005.")
    }
    if negativeRows > 0 {
      addWhole(
        .warning, "negative-usage",
        "\(negativeRows) rows of usage have a negative quantity; they were taken for corrections and stand apart.")
    }
    let lines = isBroken ? [] : sums.lines.sorted(by: InvoiceReader.comesFirst)
    return InvoiceReading(
      format: rows?.columns.format, lines: lines, rowsRead: rowsRead, rowsBad: faults.total,
      rowsOfOtherServices: otherRows, months: coverage(of: lines), findings: wholeFindings + faults.findings)
  }

  private mutating func addWhole(_ severity: Finding.Severity, _ code: String, _ message: String) {
    wholeFindings.append(Finding(severity, code: code, source: source, place: .whole, message: message))
  }

  private mutating func readRows() {
    while !isBroken {
      switch text.next() {
      case .needsBytes, .end: return
      case .fault(let fault):
        if rows != nil { rowsRead += 1 }
        faults.add(fault)
        // Without its header a file means nothing.
        if rows == nil { isBroken = true }
      case .row where rows == nil: readHeader()
      case .row: readRow()
      }
    }
  }

  private mutating func readHeader() {
    if let columns = InvoiceColumns(header: text.texts, source: source, findings: &wholeFindings) {
      rows = InvoiceRowReader(columns: columns)
      if columns[.currency].isEmpty {
        addWhole(.warning, "no-currency", "The file has no column for the currency; it is read as US dollars.")
      }
    } else {
      isBroken = true
    }
  }

  private mutating func readRow() {
    // Taken out, so that what it remembers is not copied with each row.
    guard var rows = self.rows.take() else { return }
    defer { self.rows = rows }
    rowsRead += 1
    guard text.fieldCount == rows.columns.count else {
      faults.add(.fieldCount, row: text.line)
      return
    }
    let day = rows.day(text)
    if let day { days.insert(day) }
    guard let index = serviceIndex(rows) else {
      otherRows += 1
      return
    }
    do throws(InvoiceFault) {
      let row = try rows.row(text)
      try sums.add(row, service: services[index].service, serviceIndex: index, of: rows, text)
      if row.isRounded { roundedRows += 1 }
      if row.isNegativeUsage { negativeRows += 1 }
    } catch {
      faults.add(error, row: text.line)
    }
    if sums.lines.count > mostLines {
      addWhole(.error, "too-many-lines", "The file has more than \(mostLines) different lines; export fewer months.")
      isBroken = true
    }
  }

  /// Which of the services the row is of.
  private func serviceIndex(_ rows: InvoiceRowReader) -> Int? {
    for field in rows.columns[.service] {
      let found = text.withField(field) { bytes in
        services.firstIndex { bytes.isEqual(to: $0.code) || bytes.isEqual(to: $0.name) }
      }
      if let found { return found }
    }
    return nil
  }

  private func coverage(of lines: [InvoiceLine]) -> [MonthCoverage] {
    var covered = days
    for line in lines where line.kind == .usage && line.days > 1 {
      covered.formUnion(line.firstDay.daysSinceEpoch..<line.endDay)
    }
    return Set(lines.map(\.period)).sorted().map { month in
      let first = Int(month.start.seconds / 86_400)
      return MonthCoverage(
        month: month, daysCovered: (first..<first + month.days).count { covered.contains($0) },
        isInvoiced: lines.contains { $0.period == month && $0.kind == .usage && !$0.invoiceID.isEmpty })
    }
  }

  private static func comesFirst(_ a: InvoiceLine, _ b: InvoiceLine) -> Bool {
    if (a.period, a.firstDay, a.days) != (b.period, b.firstDay, b.days) {
      return (a.period, a.firstDay, a.days) < (b.period, b.firstDay, b.days)
    }
    let names = { (line: InvoiceLine) in
      [
        line.service.rawValue, line.usageType, line.kind.rawValue, line.type, line.operation, line.resource,
        line.region,
        line.unit, line.cost.currency.code, line.description,
      ]
    }
    let (first, second) = (names(a), names(b))
    if first != second { return first.lexicographicallyPrecedes(second) }
    return (a.rate?.picos ?? 0) > (b.rate?.picos ?? 0)
  }
}
