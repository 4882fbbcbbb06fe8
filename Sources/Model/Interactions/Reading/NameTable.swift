/// Names met in a file, numbered in order of first appearance and found again by their bytes.
///
/// Open addressing with linear probing over hashes of the bytes; no string is made for a name that is known. Names that
/// differ in bytes are different, even where Swift holds them equal (composed and decomposed letters).
struct NameTable {
  private(set) var names: [String] = []
  private var arena: [UInt8] = []
  private var offsets: [Int] = [0]
  private var slots: [Slot] = Array(repeating: Slot(), count: 1024)

  /// A name's number, or -1 where the slot is free; its hash, length and first eight bytes settle most comparisons.
  private struct Slot {
    var head: UInt64 = 0
    var number: Int32 = -1
    var hash: UInt32 = 0
    var length: Int32 = 0
  }

  var count: Int { names.count }

  /// The number of the name that stands in `bytes[range]`, and the hash to insert it with when it is new (nil).
  @inline(__always)
  func find(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (number: Int32?, hash: UInt32) {
    let head = NameTable.word(bytes, range)
    let hash = NameTable.hash(bytes, range, head: head)
    var slot = Int(hash) & (slots.count - 1)
    while true {
      let entry = slots[slot]
      guard entry.number >= 0 else { return (nil, hash) }
      if entry.head == head, entry.hash == hash, entry.length == Int32(truncatingIfNeeded: range.count),
        range.count <= 8 || hasTail(entry.number, bytes, range)
      {
        return (entry.number, hash)
      }
      slot = (slot + 1) & (slots.count - 1)
    }
  }

  /// Adds a name that `find` did not know, with the hash it gave, and returns its number.
  mutating func insert(_ bytes: Span<UInt8>, _ range: Range<Int>, name: String, hash: UInt32) -> Int32 {
    let number = Int32(names.count)
    names.append(name)
    for at in range { arena.append(bytes[at]) }
    offsets.append(arena.count)
    if names.count * 2 > slots.count { grow() }
    place(Slot(head: NameTable.word(bytes, range), number: number, hash: hash, length: Int32(range.count)))
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

  /// Whether a name of the same length and first eight bytes is the same to its end.
  private func hasTail(_ number: Int32, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let start = offsets[Int(number)]
    for index in 8..<range.count where arena[start + index] != bytes[range.lowerBound + index] { return false }
    return true
  }

  /// Multiply-and-fold over eight bytes at a time. Source: the mixing step of W. Yi's wyhash (public domain).
  @inline(__always)
  private static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>, head: UInt64) -> UInt32 {
    var state = fold(0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: range.count) ^ head)
    var at = range.lowerBound + 8
    while at < range.upperBound {
      state = fold(state ^ word(bytes, at..<range.upperBound))
      at += 8
    }
    return UInt32(truncatingIfNeeded: state ^ (state >> 32))
  }

  @inline(__always)
  private static func fold(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
    return product.high ^ product.low
  }

  /// The first eight bytes of a range, with zeros behind a shorter one.
  @inline(__always)
  private static func word(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    if range.lowerBound + 8 <= bytes.count {
      let whole = bytes.bytes.unsafeLoadUnaligned(fromByteOffset: range.lowerBound, as: UInt64.self).littleEndian
      return range.count >= 8 ? whole : whole & ((1 << UInt64(8 * range.count)) - 1)
    }
    var word: UInt64 = 0
    for index in 0..<min(8, range.count) { word |= UInt64(bytes[range.lowerBound + index]) << UInt64(8 * index) }
    return word
  }
}
