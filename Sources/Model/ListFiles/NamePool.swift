/// Ids with an index each, in order of first appearance.
package struct NamePool: Sendable {
  package private(set) var names: [String] = []
  private var indices: [String: Int32] = [:]
  /// The index that was asked for last: files hold a user's rows together.
  private var last: Int32 = 0

  /// No ids.
  package init() {}

  /// Ids that differ, in their order.
  package init(_ names: [String]) {
    self.names = names
    // Names that differ in how Unicode writes them alone are one to a dictionary; the first stands for all.
    indices = Dictionary(names.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
  }

  /// The index of an id, new or known.
  package mutating func index(of name: String) -> Int32 {
    if Int(last) < names.count, names[Int(last)] == name { return last }
    if let known = indices[name] {
      last = known
      return known
    }
    last = Int32(names.count)
    indices[name] = last
    names.append(name)
    return last
  }

  /// The index of a known id.
  package func known(_ name: String) -> Int32? { indices[name] }

  /// Number of ids.
  package var count: Int { names.count }
}
