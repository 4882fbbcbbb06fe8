import Measures

/// The forms of billing exports that can be read.
package enum InvoiceFormat: String, Sendable {
  /// AWS Cost and Usage Report, of either version.
  case costAndUsageReport = "CUR"
  /// FinOps Open Cost and Usage Specification 1.0 to 1.3.
  case focus = "FOCUS"
}

/// How much of a calendar month a billing export holds.
package struct MonthCoverage: Hashable, Sendable {
  package let month: CalendarMonth
  /// Days of the month for which the export has rows, of any service.
  package let daysCovered: Int
  /// Whether a line of the month's usage carries the number of an invoice, which it does once the month is closed.
  package let isInvoiced: Bool

  /// Whether the export has rows for every day. An invoice's number says that the month is closed, not that a file with
  /// some of its rows has all of it.
  package var isWhole: Bool { daysCovered == month.days }
}

/// What reading a billing export gave: the charges of the services asked for, and all that was wrong.
package struct InvoiceReading: Sendable {
  /// Nil when the header was not recognised.
  package let format: InvoiceFormat?
  /// In order of period, day, service, usage type, kind, resource and the rest.
  package let lines: [InvoiceLine]
  /// Rows of data, good and bad.
  package let rowsRead: Int
  /// Rows left out because something is wrong with them.
  package let rowsBad: Int
  /// Rows of services that were not asked for.
  package let rowsOfOtherServices: Int
  /// The months of the lines, ascending.
  package let months: [MonthCoverage]
  /// What concerns the whole file first, then the first wrong rows.
  package let findings: [Finding]
}
