import Reports

/// Where a member of a result stands, such as `plans[0].monthlyCost.expected`.
struct FactPath: Hashable, Sendable {
  /// One step down.
  enum Step: Hashable, Sendable {
    case member(String)
    case index(Int)
  }

  var steps: [Step] = []

  func appending(_ step: Step) -> FactPath { FactPath(steps: steps + [step]) }

  var parent: FactPath { FactPath(steps: Array(steps.dropLast())) }

  /// The name of the member that it ends with; nil for an element of an array.
  var lastMember: String? { if case .member(let name)? = steps.last { name } else { nil } }

  func contains(member name: String) -> Bool { steps.contains(.member(name)) }
}

extension JSONValue {
  /// What stands at a path; nil where nothing does.
  subscript(path: FactPath) -> JSONValue? {
    var value: JSONValue? = self
    for step in path.steps {
      switch step {
      case .member(let name): value = value?[member: name]
      case .index(let index): value = value?[element: index]
      }
    }
    return value
  }

  /// The paths of everything that holds nothing further, members in order of their names.
  var leaves: [FactPath] {
    var paths: [FactPath] = []
    addLeaves(at: FactPath(), to: &paths)
    return paths
  }

  private func addLeaves(at path: FactPath, to paths: inout [FactPath]) {
    switch self {
    case _ where isLeaf: paths.append(path)
    case .array(let elements):
      for (index, element) in elements.enumerated() { element.addLeaves(at: path.appending(.index(index)), to: &paths) }
    case .object(let members):
      for (name, value) in members.sorted(by: { $0.key < $1.key }) {
        value.addLeaves(at: path.appending(.member(name)), to: &paths)
      }
    default: break
    }
  }

  /// The names that an element of an array may be asked for by, the best first.
  var labels: [String] {
    ["name", "plan", "key", "id", "limit", "meter", "resource", "service", "month"].compactMap {
      self[member: $0]?.asText
    }
  }

  /// The one name that a path is written with: none for a line of a bill, of which many share meter, month and resource.
  var ownLabel: String? { self[member: "quantity"] != nil && self[member: "meter"] != nil ? nil : labels.first }

  /// A path as a reader writes it: elements by their name where no other has it, else by their number.
  func text(of path: FactPath) -> String {
    var text = ""
    var value: JSONValue? = self
    for step in path.steps {
      switch step {
      case .member(let name):
        text += text.isEmpty ? name : ".\(name)"
        value = value?[member: name]
      case .index(let index):
        text += "[\(value?.label(ofElement: index) ?? "\(index)")]"
        value = value?[element: index]
      }
    }
    return text
  }

  /// Whether a member is that text.
  private func holds(text: String) -> Bool {
    guard case .object(let members) = self else { return false }
    return members.values.contains { if case .string(let own) = $0 { own == text } else { false } }
  }

  private func label(ofElement index: Int) -> String? {
    guard let elements = asElements, elements.indices.contains(index), let label = elements[index].ownLabel,
      !label.isEmpty, label != "*", Int(label) == nil, WrittenPath.areBracketsBalanced(label),
      elements.count(where: { $0.holds(text: label) }) == 1
    else { return nil }
    return label
  }
}
