import Attributes
import InteractionStore
import Interactions

extension InteractionLog {
  /// A checksum of all names and events as text: equal for equal logs, whatever file they came from.
  var contentText: String {
    var sums: [UInt64] = []
    for names in [users, items, eventTypes] {
      // Lengths first, so that no two lists of names run together alike.
      sums.append(checksum(names.map { Int32($0.utf8.count) }))
      sums.append(checksum(names.flatMap { Array($0.utf8) }))
    }
    sums += [checksum(Array(userIDs)), checksum(Array(itemIDs)), checksum(Array(timestamps)), checksum(eventTypeIDs)]
    // Not-a-number has many bit patterns and one meaning.
    sums.append(checksum(values.map { $0.isNaN ? UInt32.max : $0.bitPattern }))
    return hexadecimal(checksum(sums))
  }
}

extension AttributeTable {
  /// A checksum of all columns, the same for the same facts in the same order.
  var contentText: String {
    var text = ""
    for column in columns {
      text += "\(column.name)\u{0}\(column.kind.rawValue)\u{0}"
      for row in 0..<count { text += (column.text(row) ?? "\u{1}") + "\u{0}" }
    }
    return hexadecimal(checksum(Array(text.utf8)))
  }
}

private func checksum<Element>(_ values: [Element]) -> UInt64 {
  values.withUnsafeBytes { LogChecksum.of($0, seed: UInt64(values.count)) }
}

private func hexadecimal(_ number: UInt64) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
