import Measures
import Reports

extension JSONValue {
  var asText: String? { if case .string(let text) = self { text } else { nil } }
  var asInteger: Int? { if case .integer(let value) = self { value } else { nil } }
  var asFlag: Bool? { if case .boolean(let value) = self { value } else { nil } }
  var asElements: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }

  /// A number for ratios and comparisons; money is never read this way.
  var asNumber: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  subscript(member name: String) -> JSONValue? {
    if case .object(let members) = self { members[name] } else { nil }
  }

  subscript(element index: Int) -> JSONValue? {
    if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
  }

  /// Whether it holds nothing further to ask for.
  var isLeaf: Bool {
    switch self {
    case .array(let elements): elements.isEmpty
    case .object(let members): members.isEmpty
    default: true
    }
  }

  /// The value as the file has it, containers by their size.
  var stored: String {
    switch self {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let text): text
    case .array(let elements): elements.isEmpty ? "none" : "\(elements.count) elements"
    case .object(let members): members.isEmpty ? "nothing" : "\(members.count) members"
    }
  }
}
