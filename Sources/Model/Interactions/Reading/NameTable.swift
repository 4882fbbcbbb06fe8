/// Names met in a file, numbered in order of first appearance and found again by their bytes.
///
/// Open addressing with linear probing over hashes of the bytes; no string is made for a name that is known. Names that
/// differ in bytes are different, even where Swift holds them equal (composed and decomposed letters).
struct NameTable {
  private(set) var names: [String] = []
  private var arena: [UInt8] = []
  private var offsets: [Int] = [0]
  /// Number of the name in each slot, or -1; beside it the name's hash.
  private var slots: [Slot] = Array(repeating: Slot(), count: 1024)

  private struct Slot {
    var number: Int32 = -1
    var hash: UInt32 = 0
  }

  var count: Int { names.count }

  /// The number of the name that stands in `bytes[range]`, and the hash to insert it with when it is new (nil).
  @inline(__always)
  func find(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (number: Int32?, hash: UInt32) {
    let hash = NameTable.hash(bytes, range)
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot].number >= 0 {
      if slots[slot].hash == hash, isName(slots[slot].number, bytes, range) { return (slots[slot].number, hash) }
      slot = (slot + 1) & (slots.count - 1)
    }
    return (nil, hash)
  }

  /// Adds a name that `find` did not know, with the hash it gave, and returns its number.
  mutating func insert(_ bytes: Span<UInt8>, _ range: Range<Int>, name: String, hash: UInt32) -> Int32 {
    let number = Int32(names.count)
    names.append(name)
    for at in range { arena.append(bytes[at]) }
    offsets.append(arena.count)
    if names.count * 2 > slots.count { grow() }
    place(Slot(number: number, hash: hash))
    return number
  }

  private mutating func place(_ entry: Slot) {
    var slot = Int(entry.hash) & (slots.count - 1)
    while slots[slot].number >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = entry
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: old.count * 4)
    for entry in old where entry.number >= 0 { place(entry) }
  }

  @inline(__always)
  private func isName(_ number: Int32, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let start = offsets[Int(number)]
    guard offsets[Int(number) + 1] - start == range.count else { return false }
    for index in 0..<range.count where arena[start + index] != bytes[range.lowerBound + index] { return false }
    return true
  }

  /// Multiply-and-fold over eight bytes at a time. Source: the mixing step of W. Yi's wyhash (public domain).
  @inline(__always)
  private static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
    var state: UInt64 = 0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: range.count)
    var at = range.lowerBound
    while at < range.upperBound {
      var word: UInt64 = 0
      var shift: UInt64 = 0
      let end = min(at + 8, range.upperBound)
      while at < end {
        word |= UInt64(bytes[at]) << shift
        shift += 8
        at += 1
      }
      let product = (state ^ word).multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
      state = product.high ^ product.low
    }
    return UInt32(truncatingIfNeeded: state ^ (state >> 32))
  }
}
