extension JSONTree {
  /// The JSON value of a value that can be encoded: keys in alphabetical order, so that equal values give equal bytes;
  /// members without a value are left out.
  ///
  /// - Throws: what the value's own encoding throws; `EncodingError` for a number that JSON does not have.
  package init(encoding value: some Encodable) throws {
    let encoder = TreeEncoder(codingPath: [])
    try value.encode(to: encoder)
    self = encoder.slot.tree
  }

  /// A number as JSON text.
  package static func number(_ value: Double) -> JSONTree {
    // Whole numbers without a fraction, as other programs write them; 2^53 is where whole doubles end.
    let isWhole = value == value.rounded() && abs(value) < 9e15
    return JSONTree(.number(isWhole ? "\(Int64(value))" : "\(value)"))
  }
}

/// A value in the making, which its containers fill in.
private final class Slot {
  enum Content {
    case nothing
    case scalar(JSONTree)
    case object([String: Slot])
    case array([Slot])
  }
  var content = Content.nothing

  var tree: JSONTree {
    switch content {
    case .nothing: JSONTree(.null)
    case .scalar(let tree): tree
    case .object(let members):
      JSONTree(.object(members.sorted { $0.key < $1.key }.map { JSONTree.Member($0.key, $0.value.tree) }))
    case .array(let elements): JSONTree(.array(elements.map(\.tree)))
    }
  }

  func member(_ key: String) -> Slot {
    var members: [String: Slot] = [:]
    if case .object(let held) = content { members = held }
    let slot = Slot()
    members[key] = slot
    content = .object(members)
    return slot
  }

  func element() -> Slot {
    var elements: [Slot] = []
    if case .array(let held) = content { elements = held }
    let slot = Slot()
    content = .array(elements + [slot])
    return slot
  }

  /// Puts a value in.
  func fill(_ value: some Encodable, _ path: [any CodingKey]) throws {
    switch value {
    case let text as String: content = .scalar(JSONTree(.string(text)))
    case let flag as Bool: content = .scalar(JSONTree(.boolean(flag)))
    case let number as any FixedWidthInteger: content = .scalar(JSONTree(.number("\(number)")))
    case let number as Float: try fill(Double(number), path)
    case let number as Double:
      guard number.isFinite else {
        throw EncodingError.invalidValue(
          number, EncodingError.Context(codingPath: path, debugDescription: "JSON has no such number"))
      }
      content = .scalar(JSONTree.number(number))
    default: try value.encode(to: TreeEncoder(codingPath: path, slot: self))
    }
  }
}

private struct TreeEncoder: Encoder {
  var codingPath: [any CodingKey]
  var slot = Slot()
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .object = slot.content {} else { slot.content = .object([:]) }
    return KeyedEncodingContainer(ObjectEncoder(codingPath: codingPath, slot: slot))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .array = slot.content {} else { slot.content = .array([]) }
    return ArrayEncoder(codingPath: codingPath, slot: slot)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { ScalarEncoder(codingPath: codingPath, slot: slot) }
}

private struct ObjectEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  var codingPath: [any CodingKey]
  let slot: Slot

  func encodeNil(forKey key: Key) {}
  func encode(_ value: some Encodable, forKey key: Key) throws {
    try slot.member(key.stringValue).fill(value, codingPath + [key])
  }
  func nestedContainer<Nested: CodingKey>(
    keyedBy keyType: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    TreeEncoder(codingPath: codingPath + [key], slot: slot.member(key.stringValue)).container(keyedBy: keyType)
  }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    TreeEncoder(codingPath: codingPath + [key], slot: slot.member(key.stringValue)).unkeyedContainer()
  }
  func superEncoder() -> any Encoder { TreeEncoder(codingPath: codingPath, slot: slot.member("super")) }
  func superEncoder(forKey key: Key) -> any Encoder {
    TreeEncoder(codingPath: codingPath + [key], slot: slot.member(key.stringValue))
  }
}

private struct ArrayEncoder: UnkeyedEncodingContainer {
  var codingPath: [any CodingKey]
  let slot: Slot
  var count: Int { if case .array(let elements) = slot.content { elements.count } else { 0 } }

  func encodeNil() { _ = slot.element() }
  func encode(_ value: some Encodable) throws { try slot.element().fill(value, codingPath) }
  func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type) -> KeyedEncodingContainer<Nested> {
    TreeEncoder(codingPath: codingPath, slot: slot.element()).container(keyedBy: keyType)
  }
  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    TreeEncoder(codingPath: codingPath, slot: slot.element()).unkeyedContainer()
  }
  func superEncoder() -> any Encoder { TreeEncoder(codingPath: codingPath, slot: slot.element()) }
}

private struct ScalarEncoder: SingleValueEncodingContainer {
  var codingPath: [any CodingKey]
  let slot: Slot

  func encodeNil() { slot.content = .scalar(JSONTree(.null)) }
  func encode(_ value: some Encodable) throws { try slot.fill(value, codingPath) }
}
