/// What a file is, row by row.
package enum ListFormat: String, CaseIterable, Sendable {
  /// A header and rows: `USER_ID,ITEM_ID` with `RANK`, `SCORE` or both; of a truth with `GAIN`, where it has gains.
  case csv
  /// A run of TREC, `user Q0 item rank score tag`, or its judgements, `user 0 item gain`; blanks or tabs between.
  case trec
  /// The output of a batch job of Personalize: JSON Lines.
  case personalize

  /// The format of a text by its first line: `{` begins JSON; fields as TREC has them, whatever its ids hold, are TREC's;
  /// else a comma makes CSV, and blanks alone are TREC's.
  package init(of start: Span<UInt8>) {
    if ListFormat.hasFieldsOfTREC(start) {
      self = .trec
      return
    }
    var isBlank = true
    var blanks = 0
    for index in 0..<start.count {
      let byte = start[index]
      if byte == UInt8(ascii: "\n"), !isBlank { break }
      if byte == UInt8(ascii: "{"), isBlank {
        self = .personalize
        return
      }
      if byte == UInt8(ascii: ",") {
        self = .csv
        return
      }
      // A byte order mark stands before the first column.
      if byte > 0x20, ![0xEF, 0xBB, 0xBF].contains(byte) { isBlank = false }
      if byte == 0x20 || byte == 0x09 { blanks += 1 }
    }
    self = blanks >= 3 ? .trec : .csv
  }

  /// Whether the first line has six fields, the second of them `Q0`, or four, the second and the last of them whole numbers.
  private static func hasFieldsOfTREC(_ start: Span<UInt8>) -> Bool {
    var fields: [[UInt8]] = [[]]
    for index in 0..<start.count {
      let byte = start[index]
      if byte == UInt8(ascii: "\n") {
        if fields != [[]] { break }
      } else if [0x20, 0x09, 0x0D].contains(byte) {
        if fields.last != [] { fields.append([]) }
      } else {
        fields[fields.count - 1].append(byte)
      }
      if fields.count > 7 { return false }
    }
    if fields.last == [] { fields.removeLast() }
    func isWhole(_ field: [UInt8]) -> Bool { Int(String(decoding: field, as: UTF8.self)) != nil }
    if fields.count == 6 { return fields[1] == Array("Q0".utf8) || fields[1] == Array("q0".utf8) }
    return fields.count == 4 && isWhole(fields[1]) && isWhole(fields[3])
  }
}

/// What a file holds: lists, or what users took.
package enum ListRole: String, Sendable {
  case lists, truth
}

/// A row of either; ranks, scores and gains are finite.
struct ListRow {
  let user: String
  let item: String
  var rank: Double?
  var score: Double?
  var gain: Double?
}

/// How much a file may hold; beyond it reading stops with a finding.
package struct ListLimits: Sendable {
  /// Rows; they are kept in memory at about 24 bytes each.
  package var rows = 500_000_000
  /// Bytes of an id. Personalize's have at most 256.
  package var idBytes = 1_024
  /// Bytes of a line of TREC's.
  package var lineBytes = 1 << 16
  /// Findings that are kept; all are counted.
  package var findings = 1_000

  package init() {}
}
