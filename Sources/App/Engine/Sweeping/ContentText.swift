import Attributes
import Interactions
import Randomness

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

/// FNV-1a of 64 bits over the bytes of numbers, little-endian, and then over how many there are.
///
/// Not the checksum that files carry, which may change for speed: looks at a slice of a log add up for as long as its
/// results are kept, by whatever build.
private func checksum<Number: FixedWidthInteger>(_ values: [Number]) -> UInt64 {
  var hash = FNV1a()
  values.map(\.littleEndian).withUnsafeBytes { hash.add($0) }
  withUnsafeBytes(of: UInt64(values.count).littleEndian) { hash.add($0) }
  return hash.value
}

private func hexadecimal(_ number: UInt64) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
