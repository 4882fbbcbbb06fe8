import Measures

/// How many rows were bad for one reason.
package struct RowFaultCount: Hashable, Sendable {
  package let fault: RowFault
  package let rows: Int

  package init(fault: RowFault, rows: Int) {
    self.fault = fault
    self.rows = rows
  }
}

/// What reading a log gave: the good rows as a log, and all that was wrong.
///
/// Errors of place `.row` are bad rows left out of the log; whether to go on without them is the caller's decision. An
/// error of any other place means that the log is empty and the file cannot be used.
package struct LogReading: Sendable {
  /// The good rows.
  package let log: InteractionLog
  /// The form it was read as; nil when it was not recognised, or came from a database.
  package let format: LogFormat?
  /// Rows of data, good and bad, without header and blank lines.
  package let rowsRead: Int
  /// Rows left out.
  package let rowsBad: Int
  /// Bad rows by reason, in a fixed order of reasons.
  package let faults: [RowFaultCount]
  /// What concerns the whole file first, then the first 20 bad rows.
  package let findings: [Finding]
  /// The row of the file that each event came from, counted from 1 with the header and without blank lines; nil where it
  /// was not asked for, where rows were left out, and of sources other than text files.
  package var rows: [Int32]?

  package init(
    log: InteractionLog, format: LogFormat?, rowsRead: Int, rowsBad: Int = 0, faults: [RowFaultCount] = [],
    findings: [Finding] = []
  ) {
    self.log = log
    self.format = format
    self.rowsRead = rowsRead
    self.rowsBad = rowsBad
    self.faults = faults
    self.findings = findings
  }

  /// Whether the file as a whole could be read, bad rows aside.
  package var isUsable: Bool { !findings.contains { $0.severity == .error && !$0.isOfRow } }
}

extension Finding {
  /// Whether it concerns one row of a file.
  fileprivate var isOfRow: Bool { if case .row = place { true } else { false } }
}

extension InteractionLog {
  /// A log without events.
  package static let empty = InteractionLog(
    users: [], items: [], eventTypes: [""], userIDs: [], itemIDs: [], timestamps: [], eventTypeIDs: [], values: [])
}
