extension JSONTree {
  /// A value of a type that can be decoded; members that the type does not know are passed over, null is as absent.
  ///
  /// - Throws: `JSONError` of code `wrong-kind` with the path of what is missing or of another kind.
  package func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws(JSONError) -> Value {
    do { return try value(type, []) } catch let error as JSONError { throw error } catch let error as DecodingError {
      throw JSONTree.failure(error)
    } catch {
      throw JSONError(code: .wrongKind, offset: offset, path: "", detail: "\(error)")
    }
  }

  private static func failure(_ error: DecodingError) -> JSONError {
    switch error {
    case .keyNotFound(let key, let context): failure(context.codingPath + [key], "the member is missing")
    case .valueNotFound(_, let context): failure(context.codingPath, "there is no value")
    case .typeMismatch(_, let context), .dataCorrupted(let context):
      failure(context.codingPath, context.debugDescription)
    @unknown default: failure([], "\(error)")
    }
  }

  fileprivate static func failure(_ path: [any CodingKey], _ detail: String, offset: Int = 0) -> JSONError {
    var text = ""
    for key in path {
      if let index = key.intValue { text += "[\(index)]" } else { text += (text.isEmpty ? "" : ".") + key.stringValue }
    }
    return JSONError(code: .wrongKind, offset: offset, path: text, detail: detail)
  }

  fileprivate func wrongKind(_ wanted: String, _ path: [any CodingKey]) -> JSONError {
    JSONTree.failure(path, "\(kind.words) stands where \(wanted) is needed", offset: offset)
  }

  fileprivate func value<Value: Decodable>(_ type: Value.Type, _ path: [any CodingKey]) throws -> Value {
    switch type {
    case is String.Type:
      guard case .string(let text) = content, let value = text as? Value else { throw wrongKind("a string", path) }
      return value
    case is Bool.Type:
      guard case .boolean(let flag) = content, let value = flag as? Value else { throw wrongKind("a boolean", path) }
      return value
    case let whole as any FixedWidthInteger.Type:
      guard case .number(let text) = content else { throw wrongKind("a number", path) }
      guard let value = JSONTree.number(text, whole) as? Value else {
        throw JSONTree.failure(
          path, "`\(text)` is no whole number of \(JSONTree.bits(of: whole)) bits", offset: offset)
      }
      return value
    case is Float.Type:
      guard case .number(let text) = content else { throw wrongKind("a number", path) }
      guard let number = Float(text), number.isFinite, let value = number as? Value else {
        throw JSONTree.failure(path, "`\(text)` is too large", offset: offset)
      }
      return value
    case is Double.Type:
      guard case .number(let text) = content else { throw wrongKind("a number", path) }
      guard let number = Double(text), number.isFinite, let value = number as? Value else {
        throw JSONTree.failure(path, "`\(text)` is too large", offset: offset)
      }
      return value
    default: return try Value(from: TreeDecoder(codingPath: path, tree: self))
    }
  }

  /// A whole number of a type; some writers give it a fraction of zero.
  private static func number<Whole: FixedWidthInteger>(_ text: String, _ type: Whole.Type) -> Any? {
    Whole(text) ?? Double(text).flatMap { Whole(exactly: $0) }
  }

  private static func bits<Whole: FixedWidthInteger>(of type: Whole.Type) -> Int { type.bitWidth }
}

private struct TreeDecoder: Decoder {
  var codingPath: [any CodingKey]
  let tree: JSONTree
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard let members = tree.members else { throw tree.wrongKind("an object", codingPath) }
    // Of a key that comes twice the first counts, as in `JSONTree`.
    let values = Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
    return KeyedDecodingContainer(ObjectDecoder(codingPath: codingPath, values: values))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard let elements = tree.elements else { throw tree.wrongKind("an array", codingPath) }
    return ArrayDecoder(codingPath: codingPath, elements: elements)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { ScalarDecoder(codingPath: codingPath, tree: tree) }
}

private struct ObjectDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
  var codingPath: [any CodingKey]
  let values: [String: JSONTree]
  var allKeys: [Key] { values.keys.compactMap { Key(stringValue: $0) } }

  private func tree(_ key: Key) throws -> JSONTree {
    guard let tree = values[key.stringValue] else {
      throw JSONTree.failure(codingPath + [key], "the member is missing")
    }
    return tree
  }

  func contains(_ key: Key) -> Bool { values[key.stringValue] != nil }
  func decodeNil(forKey key: Key) throws -> Bool { try tree(key).kind == .null }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try tree(key).value(type, codingPath + [key])
  }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try TreeDecoder(codingPath: codingPath + [key], tree: tree(key)).container(keyedBy: type)
  }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try TreeDecoder(codingPath: codingPath + [key], tree: tree(key)).unkeyedContainer()
  }
  func superDecoder() throws -> any Decoder {
    TreeDecoder(codingPath: codingPath, tree: values["super"] ?? JSONTree(.null))
  }
  func superDecoder(forKey key: Key) throws -> any Decoder {
    TreeDecoder(codingPath: codingPath + [key], tree: try tree(key))
  }
}

private struct IndexKey: CodingKey {
  let index: Int
  var intValue: Int? { index }
  var stringValue: String { "\(index)" }
  init(_ index: Int) { self.index = index }
  init?(intValue: Int) { index = intValue }
  init?(stringValue: String) { return nil }
}

private struct ArrayDecoder: UnkeyedDecodingContainer {
  var codingPath: [any CodingKey]
  let elements: [JSONTree]
  var currentIndex = 0
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  init(codingPath: [any CodingKey], elements: [JSONTree]) {
    self.codingPath = codingPath
    self.elements = elements
  }

  private var path: [any CodingKey] { codingPath + [IndexKey(currentIndex)] }

  private mutating func next() throws -> JSONTree {
    guard !isAtEnd else { throw JSONTree.failure(path, "the array is at its end") }
    defer { currentIndex += 1 }
    return elements[currentIndex]
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex].kind == .null else { return false }
    currentIndex += 1
    return true
  }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let path = path
    return try next().value(type, path)
  }
  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
    let path = path
    return try TreeDecoder(codingPath: path, tree: next()).container(keyedBy: type)
  }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    let path = path
    return try TreeDecoder(codingPath: path, tree: next()).unkeyedContainer()
  }
  mutating func superDecoder() throws -> any Decoder {
    let path = path
    return TreeDecoder(codingPath: path, tree: try next())
  }
}

private struct ScalarDecoder: SingleValueDecodingContainer {
  var codingPath: [any CodingKey]
  let tree: JSONTree

  func decodeNil() -> Bool { tree.kind == .null }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try tree.value(type, codingPath) }
}
