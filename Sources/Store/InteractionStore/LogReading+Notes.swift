import Interactions
import Measures

/// What a reading says besides its log, as texts beside the log in a columnar file, and back.
extension LogReading {
  /// Form, rows, reasons and findings; the source's name is left out, for it may be another next time.
  var notes: [String] {
    var notes = [format?.rawValue ?? "", "\(rowsRead)", "\(rowsBad)", "\(faults.count)"]
    for count in faults { notes += [count.fault.rawValue, "\(count.rows)"] }
    for finding in findings {
      let place: [String] =
        switch finding.place {
        case .row(let row): ["row", "\(row)"]
        case .key(let path, let line): ["key \(line.map { "\($0)" } ?? "")", path]
        case .whole: ["whole", ""]
        }
      notes += [finding.severity.rawValue, finding.code] + place + [finding.message, finding.remedy]
    }
    return notes
  }

  /// The reading of a log and its notes; nil where the notes are none of ours.
  init?(log: InteractionLog, notes: [String], source: String) {
    guard notes.count >= 4, let rowsRead = Int(notes[1]), let rowsBad = Int(notes[2]), let reasons = Int(notes[3]),
      reasons >= 0, reasons <= RowFault.allCases.count, notes.count >= 4 + reasons * 2,
      (notes.count - 4 - reasons * 2) % 6 == 0
    else { return nil }
    var faults: [RowFaultCount] = []
    for index in 0..<reasons {
      guard let fault = RowFault(rawValue: notes[4 + index * 2]), let rows = Int(notes[5 + index * 2]) else {
        return nil
      }
      faults.append(RowFaultCount(fault: fault, rows: rows))
    }
    var findings: [Finding] = []
    for at in stride(from: 4 + reasons * 2, to: notes.count, by: 6) {
      guard let severity = Finding.Severity(rawValue: notes[at]) else { return nil }
      let place: Finding.Place
      switch notes[at + 2] {
      case "row": place = .row(Int(notes[at + 3]) ?? 0)
      case "whole": place = .whole
      case let key: place = .key(path: notes[at + 3], line: Int(key.dropFirst(4)))
      }
      findings.append(
        Finding(
          severity, code: notes[at + 1], source: source, place: place, message: notes[at + 4], remedy: notes[at + 5]))
    }
    self.init(
      log: log, format: LogFormat(rawValue: notes[0]), rowsRead: rowsRead, rowsBad: rowsBad, faults: faults,
      findings: findings)
  }
}
