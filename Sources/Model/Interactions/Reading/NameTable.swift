/// Names met in a file, numbered in order of first appearance and found again by their bytes.
///
/// Open addressing with linear probing over hashes of the bytes; a slot keeps a name's first eight bytes, which settle
/// nearly every comparison, and no string is made. Names that differ in bytes are different, even where Swift holds them
/// equal (composed and decomposed letters).
final class NameTable {
  /// The bytes of all names, one behind the other.
  private var arena: [UInt8] = []
  private var offsets: [Int] = [0]
  private var slots: UnsafeMutablePointer<Slot>
  private var mask: Int
  private(set) var count = 0
  /// The number and one of each name that is a whole number below `directNames`, by that number; zero where there is none.
  /// Most shops number their users and items, and this table is a tenth of the other.
  private var direct: UnsafeMutablePointer<UInt32>
  private var directCapacity: Int

  private static let directNames = 1 << 22
  /// Marks what `find` says of a name that belongs into the direct table.
  private static let directMark: UInt64 = 1 << 63

  /// Sixteen bytes, so that four share a cache line.
  private struct Slot {
    var head: UInt64 = 0
    /// The name's number and one; zero where the slot is free.
    var numberAndOne: UInt32 = 0
    var length: UInt16 = 0
    /// Bits of the hash that the place in the table does not show.
    var tag: UInt16 = 0
  }

