import Reports

/// Reads a path as a user writes it: `plans[batch].monthlyCost`, `plans[0]`, `plans[*].jobs`, `plans.batch.jobs`.
///
/// Names may hold dots, as `p99.9` and `ndcg@10` do: at each step the longest name that fits is tried first.
struct WrittenPath {
  private let root: JSONValue
  private(set) var found: [FactPath] = []
  /// How far reading came at best, and what could have followed there.
  private(set) var reached = FactPath()
  private(set) var missing = ""
  private(set) var choices: [String] = []

  init(_ text: String, in root: JSONValue) {
    self.root = root
    _ = read(text[...], root, FactPath())
  }

  private mutating func read(_ written: Substring, _ value: JSONValue, _ path: FactPath) -> Bool {
    guard !written.isEmpty else {
      found.append(path)
      return true
    }
    let rest = written.first == "." && !path.steps.isEmpty ? written.dropFirst() : written
    switch value {
    case .object(let members):
      let names = members.keys.filter { WrittenPath.begins(rest, with: $0) }.sorted { $0.count > $1.count }
      for name in names {
        guard let member = members[name] else { continue }
        if read(rest.dropFirst(name.count), member, path.appending(.member(name))) { return true }
      }
      if names.isEmpty { fail(at: path, rest, members.keys.sorted()) }
      return false
    case .array(let elements):
      let (chosen, after) = WrittenPath.choose(rest, elements)
      if chosen.isEmpty {
        fail(at: path, rest, elements.enumerated().map { $1.ownLabel ?? "\($0)" })
      }
      var isFound = false
      for index in chosen { isFound = read(after, elements[index], path.appending(.index(index))) || isFound }
      return isFound
    default:
      fail(at: path, rest, [])
      return false
    }
  }

  private mutating func fail(at path: FactPath, _ rest: Substring, _ choices: [String]) {
    guard missing.isEmpty || path.steps.count > reached.steps.count else { return }
    reached = path
    missing = String(rest)
    self.choices = choices
  }

  /// The elements that `[…]`, or a name without brackets, means, and what is written behind it.
  private static func choose(_ rest: Substring, _ elements: [JSONValue]) -> ([Int], Substring) {
    guard rest.first == "[" else {
      let fitting = elements.flatMap(\.labels).filter { begins(rest, with: $0) }
      guard let label = fitting.max(by: { $0.count < $1.count }) else { return ([], rest) }
      return (elements.indices.filter { elements[$0].labels.contains(label) }, rest.dropFirst(label.count))
    }
    guard let close = closing(rest) else { return ([], rest) }
    let name = String(rest[rest.index(after: rest.startIndex)..<close])
    let after = rest[rest.index(after: close)...]
    if name == "*" { return (Array(elements.indices), after) }
    if let index = Int(name) { return (elements.indices.contains(index) ? [index] : [], after) }
    return (elements.indices.filter { elements[$0].labels.contains(name) }, after)
  }

  /// Whether a name stands at the beginning and ends there.
  private static func begins(_ rest: Substring, with name: String) -> Bool {
    guard !name.isEmpty, rest.hasPrefix(name) else { return false }
    let next = rest.dropFirst(name.count).first
    return next == nil || next == "." || next == "["
  }

  /// The bracket that closes the first one; names in brackets may hold pairs of them.
  private static func closing(_ text: Substring) -> Substring.Index? {
    var depth = 0
    for index in text.indices {
      if text[index] == "[" { depth += 1 }
      if text[index] == "]" { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }

  static func areBracketsBalanced(_ text: String) -> Bool {
    var depth = 0
    for character in text {
      if character == "[" { depth += 1 }
      if character == "]" { depth -= 1 }
      if depth < 0 { return false }
    }
    return depth == 0
  }
}
