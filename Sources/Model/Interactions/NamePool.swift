/// Ids with an index each, in order of first appearance.
package struct NamePool: Sendable {
  package private(set) var names: [String] = []
  private var indices: [NameBytes: Int32] = [:]
  /// The index that was asked for last: files hold a user's rows together.
  private var last: Int32 = 0

  /// No ids.
  package init() {}

  /// Ids that differ, in their order.
  package init(_ names: [String]) {
    self.names = names
    indices = Dictionary(names.enumerated().map { (NameBytes(name: $1), Int32($0)) }) { first, _ in first }
  }

  /// The index of an id, new or known.
  package mutating func index(of name: String) -> Int32 {
    let key = NameBytes(name: name)
    if Int(last) < names.count, NameBytes(name: names[Int(last)]) == key { return last }
    if let known = indices[key] {
      last = known
      return known
    }
    last = Int32(names.count)
    indices[key] = last
    names.append(name)
    return last
  }

  /// The index of a known id.
  package func known(_ name: String) -> Int32? { indices[NameBytes(name: name)] }

  /// Number of ids.
  package var count: Int { names.count }
}

/// An id told from others by its bytes, as every library tells them: é as one character and e with an accent are two ids.
private struct NameBytes: Hashable {
  let name: String

  static func == (a: NameBytes, b: NameBytes) -> Bool {
    // Strings of files are contiguous, and buffers compare faster than views of strings.
    let isEqual = a.name.utf8.withContiguousStorageIfAvailable { a in
      b.name.utf8.withContiguousStorageIfAvailable { b in a.count == b.count && a.elementsEqual(b) }
    }
    return (isEqual ?? nil) ?? a.name.utf8.elementsEqual(b.name.utf8)
  }

  func hash(into hasher: inout Hasher) {
    var name = name
    name.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
