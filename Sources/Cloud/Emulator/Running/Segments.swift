import Attributes
import Dispatch
import Filters
import Interactions
import JSONText
import Recommenders
import Synchronization

/// Answers the lines of a batch segment job: who is likely to take an item, or items of some attributes.
///
/// A user's affinity to an item is the sum, over what the user took, of the weight 1 / log₂(1 + rank) that its place in the
/// list of items like it has, the item itself being the first; to attributes, the number of events with items that have
/// them, over the root of the user's number of events. Our own formulas: the service's are not published.
struct Segments {
  let model: ServedModel
  let isOfAttributes: Bool
  /// Items as a table; for attributes.
  let items: AttributeTable?
  /// Users that a filter lets through, by the model's numbers; nil for all.
  let allowed: ItemSet?
  let count: Int

  private static let neighbours = 500

  /// The `.out` file of an input file, and how many lines were answered.
  func output(_ input: [UInt8]) -> (bytes: [UInt8], lines: Int) {
    let lines = input.split(separator: UInt8(ascii: "\n")).filter { line in line.contains { $0 > 0x20 } }
    let parts = Mutex([[UInt8]](repeating: [], count: lines.count))
    DispatchQueue.concurrentPerform(iterations: lines.count) { index in
      let bytes = Array(answer(Array(lines[index])).compactText.utf8) + [UInt8(ascii: "\n")]
      parts.withLock { $0[index] = bytes }
    }
    return (parts.withLock { $0.flatMap(\.self) }, lines.count)
  }

  private func answer(_ line: [UInt8]) -> JSONTree {
    guard line.count <= BatchAnswering.lineBytes, let tree = try? JSONTree(line), tree.kind == .object else {
      // Readers look for members of the input, so it is an object here too.
      return failed(.object([]), "The input line is not a valid JSON object.")
    }
    do throws(ServiceFault) {
      let users = best(try affinities(tree)).map { JSONTree.text(model.trained.users[Int($0)]) }
      return .object([
        ("input", tree), ("output", .object([("usersList", .array(users))])), ("error", JSONTree(.null)),
      ])
    } catch {
      return failed(tree, error.message)
    }
  }

  private func failed(_ input: JSONTree, _ message: String) -> JSONTree {
    .object([("input", input), ("output", JSONTree(.null)), ("error", .text(message))])
  }

  /// Each user's affinity, 0 for none.
  private func affinities(_ line: JSONTree) throws(ServiceFault) -> [Float] {
    var weights = [Float](repeating: 0, count: model.trained.items.count)
    if isOfAttributes {
      guard let expression = line["itemAttributes"]?.string else {
        throw .invalid("The input line must have itemAttributes.")
      }
      for item in try itemsWith(expression) { weights[Int(item)] = 1 }
    } else {
      guard let name = line["itemId"]?.string, !name.isEmpty else {
        throw .invalid("The input line must have an itemId.")
      }
      guard let item = model.items[name] else { throw .invalid("The item \(name.prefix(256)) is not known.") }
      let similar = model.withMemory { memory in
        model.similar(to: name, count: Self.neighbours, allowed: nil, memory: &memory)
      }
      weights[Int(item)] = 1
      for (rank, other) in similar.enumerated() { weights[Int(other.index)] = 1 / logarithm2(Float(rank + 3)) }
    }
    let histories = model.trained.histories
    return (0..<histories.userCount).map { user in
      let own = histories.offsets[user]..<histories.offsets[user + 1]
      var sum: Float = 0
      for place in own { sum += weights[Int(histories.items[place])] }
      return isOfAttributes && sum > 0 ? sum / Float(own.count).squareRoot() : sum
    }
  }

  /// The users with the highest affinities, equal ones in the order of the log.
  private func best(_ affinities: [Float]) -> ArraySlice<Int32> {
    affinities.indices.filter { affinities[$0] > 0 && allowed?.contains(Int32($0)) ?? true }
      .map { Int32($0) }
      .sorted { a, b in
        let (x, y) = (affinities[Int(a)], affinities[Int(b)])
        return x != y ? x > y : a < b
      }.prefix(count)
  }

  /// Items that have the attributes of an expression such as `ITEMS.GENRE = "Comedy" AND ITEMS.BRAND = "Acme"`.
  private func itemsWith(_ expression: String) throws(ServiceFault) -> [Int32] {
    guard let items else { throw .invalid("The dataset group has no items.") }
    guard expression.utf8.count <= 2500 else { throw .invalid("The expression is longer than 2500 characters.") }
    // As a filter: `=` with a text is IN with it.
    let terms = Self.terms(expression)
    guard let terms else { throw .invalid("The itemAttributes expression cannot be read: use = and AND alone.") }
    let text = "INCLUDE ItemID WHERE " + terms.map { "Items.\($0.field) \($0.test)" }.joined(separator: " AND ")
    guard let parsed = FilterText(text).expression, case .success(let bound) = parsed.bound() else {
      throw .invalid("The itemAttributes expression cannot be read.")
    }
    do {
      let compiled = try CompiledFilter(bound, subjects: items.aligned(to: model.trained.items))
      var scratch = FilterScratch()
      return compiled.allowed(for: FilterRequest(), scratch: &scratch).members
    } catch { throw .invalid("\(error)") }
  }

  /// The conditions of an expression; nil where it is none.
  private static func terms(_ expression: String) -> [(field: String, test: String)]? {
    var rest = Substring(expression)
    var terms: [(field: String, test: String)] = []
    while true {
      rest = rest.drop { $0.isWhitespace }
      guard rest.prefix(6).uppercased() == "ITEMS." else { return nil }
      rest = rest.dropFirst(6)
      let field = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      rest = rest.dropFirst(field.count).drop { $0.isWhitespace }
      guard !field.isEmpty, rest.first == "=" else { return nil }
      rest = rest.dropFirst().drop { $0.isWhitespace }
      if let quote = rest.first, quote == "\"" || quote == "'" {
        rest = rest.dropFirst()
        guard let end = rest.firstIndex(of: quote) else { return nil }
        terms.append((String(field), "IN (\(quote)\(rest[..<end])\(quote))"))
        rest = rest[rest.index(after: end)...]
      } else {
        let number = rest.prefix { !$0.isWhitespace }
        guard Double(decimal: number) != nil else { return nil }
        terms.append((String(field), "= \(number)"))
        rest = rest.dropFirst(number.count)
      }
      rest = rest.drop { $0.isWhitespace }
      if rest.isEmpty { return terms }
      guard rest.prefix(3).uppercased() == "AND", rest.dropFirst(3).first?.isWhitespace == true else { return nil }
      rest = rest.dropFirst(3)
    }
  }
}
