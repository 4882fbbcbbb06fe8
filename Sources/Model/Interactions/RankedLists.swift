/// One ranked list of items a request, best first: all that Recommenders and Evaluation share.
package struct RankedLists: Sendable, Equatable {
  private var offsets: [Int] = [0]
  private var flat: [Int32] = []

  package init() {}
  package init(_ lists: [[Int32]]) { for list in lists { append(list) } }

  /// Adds the next request's list; it may be shorter than asked for, or empty.
  package mutating func append(_ list: some Collection<Int32>) {
    flat.append(contentsOf: list)
    offsets.append(flat.count)
  }

  /// Adds another set of lists behind this one.
  package mutating func append(_ other: RankedLists) {
    for index in 0..<other.count { append(other[index]) }
  }

  /// Number of lists.
  package var count: Int { offsets.count - 1 }

  /// The list of a request, best first.
  package subscript(_ request: Int) -> ArraySlice<Int32> { flat[offsets[request]..<offsets[request + 1]] }
}
