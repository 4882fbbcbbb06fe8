import Glibc
import Interactions
import InteractionStore

/// A file of users' item sets, `user item item …` a line, as public benchmarks share their training and test sets
/// (X. He et al., "LightGCN", SIGIR 2020): whole numbers with blanks between them, no times.
package enum ItemListText {
  /// Digits of an id at most: ids are written again for each of a line's items.
  private static let mostDigits = 20
  /// Bytes that a file is recognised by.
  private static let head = 1 << 18

  /// The log of such a file, each row's place standing for time; nil where the file is not plainly one.
  package static func log(path: String) throws(StoreError) -> InteractionLog? {
    var status = stat()
    // A pipe could not be read again by those who come after.
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    guard isItemLists(try readFile(path, atMost: head)) else { return nil }
    guard let pairs = pairs(try readFile(path)) else { return nil }
    let reading = readLog(pairs, source: path, format: .sequence, requiresTimestamps: false)
    return reading.isUsable && reading.rowsBad == 0 ? reading.log : nil
  }

  /// Whether whole lines of a file's beginning are numbers with blanks between them, of different counts: rows of a
  /// table would all have as many.
  static func isItemLists(_ bytes: [UInt8]) -> Bool {
    var counts: Set<Int> = []
    var (fields, digits) = (0, 0)
    for byte in bytes {
      switch byte {
      case 48...57:
        digits += 1
        if digits == 1 { fields += 1 }
        if digits > mostDigits { return false }
      case 32: digits = 0
      case 13: continue
      case 10:
        if fields > 0 { counts.insert(fields) }
        (fields, digits) = (0, 0)
      default: return false
      }
    }
    // One line longer than what was looked at is no table either.
    return counts.count > 1 || (bytes.count == head && counts.isEmpty)
  }

  /// The same as `user item` lines; nil where some line is of another kind.
  static func pairs(_ bytes: [UInt8]) -> [UInt8]? {
    var pairs: [UInt8] = []
    pairs.reserveCapacity(2 * bytes.count)
    var user: Range<Int>?
    var start: Int?
    for index in 0...bytes.count {
      let byte = index < bytes.count ? bytes[index] : 10
      if (48...57).contains(byte) {
        if start == nil { start = index }
        continue
      }
      guard byte == 32 || byte == 13 || byte == 10 else { return nil }
      if let from = start {
        guard index - from <= mostDigits else { return nil }
        if let user {
          pairs.append(contentsOf: bytes[user])
          pairs.append(32)
          pairs.append(contentsOf: bytes[from..<index])
          pairs.append(10)
        } else {
          user = from..<index
        }
        start = nil
      }
      if byte == 10 { user = nil }
    }
    return pairs
  }
}