  /// - Parameter expected: about how many names will come.
  init(expected: Int = 512) {
    var capacity = 1024
    while capacity < expected * 2 { capacity *= 2 }
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: Slot(), count: capacity)
    mask = capacity - 1
    directCapacity = 1024
    direct = .allocate(capacity: directCapacity)
    direct.initialize(repeating: 0, count: directCapacity)
  }

  deinit {
    slots.deallocate()
    direct.deallocate()
  }

  /// The names as text, by number; all are UTF-8.
  var names: [String] {
    (0..<count).map { String(decoding: bytes(of: $0), as: UTF8.self) }
  }

  /// The bytes of a name.
  func bytes(of number: Int) -> ArraySlice<UInt8> { arena[offsets[number]..<offsets[number + 1]] }

  /// The first name with a byte in it.
  func firstName(with byte: UInt8) -> String? {
    guard arena.contains(byte), let number = (0..<count).first(where: { bytes(of: $0).contains(byte) }) else {
      return nil
    }
    return String(decoding: bytes(of: number), as: UTF8.self)
  }

  /// Where a name stands, and its first eight bytes with zeros behind a shorter one.
  struct Staged {
    var head: UInt64 = 0
    var start: Int32 = 0
    var length: Int32 = 0
  }

  /// Writes the numbers of many names; new ones are added in their order.
  ///
  /// - Parameters:
  ///   - base: what the names' starts count from.
  ///   - isNew: called with the position among `names` of each name that was added.
  @inline(__always)
  func number(
    _ names: UnsafePointer<Staged>, count: Int, base: UnsafePointer<UInt8>, into numbers: UnsafeMutablePointer<Int32>,
    isNew: (Int) -> Void
  ) {
    for index in 0..<count {
      let name = names[index]
      let found = find(base + Int(name.start), length: Int(name.length), head: name.head)
      if let number = found.number {
        numbers[index] = number
      } else {
        numbers[index] = insert(base + Int(name.start), length: Int(name.length), head: name.head, hash: found.hash)
        isNew(index)
      }
    }
  }

  /// The number of a name of at most 65,535 bytes, and the hash to insert it with where it is new (nil).
  @inline(__always)
  func find(_ name: UnsafePointer<UInt8>, length: Int, head: UInt64) -> (number: Int32?, hash: UInt64) {
    if let value = NameTable.wholeNumber(head, length: length) {
      let numberAndOne = value < directCapacity ? direct[value] : 0
      return (numberAndOne == 0 ? nil : Int32(bitPattern: numberAndOne &- 1), NameTable.directMark | UInt64(value))
    }
    let hash = NameTable.hash(name, length: length, head: head)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = slots[slot]
      if entry.head == head, Int(entry.length) == length, entry.numberAndOne != 0 {
        if length <= 8
          || (entry.tag == UInt16(truncatingIfNeeded: hash >> 48) && hasTail(Int(entry.numberAndOne) - 1, name, length))
        {
          return (Int32(bitPattern: entry.numberAndOne &- 1), hash)
        }
      } else if entry.numberAndOne == 0 {
        return (nil, hash)
      }
      slot = (slot + 1) & mask
    }
  }

  /// Adds a name that `find` did not know, with the hash it gave, and returns its number.
  func insert(_ name: UnsafePointer<UInt8>, length: Int, head: UInt64, hash: UInt64) -> Int32 {
    arena.append(contentsOf: UnsafeBufferPointer(start: name, count: length))
    offsets.append(arena.count)
    count += 1
    if hash & NameTable.directMark != 0 {
      placeDirect(Int(hash & ~NameTable.directMark))
      return Int32(count - 1)
    }
    if count * 2 > mask { grow() }
    let entry = Slot(
      head: head, numberAndOne: UInt32(count), length: UInt16(length), tag: UInt16(truncatingIfNeeded: hash >> 48))
    place(entry, hash: hash)
    return Int32(count - 1)
  }

  private func placeDirect(_ value: Int) {
    if value >= directCapacity {
      var capacity = directCapacity
      while capacity <= value { capacity *= 2 }
      let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
      larger.initialize(repeating: 0, count: capacity)
      larger.update(from: direct, count: directCapacity)
      direct.deallocate()
      (direct, directCapacity) = (larger, capacity)
    }
    direct[value] = UInt32(count)
  }

  /// The whole number below `directNames` that a name writes without leading zeros; nil for other names.
  @inline(__always)
  private static func wholeNumber(_ head: UInt64, length: Int) -> Int? {
    guard length &- 1 < 7, length > 0 else { return nil }
    // Eight digits in a word, zeros in front.
    let missing = UInt64(8 &* (8 &- length))
    let word = head &<< missing | 0x3030_3030_3030_3030 &>> (64 &- missing)
    guard word & 0xF0F0_F0F0_F0F0_F0F0 == 0x3030_3030_3030_3030,
      (word &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0 == 0x3030_3030_3030_3030,
      head & 0xFF != 0x30 || length == 1
    else { return nil }
    // Neighbours are joined: digits to pairs, pairs to fours, fours to eight.
    let digits = word &- 0x3030_3030_3030_3030
    let pairs = digits &* 10 &+ digits &>> 8
    let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = (pairs &>> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    let value = Int((low &+ high) &>> 32)
    return value < directNames ? value : nil
  }

  private func place(_ entry: Slot, hash: UInt64) {
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot].numberAndOne != 0 { slot = (slot + 1) & mask }
    slots[slot] = entry
  }

  private func grow() {
    let old = slots
    let oldCapacity = mask + 1
    slots = .allocate(capacity: oldCapacity * 4)
    slots.initialize(repeating: Slot(), count: oldCapacity * 4)
    mask = oldCapacity * 4 - 1
    arena.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      for at in 0..<oldCapacity where old[at].numberAndOne != 0 {
        let entry = old[at]
        let start = offsets[Int(entry.numberAndOne) - 1]
        place(entry, hash: NameTable.hash(base + start, length: Int(entry.length), head: entry.head))
      }
    }
    old.deallocate()
  }

  /// Whether a name of the same length and first eight bytes is the same to its end.
  private func hasTail(_ number: Int, _ name: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    let start = offsets[number]
    for index in 8..<length where arena[start + index] != name[index] { return false }
    return true
  }

  /// Multiply-and-fold over eight bytes at a time. Source: the mixing step of W. Yi's wyhash (public domain).
  @inline(__always)
  private static func hash(_ name: UnsafePointer<UInt8>, length: Int, head: UInt64) -> UInt64 {
    var state = fold(0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: length) ^ head)
    guard length > 8 else { return state & ~directMark }
    var at = 8
    while at + 8 < length {
      state = fold(state ^ load(name + at))
      at += 8
    }
    // The last eight bytes; they may overlap those before.
    return fold(state ^ load(name + length - 8)) & ~directMark
  }

  @inline(__always)
  private static func fold(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
    return product.high ^ product.low
  }

  @inline(__always)
  private static func load(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
    UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self).littleEndian
  }
}

extension NameTable {
  /// The number of another table's name, added where it is new.
  func numberAdding(_ number: Int, of other: NameTable) -> Int32 {
    other.arena.withUnsafeBufferPointer { arena in
      // An empty name may stand in an empty arena.
      withUnsafePointer(to: UInt8(0)) { empty in
        let start = other.offsets[number]
        let length = other.offsets[number + 1] - start
        let name = arena.baseAddress.map { $0 + start } ?? empty
        let head = NameTable.head(name, length: length)
        let found = find(name, length: length, head: head)
        return found.number ?? insert(name, length: length, head: head, hash: found.hash)
      }
    }
  }

  /// The first eight bytes of a name, with zeros behind a shorter one.
  static func head(_ name: UnsafePointer<UInt8>, length: Int) -> UInt64 {
    guard length < 8 else { return load(name) }
    var head: UInt64 = 0
    for index in 0..<length { head |= UInt64(name[index]) << UInt64(8 * index) }
    return head
  }
}
