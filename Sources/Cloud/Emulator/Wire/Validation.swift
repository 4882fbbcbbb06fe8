import JSONText

/// Checks a request against the operation table.
enum Validation {
  /// The members that the operation knows, in its order, or the service's refusal with all that is wrong.
  ///
  /// Members that are null count as absent, and those that the operation does not know are passed over, as the service
  /// does.
  static func checked(_ request: JSONTree, _ members: [Shape.Member]) throws(ServiceFault) -> Input {
    guard request.kind == .object else { throw .notJSON("Start of structure or map found where not expected.") }
    var work = Work()
    let object = try work.object(request, members, at: "")
    guard work.violations.isEmpty else {
      let count = work.violations.count
      throw .invalid(
        "\(count) validation error\(count == 1 ? "" : "s") detected: "
          + work.violations.prefix(20).joined(separator: "; "))
    }
    return Input(object)
  }

  private struct Work {
    var violations: [String] = []

    mutating func note(_ value: String?, _ path: String, _ constraint: String) {
      let shown = value.map { "'\($0.prefix(100).description.escapingControls)'" } ?? "null"
      violations.append("Value \(shown) at '\(path)' failed to satisfy constraint: Member must \(constraint)")
    }

    mutating func object(
      _ tree: JSONTree, _ members: [Shape.Member], at path: String
    ) throws(ServiceFault) -> JSONTree {
      var kept: [JSONTree.Member] = []
      for member in members {
        let inner = path.isEmpty ? member.name : "\(path).\(member.name)"
        guard let value = tree[member.name], value.kind != .null else {
          if member.isRequired { note(nil, inner, "not be null") }
          continue
        }
        kept.append(.init(member.name, try self.value(value, member.shape, at: inner)))
      }
      return JSONTree(.object(kept))
    }

    mutating func value(_ tree: JSONTree, _ shape: Shape, at path: String) throws(ServiceFault) -> JSONTree {
      switch (shape, tree.content) {
      case (.text(let bounds, let pattern), .string(let text)):
        check(text, bounds, pattern, at: path)
        return tree
      case (.choice(let names), .string(let text)):
        if !names.contains(text) {
          note(text, path, "satisfy enum value set: [\(names.joined(separator: ", "))]")
        }
        return tree
      case (.whole(let bounds), .number(let text)):
        guard let number = Int64(text) ?? Double(text).flatMap({ Int64(exactly: $0) }), number.magnitude < 1 << 31
        else { throw Self.wrongType("integer", at: path) }
        checkValue(Double(number), text, bounds, at: path)
        return JSONTree(.number("\(number)"))
      case (.number(let bounds), .number(let text)):
        guard let number = Double(text), number.isFinite else { throw Self.wrongType("number", at: path) }
        checkValue(number, text, bounds, at: path)
        return tree
      case (.time, .number(let text)):
        guard let number = Double(text), number.magnitude < 1e12 else { throw Self.wrongType("timestamp", at: path) }
        return tree
      case (.boolean, .boolean): return tree
      case (.object(let members), .object): return try object(tree, members, at: path)
      case (.list(let element, let bounds), .array(let elements)):
        checkLength(elements.count, "a list of \(elements.count)", bounds, at: path)
        var kept: [JSONTree] = []
        for (index, value) in elements.enumerated() where value.kind != .null {
          kept.append(try self.value(value, element, at: "\(path).\(index + 1).member"))
        }
        return JSONTree(.array(kept))
      case (.map(let key, let inner, let bounds), .object(let members)):
        checkLength(members.count, "a map of \(members.count)", bounds, at: path)
        var kept: [JSONTree.Member] = []
        for member in members where member.value.kind != .null {
          _ = try value(JSONTree(.string(member.key)), key, at: "\(path).key")
          kept.append(.init(member.key, try value(member.value, inner, at: "\(path).\(member.key).member")))
        }
        return JSONTree(.object(kept))
      default: throw Self.wrongType(shape.words, at: path)
      }
    }

    private static func wrongType(_ wanted: String, at path: String) -> ServiceFault {
      .notJSON("The value at '\(path.prefix(200).description.escapingControls)' can not be converted to \(wanted).")
    }

    private mutating func check(_ text: String, _ bounds: Shape.Bounds, _ pattern: TextPattern?, at path: String) {
      checkLength(text.unicodeScalars.count, text, bounds, at: path)
      guard let pattern, text.utf8.count <= 8000, !pattern.matches(text) else { return }
      note(text, path, "satisfy regular expression pattern: \(pattern.expression)")
    }

    private mutating func checkLength(_ count: Int, _ shown: String, _ bounds: Shape.Bounds, at path: String) {
      switch bounds.breach(Double(count)) {
      case .less(let least): note(shown, path, "have length greater than or equal to \(Int(least))")
      case .more(let most): note(shown, path, "have length less than or equal to \(Int(most))")
      case nil: break
      }
    }

    private mutating func checkValue(_ number: Double, _ shown: String, _ bounds: Shape.Bounds, at path: String) {
      switch bounds.breach(number) {
      case .less(let least): note(shown, path, "have value greater than or equal to \(Int(least))")
      case .more(let most): note(shown, path, "have value less than or equal to \(Int(most))")
      case nil: break
      }
    }
  }
}

extension Shape {
  fileprivate var words: String {
    switch self {
    case .text, .choice: "a string"
    case .whole: "an integer"
    case .number: "a number"
    case .boolean: "a boolean"
    case .time: "a timestamp"
    case .object: "a structure"
    case .list: "a list"
    case .map: "a map"
    }
  }
}

/// A checked request.
struct Input: Sendable, Hashable {
  let tree: JSONTree

  init(_ tree: JSONTree) { self.tree = tree }

  var members: [JSONTree.Member] { tree.members ?? [] }

  subscript(key: String) -> JSONTree? { tree[key] }

  /// A text; nil where it is not given.
  func text(_ key: String) -> String? { tree[key]?.string }

  /// A text that the table requires.
  func required(_ key: String) -> String { tree[key]?.string ?? "" }

  func whole(_ key: String) -> Int? { tree[key]?.whole }

  func flag(_ key: String) -> Bool? { tree[key]?.boolean }
}

extension JSONTree {
  /// A whole number.
  var whole: Int? { if case .number(let text) = content { Int(text) } else { nil } }

  /// A number.
  var number: Double? { if case .number(let text) = content { Double(text) } else { nil } }

  static func text(_ text: String) -> JSONTree { JSONTree(.string(text)) }
  static func flag(_ value: Bool) -> JSONTree { JSONTree(.boolean(value)) }
  static func whole(_ value: Int) -> JSONTree { JSONTree(.number("\(value)")) }
  /// A finite number, as short as it can be read back.
  static func number(_ value: Double) -> JSONTree { JSONTree(.number(value.isFinite ? "\(value)" : "0")) }
  static func object(_ members: [(String, JSONTree)]) -> JSONTree {
    JSONTree(.object(members.map { Member($0.0, $0.1) }))
  }
  static func array(_ elements: [JSONTree]) -> JSONTree { JSONTree(.array(elements)) }
}
