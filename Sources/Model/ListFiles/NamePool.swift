/// Ids with an index each, in order of first appearance.
package struct NamePool: Sendable {
  package private(set) var names: [String] = []
  private var indices: [String: Int32] = [:]

  /// No ids.
  package init() {}

  /// Ids that differ, in their order.
  package init(_ names: [String]) {
    self.names = names
    indices = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
  }

  /// The index of an id, new or known.
  package mutating func index(of name: String) -> Int32 {
    if let known = indices[name] { return known }
    let new = Int32(names.count)
    indices[name] = new
    names.append(name)
    return new
  }

  /// The index of a known id.
  package func known(_ name: String) -> Int32? { indices[name] }

  /// Number of ids.
  package var count: Int { names.count }
}
