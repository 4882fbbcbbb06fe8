/// How many different values there are, and how many of them come again, in bounded memory.
///
/// It counts exactly up to its capacity; beyond it keeps a sample by hash, halved whenever it is full, and its numbers are
/// estimates. Source: P. B. Gibbons, "Distinct sampling for highly-accurate answers to distinct values queries and event
/// reports", VLDB 2001.
package struct DistinctSample: Sendable {
  private let capacity: Int
  /// Hashes, 0 where a slot is free.
  private var keys: [UInt64]
  /// How often each came, 255 for more.
  private var counts: [UInt8]
  /// Values kept.
  private var kept = 0
  /// Hashes are kept whose highest bits, this many, are 0.
  private var level: UInt64 = 0

  /// - Parameter capacity: values kept at most; each costs some 20 bytes.
  package init(capacity: Int = 1 << 20) {
    self.capacity = max(16, capacity)
    keys = [UInt64](repeating: 0, count: 64)
    counts = [UInt8](repeating: 0, count: 64)
  }

  /// Whether every value is kept, so that numbers are exact.
  package var isExact: Bool { level == 0 }

  /// Different values.
  package var distinct: Int { kept << Int(level) }

  /// Different values that came twice or more.
  package var repeated: Int { counts.count { $0 >= 2 } << Int(level) }

  /// Times that a value came beyond its first, each value's at most 254.
  package var repetitions: Int { counts.reduce(0) { $0 + max(0, Int($1) - 1) } << Int(level) }

  /// Whether a value came; nil where it is not of the sample.
  func contains(_ hash: UInt64) -> Bool? {
    let key = hash == 0 ? 1 : hash
    guard isKept(key) else { return nil }
    return keys[slot(of: key)] == key
  }

  /// Counts a value by its bytes.
  package mutating func add(_ bytes: [UInt8]) { add(hash(bytes.span)) }

  /// Counts a value by its hash.
  mutating func add(_ hash: UInt64) {
    let key = hash == 0 ? 1 : hash
    guard isKept(key) else { return }
    let slot = slot(of: key)
    if keys[slot] == key {
      if counts[slot] < .max { counts[slot] += 1 }
      return
    }
    (keys[slot], counts[slot]) = (key, 1)
    kept += 1
    if kept > capacity { level += 1 }
    if kept > capacity || kept * 2 > keys.count { rebuild() }
  }

  private func isKept(_ key: UInt64) -> Bool { level == 0 || key >> (64 - level) == 0 }

  /// The slot of a key, or the free one where it belongs.
  private func slot(of key: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: key) & (keys.count - 1)
    while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & (keys.count - 1) }
    return slot
  }

  /// Leaves out what the level no longer keeps, and doubles the table where it is half full.
  private mutating func rebuild() {
    var old: ([UInt64], [UInt8]) = ([], [])
    swap(&old.0, &keys)
    swap(&old.1, &counts)
    let isHalved = kept > capacity
    kept = old.0.count { $0 != 0 && isKept($0) }
    let size = isHalved ? old.0.count : old.0.count * 2
    keys = [UInt64](repeating: 0, count: size)
    counts = [UInt8](repeating: 0, count: size)
    for (key, count) in zip(old.0, old.1) where key != 0 && isKept(key) {
      let slot = slot(of: key)
      (keys[slot], counts[slot]) = (key, count)
    }
  }
}

/// A hash of bytes, the same on every run. Source: the mixing step of W. Yi's wyhash (public domain).
func hash(_ bytes: Span<UInt8>, seed: UInt64 = 0) -> UInt64 {
  var state = fold(seed ^ 0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: bytes.count))
  var at = 0
  let raw = bytes.bytes
  while at + 8 <= bytes.count {
    state = fold(state ^ UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)))
    at += 8
  }
  var word: UInt64 = 0
  var shift: UInt64 = 0
  while at < bytes.count {
    word |= UInt64(bytes[at]) << shift
    shift += 8
    at += 1
  }
  // Folded twice, for the sample takes its choice by the highest bits and its slots by the lowest.
  return fold(fold(state ^ word) ^ 0xe703_7ed1_a0b4_28db)
}

private func fold(_ value: UInt64) -> UInt64 {
  let product = value.multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
  return product.high ^ product.low
}
