import BatchFiles
import DelimitedText

/// Takes a file apart into rows, whatever its format.
struct ListRowReader {
  private enum Syntax {
    case csv(DelimitedReader, ListColumns?)
    case trec(pending: [UInt8], line: Int, isOverlong: Bool)
    case personalize(BatchOutputReader)
  }

  private let role: ListRole
  private let limits: ListLimits
  private var syntax: Syntax

  init(_ format: ListFormat, role: ListRole, limits: ListLimits) {
    self.role = role
    self.limits = limits
    switch format {
    case .csv: syntax = .csv(DelimitedReader(), nil)
    case .trec: syntax = .trec(pending: [], line: 0, isOverlong: false)
    case .personalize: syntax = .personalize(BatchOutputReader())
    }
  }

  /// Takes the next bytes, none at the end, and gives all rows and faults that they make whole.
  mutating func append(_ chunk: Span<UInt8>, isEnd: Bool, _ body: (Int, Result<ListRow, ListFault>) -> Void) {
    switch syntax {
    case .csv(var reader, var columns):
      reader.append(chunk)
      if isEnd { reader.endInput() }
      readRows(&reader, &columns, body)
      syntax = .csv(reader, columns)
    case .trec(var pending, var line, var isOverlong):
      for index in 0..<chunk.count {
        let byte = chunk[index]
        if byte == UInt8(ascii: "\n") {
          line += 1
          readLine(pending, isOverlong, line, body)
          pending.removeAll(keepingCapacity: true)
          isOverlong = false
        } else if pending.count < limits.lineBytes {
          pending.append(byte)
        } else {
          isOverlong = true
        }
      }
      if isEnd, !pending.isEmpty || isOverlong { readLine(pending, isOverlong, line + 1, body) }
      syntax = .trec(pending: pending, line: line, isOverlong: isOverlong)
    case .personalize(var reader):
      reader.append(chunk) { line, row in ListRowReader.give(row, line, body) }
      if isEnd { reader.finish { line, row in ListRowReader.give(row, line, body) } }
      syntax = .personalize(reader)
    }
  }

  private func readRows(
    _ reader: inout DelimitedReader, _ columns: inout ListColumns?, _ body: (Int, Result<ListRow, ListFault>) -> Void
  ) {
    while true {
      switch reader.next() {
      case .row:
        if let columns {
          body(reader.line, columns.row(of: reader))
        } else {
          let header = ListColumns(reader.texts, role: role)
          columns = header
          for fault in header.faults { body(reader.line, .failure(fault)) }
        }
      case .fault(let fault): body(fault.line, .failure(.broken(fault.description)))
      case .needsBytes, .end: return
      }
    }
  }

  private func readLine(
    _ bytes: [UInt8], _ isOverlong: Bool, _ line: Int, _ body: (Int, Result<ListRow, ListFault>) -> Void
  ) {
    guard !isOverlong else { return body(line, .failure(.broken("The line is too long."))) }
    guard let text = String(validating: bytes, as: UTF8.self) else { return body(line, .failure(.notUTF8)) }
    let fields = text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }).map(String.init)
    guard !fields.isEmpty else { return }
    switch role {
    case .lists:
      guard fields.count == 6 else {
        return body(line, .failure(.broken("A row of a TREC run has six fields: user Q0 item rank score tag.")))
      }
      guard let rank = finite(fields[3]) else { return body(line, .failure(.notANumber("rank"))) }
      guard let score = finite(fields[4]) else { return body(line, .failure(.notANumber("score"))) }
      body(line, .success(ListRow(user: fields[0], item: fields[2], rank: rank, score: score)))
    case .truth:
      guard fields.count == 4 else {
        return body(line, .failure(.broken("A row of TREC judgements has four fields: user 0 item gain.")))
      }
      guard let gain = finite(fields[3]) else { return body(line, .failure(.notANumber("gain"))) }
      body(line, .success(ListRow(user: fields[0], item: fields[2], gain: gain)))
    }
  }

  /// A line of a batch job's output as rows; its order is the order of the list.
  private static func give(_ line: BatchLine, _ number: Int, _ body: (Int, Result<ListRow, ListFault>) -> Void) {
    switch line {
    case .answer(let answer):
      let hasScores = answer.scores.count == answer.items.count && answer.scores.allSatisfy(\.isFinite)
      for (index, item) in answer.items.enumerated() {
        body(
          number,
          .success(
            ListRow(
              user: answer.key, item: item, rank: Double(index + 1), score: hasScores ? answer.scores[index] : nil)))
      }
    case .failed: body(number, .failure(.failedQuery))
    case .broken(let fault, _): body(number, .failure(.broken(fault.message)))
    }
  }
}

/// A finite number; nil where the text is none.
func finite(_ text: String) -> Double? {
  guard let value = Double(text), value.isFinite else { return nil }
  return value
}
