/// A set of items (or users, or actions) by index, a bit each: what a filter lets through.
package struct ItemSet: Sendable, Hashable {
  /// Bits of 64 items a word; those beyond the capacity are 0.
  private var words: [UInt64] = []
  /// Indices run from 0 to this, exclusive; an insertion beyond makes it larger.
  package private(set) var capacity = 0

  /// The empty set.
  package init() {}

  /// A set of none or all of the indices below the capacity.
  package init(capacity: Int, isFull: Bool = false) {
    self.capacity = capacity
    words = [UInt64](repeating: isFull ? .max : 0, count: (capacity + 63) / 64)
    trim()
  }

  /// All indices below `count` for which `isMember` is true.
  package init(below count: Int, where isMember: (Int32) -> Bool) {
    self.init(capacity: count)
    for item in 0..<count where isMember(Int32(item)) { words[item >> 6] |= 1 << UInt64(item & 63) }
  }

  /// The set of some items, whose indices are not negative.
  package init(_ items: some Sequence<Int32>) { for item in items { insert(item) } }

  /// Whether an index is in the set.
  @inline(__always)
  package func contains(_ item: Int32) -> Bool {
    let word = Int(item) >> 6
    return item >= 0 && word < words.count && words[word] >> UInt64(item & 63) & 1 == 1
  }

  /// Adds an index that is not negative.
  @inline(__always)
  package mutating func insert(_ item: Int32) {
    if Int(item) >= capacity { grow(to: Int(item) + 1) }
    words[Int(item) >> 6] |= 1 << UInt64(item & 63)
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

  /// Takes all members away; the capacity stays.
  package mutating func removeAll() { for index in words.indices { words[index] = 0 } }

  /// Adds all indices below the capacity.
  package mutating func fill() {
    for index in words.indices { words[index] = .max }
    trim()
  }

  /// Makes members of those that are none, below the capacity, and the reverse.
  package mutating func invert() {
    for index in words.indices { words[index] = ~words[index] }
    trim()
  }

  /// Adds the members of a set of the same capacity.
  package mutating func formUnion(_ other: ItemSet) { combine(other) { $0 | $1 } }

  /// Keeps the members of a set of the same capacity alone.
  package mutating func formIntersection(_ other: ItemSet) { combine(other) { $0 & $1 } }

  /// Takes away the members of a set of the same capacity.
  package mutating func subtract(_ other: ItemSet) { combine(other) { $0 & ~$1 } }

  @inline(__always)
  private mutating func combine(_ other: ItemSet, _ operation: (UInt64, UInt64) -> UInt64) {
    precondition(other.capacity == capacity)
    for index in words.indices { words[index] = operation(words[index], other.words[index]) }
  }

  private mutating func grow(to capacity: Int) {
    self.capacity = capacity
    let missing = (capacity + 63) / 64 - words.count
    if missing > 0 { words.append(contentsOf: repeatElement(0, count: missing)) }
  }

  private mutating func trim() {
    if capacity & 63 != 0, !words.isEmpty { words[words.count - 1] &= 1 << UInt64(capacity & 63) - 1 }
  }
}
