/// A set of items as bits: what a filter lets through.
package struct ItemSet: Sendable, Hashable {
  private var words: [UInt64] = []

  /// The empty set.
  package init() {}

  /// The set of some items, whose indices are not negative.
  package init(_ items: some Sequence<Int32>) { for item in items { insert(item) } }

  /// All items below `count` for which `isMember` is true.
  package init(below count: Int, where isMember: (Int32) -> Bool) {
    words = [UInt64](repeating: 0, count: (count + 63) / 64)
    for item in 0..<count where isMember(Int32(item)) { words[item >> 6] |= 1 << UInt64(item & 63) }
  }

  /// Adds an item; its index is not negative.
  package mutating func insert(_ item: Int32) {
    let word = Int(item) >> 6
    if word >= words.count { words.append(contentsOf: repeatElement(0, count: word + 1 - words.count)) }
    words[word] |= 1 << UInt64(item & 63)
  }

  /// Whether the item is in the set.
  package func contains(_ item: Int32) -> Bool {
    let word = Int(item) >> 6
    return word < words.count && words[word] & (1 << UInt64(item & 63)) != 0
  }

  /// Number of items.
  package var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
}
