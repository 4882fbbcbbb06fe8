import Measures
import Reports

/// One fact of a result, at hand for the rule that explains it.
struct Fact: Sendable {
  let document: ResultDocument
  let path: FactPath
  /// Where the rule's pattern matches: the path, or the range that the fact is a part of.
  let anchor: FactPath
  /// The depths in the anchor at which the pattern has `*`.
  let captures: [Int]
  let end: RangeEnd
  let value: JSONValue

  /// The value at a place written like a rule's pattern, `*` standing for this fact's own elements in turn.
  subscript(place: String) -> JSONValue? { document.root[path(place)] }

  /// The path of a place.
  func path(_ place: String) -> FactPath {
    var taken = captures[...]
    return FactPath(
      steps: place.split(separator: "/").map { part in
        if part == "*", let depth = taken.popFirst() { return anchor.steps[depth] }
        return Int(part).map { .index($0) } ?? .member(String(part))
      })
  }

  /// The members beside this fact, or of the range's own parent.
  func sibling(_ name: String) -> JSONValue? { document.root[anchor.parent.appending(.member(name))] }

  func money(_ place: String) -> Money? { document.money(path(place)) }

  /// The name of what stands at the nth `*`; an element without a name by its position, counted from 1.
  func label(_ position: Int) -> String {
    guard captures.indices.contains(position) else { return "" }
    let depth = captures[position]
    switch anchor.steps[depth] {
    case .member(let name): return name
    case .index(let index):
      return document.root[FactPath(steps: Array(anchor.steps[...depth]))]?.ownLabel ?? "\(index + 1)"
    }
  }

  /// A value with its path, for the list of what a number is made of.
  func input(_ place: String, as words: String = "") -> ExplainedInput? { document.input(path(place), as: words) }
}

extension ResultDocument {
  /// An exact amount in the result's currency; nil where the path holds none.
  func money(_ path: FactPath) -> Money? {
    guard let currency else { return nil }
    return (root[path]?.asText).flatMap { Money(decimal: $0, currency: currency) }
  }

  /// A value with its unit and path; nil where nothing stands there.
  func input(_ path: FactPath, as words: String = "") -> ExplainedInput? {
    guard let found = fact(at: path) else { return nil }
    return ExplainedInput(
      value: found.fact.value.stored, unit: found.rule.unitText(found.fact), words: words,
      path: root.text(of: found.fact.path))
  }

  /// The rows of the assumption ledger whose keys fit a pattern with at most two `*`, each standing for any text.
  func assumptions(_ pattern: String) -> [FactPath] {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    let rows = root[member: "assumptions"]?.asElements ?? []
    return rows.indices.filter { index in
      guard let key = rows[index][member: "key"]?.asText else { return false }
      return Fact.fits(key, parts)
    }.map { FactPath(steps: [.member("assumptions"), .index($0)]) }
  }

  /// Position of the plan with that name.
  func plan(named name: String) -> Int? {
    root[member: "plans"]?.asElements?.firstIndex { $0[member: "name"]?.asText == name }
  }
}

extension Fact {
  /// Whether a key begins with the first part, ends with the last, and holds those between in order.
  fileprivate static func fits(_ key: String, _ parts: [String]) -> Bool {
    guard parts.count > 1 else { return key == parts.first }
    guard key.hasPrefix(parts[0]) else { return false }
    var rest = key.dropFirst(parts[0].count)
    for part in parts.dropFirst().dropLast() {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(parts[parts.count - 1])
  }
}
