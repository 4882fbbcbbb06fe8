import DelimitedText
import Testing

@Suite("Delimited text, laws") struct DelimitedLawTests {
  @Test("what the writer writes, the reader reads", arguments: [false, true]) func roundTrip(carriageReturns: Bool) {
    let cells = [
      "", "a", "a,b", "\"", "\"\"x", "a\nb", "a\r\nb", "\r", " pad ", "é", ";", String(repeating: "z", count: 40),
    ]
    var dice = Dice(seed: 7)
    for separator in [Character(","), ";", "\t"] {
      var writer = DelimitedWriter(separator: separator.asciiValue ?? 0, endsWithCarriageReturn: carriageReturns)
      var written: [[String]] = []
      for _ in 0..<500 {
        let row = (0...dice.below(6)).map { _ in cells[dice.below(cells.count)] }
        written.append(row)
        writer.append(row)
      }
      let read = heard(writer.bytes, separator: separator, chunkLength: { 1 + dice.below(50) })
      #expect(read.map { if case .row(_, let cells) = $0 { cells } else { [] } } == written)
    }
  }

  @Test("only fields that need quotes get them") func quoting() {
    var writer = DelimitedWriter()
    writer.append(["a b", "1,5", "say \"x\"", ""])
    writer.append([""])
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "a b,\"1,5\",\"say \"\"x\"\"\",\n\"\"\n")
  }

  @Test("how the bytes are cut into chunks changes nothing, and a plain reader agrees on every random text")
  func againstPlainReader() {
    let alphabet = Array("ab,,\"\"\n\n\rxyzw123456789".utf8)
    for seed in 0..<3000 {
      var dice = Dice(seed: UInt64(seed))
      let bytes = (0..<dice.below(60)).map { _ in alphabet[dice.below(alphabet.count)] }
      let whole = heard(bytes)
      let cut = heard(bytes, chunkLength: { 1 + dice.below(9) })
      #expect(whole == cut, "seed \(seed)")
      #expect(whole == PlainReader(bytes: bytes).all(), "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
    }
  }
}

/// RFC 4180 read one byte at a time from a whole text, as plainly as it can be written.
private struct PlainReader {
  let bytes: [UInt8]

  func all() -> [Heard] {
    var result: [Heard] = []
    var at = 0
    var line = 1
    while at < bytes.count {
      if let end = emptyLine(at) {
        at = end
        line += 1
        continue
      }
      let (heard, next) = row(at, line)
      if case .fault = heard {
        at = (bytes[at...].firstIndex(of: 10) ?? bytes.count - 1) + 1
        line += 1
      } else {
        line += bytes[at..<next].count { $0 == 10 }
        at = next
      }
      result.append(heard)
    }
    return result
  }

  private func emptyLine(_ at: Int) -> Int? {
    if bytes[at] == 10 { return at + 1 }
    guard bytes[at] == 13 else { return nil }
    if at + 1 == bytes.count { return at + 1 }
    return bytes[at + 1] == 10 ? at + 2 : nil
  }

  private func row(_ start: Int, _ line: Int) -> (Heard, Int) {
    var cells: [String] = []
    var at = start
    while true {
      var cell: [UInt8] = []
      if at < bytes.count, bytes[at] == 34 {
        at += 1
        while true {
          guard at < bytes.count else { return (.fault(DelimitedFault(.openQuote, line: line)), 0) }
          if bytes[at] != 34 {
            cell.append(bytes[at])
            at += 1
          } else if at + 1 < bytes.count, bytes[at + 1] == 34 {
            cell.append(34)
            at += 2
          } else {
            at += 1
            break
          }
        }
        if at < bytes.count, bytes[at] == 13, at + 1 == bytes.count || bytes[at + 1] == 10 { at += 1 }
        guard at == bytes.count || bytes[at] == 44 || bytes[at] == 10 else {
          return (.fault(DelimitedFault(.textAfterQuote, line: line)), 0)
        }
      } else {
        while at < bytes.count, bytes[at] != 44, bytes[at] != 10 {
          if bytes[at] == 34 { return (.fault(DelimitedFault(.quoteInField, line: line)), 0) }
          cell.append(bytes[at])
          at += 1
        }
        if at == bytes.count || bytes[at] == 10, cell.last == 13 { cell.removeLast() }
      }
      cells.append(String(decoding: cell, as: UTF8.self))
      if at == bytes.count { return (.row(line: line, cells), at) }
      at += 1
      if bytes[at - 1] == 10 { return (.row(line: line, cells), at) }
    }
  }
}
