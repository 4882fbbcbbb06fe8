/// A set of items (or users, or actions) by index: a bit each.
package struct ItemSet: Sendable, Hashable {
  /// Indices run from 0 to this, exclusive.
  package let capacity: Int
  /// Bits of 64 items a word; those beyond the capacity are 0.
  private var words: [UInt64]

  /// A set of none or all.
  package init(capacity: Int, isFull: Bool = false) {
    self.capacity = capacity
    words = [UInt64](repeating: isFull ? .max : 0, count: (capacity + 63) / 64)
    trim()
  }

  /// Those whose index passes.
  init(capacity: Int, where belongs: (Int) -> Bool) {
    self.init(capacity: capacity)
    for index in 0..<capacity where belongs(index) { words[index >> 6] |= 1 << UInt64(index & 63) }
  }

  /// Whether an index is in the set; those beyond the capacity are not.
  @inline(__always)
  package func contains(_ index: Int32) -> Bool {
    let index = Int(index)
    guard index >= 0, index < capacity else { return false }
    return words[index >> 6] >> UInt64(index & 63) & 1 == 1
  }

  /// Adds an index; one beyond the capacity is passed over.
  @inline(__always)
  package mutating func insert(_ index: Int32) {
    let index = Int(index)
    guard index >= 0, index < capacity else { return }
    words[index >> 6] |= 1 << UInt64(index & 63)
  }

  /// Number of members.
  package var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// The members, ascending.
  package var members: [Int32] {
    var members: [Int32] = []
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        members.append(Int32(index * 64 + rest.trailingZeroBitCount))
        rest &= rest - 1
      }
    }
    return members
  }

  // In-place, over equal capacities.
  mutating func removeAll() { for index in words.indices { words[index] = 0 } }
  mutating func fill() {
    for index in words.indices { words[index] = .max }
    trim()
  }
  mutating func invert() {
    for index in words.indices { words[index] = ~words[index] }
    trim()
  }
  mutating func formUnion(_ other: ItemSet) { combine(other) { $0 | $1 } }
  mutating func formIntersection(_ other: ItemSet) { combine(other) { $0 & $1 } }
  mutating func subtract(_ other: ItemSet) { combine(other) { $0 & ~$1 } }

  @inline(__always)
  private mutating func combine(_ other: ItemSet, _ operation: (UInt64, UInt64) -> UInt64) {
    precondition(other.capacity == capacity)
    for index in words.indices { words[index] = operation(words[index], other.words[index]) }
  }

  private mutating func trim() {
    if capacity & 63 != 0, !words.isEmpty { words[words.count - 1] &= 1 << UInt64(capacity & 63) - 1 }
  }
}
