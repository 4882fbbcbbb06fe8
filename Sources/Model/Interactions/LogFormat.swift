/// A form in which interaction logs come as text.
package enum LogFormat: String, CaseIterable, Sendable {
  /// Amazon Personalize: CSV with the header `USER_ID,ITEM_ID,TIMESTAMP[,EVENT_TYPE][,EVENT_VALUE]` in any order.
  case personalize
  /// MovieLens 100K, `u.data`: user, item, rating, seconds; tabs, no header.
  case movieLens100K = "movielens-100k"
  /// MovieLens 1M and 10M, `ratings.dat`: user::item::rating::seconds, no header.
  case movieLens1M = "movielens-1m"
  /// MovieLens from 20M on, `ratings.csv`: CSV with the header `userId,movieId,rating,timestamp`.
  case movieLensCSV = "movielens-csv"
  /// User and item, a blank between them, in order of time and without it: how papers on sequential recommendation
  /// share MovieLens.
  case sequence
  /// JSON Lines: an object a line with `userId`, `itemId`, `timestamp`, and `eventType`, `eventValue` where there are
  /// some; in upper case and with underscores too.
  case jsonLines = "json-lines"

  /// The form of a log by its first line that is not blank, or nil when it is none that we know.
  package static func recognized(in bytes: Span<UInt8>) -> LogFormat? {
    let line = firstLine(bytes, from: byteOrderMarkLength(bytes))
    if line.first(where: { $0 != Byte.space }) == UInt8(ascii: "{") {
      return JSONLineSyntax.isLog(line) ? .jsonLines : nil
    }
    for separator in headerSeparators {
      let names = line.split(separator: separator, omittingEmptySubsequences: false).map {
        canonicalColumnName(Array($0))
      }
      if names.contains("USERID") && names.contains("MOVIEID") { return .movieLensCSV }
      if names.contains("USER_ID") || names.contains("ITEM_ID") { return .personalize }
    }
    if fieldCount(line.span, separator: Byte.tab, isDoubled: false) == 4 { return .movieLens100K }
    if fieldCount(line.span, separator: Byte.colon, isDoubled: true) == 4 { return .movieLens1M }
    if isSequence(line) { return .sequence }
    return nil
  }

  /// Bytes that may stand between the names of a header.
  private static let headerSeparators = [Byte.comma, Byte.tab, UInt8(ascii: ";"), UInt8(ascii: "|")]

  /// The first line that is not blank, at most as long as a header or a first row of any of these forms may be.
  static func firstLine(_ bytes: Span<UInt8>, from start: Int) -> [UInt8] {
    var at = start
    while at < bytes.count, bytes[at] == Byte.lineFeed || bytes[at] == Byte.carriageReturn { at += 1 }
    let limit = min(bytes.count, at + 65_536)
    var line: [UInt8] = []
    while at < limit, bytes[at] != Byte.lineFeed {
      line.append(bytes[at])
      at += 1
    }
    return line
  }

  /// The byte between the names of a header that we know, or nil.
  static func headerSeparator(of line: [UInt8]) -> UInt8? {
    headerSeparators.first { separator in
      let names = line.split(separator: separator, omittingEmptySubsequences: false).map {
        canonicalColumnName(Array($0))
      }
      return names.contains { ["USER_ID", "ITEM_ID", "USERID", "MOVIEID"].contains($0) }
    }
  }

  /// The byte that cuts a header of any names into the most fields; a comma where none does.
  static func likelySeparator(of line: [UInt8]) -> UInt8 {
    var best = (separator: Byte.comma, count: 0)
    for separator in headerSeparators {
      let count = line.count { $0 == separator }
      if count > best.count { best = (separator, count) }
    }
    return best.separator
  }

  /// Whether a line is two whole numbers with a blank between them.
  private static func isSequence(_ line: [UInt8]) -> Bool {
    let kept = line.last == Byte.carriageReturn ? line.dropLast() : line[...]
    let fields = kept.split(separator: Byte.space, omittingEmptySubsequences: false)
    return fields.count == 2 && fields.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0 &- 48 < 10 } }
  }

  /// How the rows of this form are cut into fields.
  var rowSyntax: RowSyntax {
    switch self {
    case .personalize, .movieLensCSV, .jsonLines: RowSyntax(separator: Byte.comma)
    case .sequence: RowSyntax(separator: Byte.space, isQuoted: false)
    case .movieLens100K: RowSyntax(separator: Byte.tab, isQuoted: false)
    case .movieLens1M: RowSyntax(separator: Byte.colon, isDoubled: true, isQuoted: false)
    }
  }

  private static func fieldCount(_ line: Span<UInt8>, separator: UInt8, isDoubled: Bool) -> Int {
    var fields = FieldList()
    let syntax = RowSyntax(separator: separator, isDoubled: isDoubled, isQuoted: false)
    _ = syntax.scanRow(line, from: 0, into: &fields)
    return fields.count
  }
}

/// A column's name as it is compared: upper case, without quotes and surrounding blanks.
func canonicalColumnName(_ bytes: [UInt8]) -> String {
  let kept = bytes.filter { $0 != Byte.quote && $0 != Byte.carriageReturn && $0 != Byte.space }
  return String(decoding: kept, as: UTF8.self).uppercased()
}

/// Length of the UTF-8 byte order mark at the start of a file, 0 where there is none.
func byteOrderMarkLength(_ bytes: Span<UInt8>) -> Int {
  bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
}

/// ASCII bytes with a meaning in these forms.
enum Byte {
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let comma = UInt8(ascii: ",")
  static let colon = UInt8(ascii: ":")
  static let backslash = UInt8(ascii: "\\")
}
