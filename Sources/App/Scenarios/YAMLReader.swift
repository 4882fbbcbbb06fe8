import Measures
import Yams

/// A YAML mapping being read: hands out values by key, notes what is wrong with them, and in the end which keys nobody knew.
///
/// All readers of one file share a `ReadingNotes`, so that findings come all at once.
final class MappingReader {
  let path: String
  let notes: ReadingNotes
  private let mapping: Node.Mapping?
  private let line: Int?
  private var asked: [String] = []

  init(_ node: Node?, path: String, notes: ReadingNotes) {
    self.path = path
    self.notes = notes
    line = node?.mark?.line
    mapping = node?.mapping
    if let node, node.mapping == nil, !node.isNull {
      report("wrong-kind", nil, "holds a \(node.kindName) where a mapping of keys is needed.", line: node.mark?.line)
    }
  }

  /// The keys as written, in their order.
  var keys: [String] { mapping?.keys.compactMap { $0.scalar?.string } ?? [] }

  func key(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  func node(_ name: String) -> Node? {
    asked.append(name)
    return mapping?.first { $0.key.scalar?.string == name }?.value
  }

  func has(_ name: String) -> Bool { keys.contains(name) }

  /// Whether a key holds just this word.
  func says(_ name: String, _ word: String) -> Bool { node(name)?.scalar?.string == word }

  /// The mapping below a key; an empty one where the key is absent.
  func reader(_ name: String) -> MappingReader { MappingReader(node(name), path: key(name), notes: notes) }

  /// The text of a scalar; nil, with a finding, where it is something else, and nil where it is absent.
  func text(_ name: String) -> String? {
    guard let node = node(name), !node.isNull else { return nil }
    guard let scalar = node.scalar else {
      report("wrong-kind", name, "holds a \(node.kindName) where a single value is needed.", line: node.mark?.line)
      return nil
    }
    return scalar.string
  }

  /// A list of scalars; nil where absent.
  func texts(_ name: String) -> [String]? {
    guard let node = node(name), !node.isNull else { return nil }
    guard let sequence = node.sequence, sequence.allSatisfy({ $0.scalar != nil }) else {
      report("wrong-kind", name, "needs a list of plain values, such as [a, b].", line: node.mark?.line)
      return nil
    }
    return sequence.compactMap { $0.scalar?.string }
  }

  /// The mappings of a list; empty where absent.
  func readers(_ name: String) -> [MappingReader] {
    guard let node = node(name), !node.isNull else { return [] }
    guard let sequence = node.sequence else {
      report("wrong-kind", name, "needs a list, each entry beginning with `- `.", line: node.mark?.line)
      return []
    }
    return sequence.enumerated().map { MappingReader($1, path: "\(key(name))[\($0)]", notes: notes) }
  }

  /// Notes every key that was never asked for.
  func refuseUnknownKeys() {
    for (keyNode, _) in mapping ?? [:] {
      guard let name = keyNode.scalar?.string, !asked.contains(name) else { continue }
      // `{users: 20,000 users}` is two keys to YAML.
      let isTornNumber = name.prefix(3).allSatisfy(\.isNumber)
      let hint =
        isTornNumber
        ? "Within braces, write numbers without commas: 20000."
        : MappingReader.suggestion(name, asked)
          ?? "Known keys here: \(asked.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.joined(separator: ", "))."
      report("unknown-key", name, "is not a key that recast knows.", remedy: hint, line: keyNode.mark?.line)
    }
  }

  /// The line of a key, from 1, or of a key below it; nil where it is absent.
  func line(of name: String, _ below: String? = nil) -> Int? {
    guard let entry = mapping?.first(where: { $0.key.scalar?.string == name }) else { return nil }
    guard let below else { return entry.key.mark?.line }
    return entry.value.mapping?.first { $0.key.scalar?.string == below }?.key.mark?.line
  }

  /// Notes a finding at a key of this mapping, or at the mapping itself.
  func report(_ code: String, _ name: String?, _ message: String, remedy: String = "", line: Int? = nil) {
    let line = line ?? name.flatMap { self.line(of: $0) }
    notes.findings.append(
      Finding(
        code: code, source: notes.source, place: .key(path: name.map(key) ?? path, line: line ?? self.line),
        message: message, remedy: remedy))
  }

  private static func suggestion(_ name: String, _ known: [String]) -> String? {
    MeasuredText.suggestion(for: name, among: known).map { "Did you mean `\($0)`?" }
  }
}

/// What reading a file leaves behind besides its values.
final class ReadingNotes {
  let source: String
  var findings: [Finding] = []
  var ledger: [LedgerEntry] = []

  init(source: String) { self.source = source }
}

extension Node {
  var isNull: Bool {
    guard let scalar else { return false }
    return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
  }
  var kindName: String { mapping != nil ? "mapping" : sequence != nil ? "list" : "single value" }
}

/// The root mapping of YAML text, or nil with findings when it is not YAML, too large or no mapping.
func rootReader(of text: String, source: String) -> (MappingReader?, ReadingNotes) {
  let notes = ReadingNotes(source: source)
  func refuse(_ code: String, _ message: String, line: Int? = nil) -> (MappingReader?, ReadingNotes) {
    notes.findings.append(
      Finding(code: code, source: source, place: .key(path: "", line: line), message: message))
    return (nil, notes)
  }
  guard text.utf8.count <= 1_000_000 else { return refuse("too-large", "The file is larger than 1 MB.") }
  // An alias can stand for a thousand copies of another alias: a few hundred bytes would become gigabytes.
  if let line = lineOfAlias(in: text) {
    return refuse(
      "alias", "Anchors (&) and aliases (*) are not read; write the value out, or quote the text.", line: line)
  }
  do {
    guard let node = try Yams.compose(yaml: text) else { return refuse("empty", "The file is empty.") }
    guard node.mapping != nil else { return refuse("wrong-kind", "The file holds no mapping of keys.") }
    return (MappingReader(node, path: "", notes: notes), notes)
  } catch let error as YamlError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return refuse("not-yaml", "This is not YAML: \(problem).", line: mark.line)
    case .duplicatedKeysInMapping(let duplicates, let context):
      return refuse(
        "duplicate-key", "A key is given twice: \(duplicates.sorted().joined(separator: ", ")).",
        line: context.mark.line)
    default: return refuse("not-yaml", "This is not YAML: \(error).")
    }
  } catch {
    return refuse("not-yaml", "This is not YAML: \(error).")
  }
}

/// The first line on which a word begins like an anchor or alias, outside quotes and comments.
private func lineOfAlias(in text: String) -> Int? {
  for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
    var quote: Character?
    var before: Character = " "
    for (character, next) in zip(line, line.dropFirst() + [" "]) {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "#", before == " " {
        break
      } else if character == "&" || character == "*", " [{,:?-".contains(before), next != " " {
        return index + 1
      }
      before = character
    }
  }
  return nil
}
