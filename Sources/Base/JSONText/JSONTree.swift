/// A JSON text as a value: members in the order and number in which they are written, numbers as text, each value with its
/// place.
///
/// For small documents such as schemas; long ones are read with `JSONReader` and never held whole.
package struct JSONTree: Hashable, Sendable {
  /// One member of an object.
  package struct Member: Hashable, Sendable {
    package let key: String
    package let value: JSONTree

    package init(_ key: String, _ value: JSONTree) {
      self.key = key
      self.value = value
    }
  }

  /// What stands there.
  package enum Content: Hashable, Sendable {
    /// Members as written; a key may come more than once.
    case object([Member])
    case array([JSONTree])
    case string(String)
    /// A number as it is written.
    case number(String)
    case boolean(Bool)
    case null
  }

  package let content: Content
  /// Bytes before the value in its text; 0 for one that was not read.
  package let offset: Int

  package init(_ content: Content, offset: Int = 0) {
    self.content = content
    self.offset = offset
  }

  /// Values are equal that say the same, wherever they stand.
  package static func == (a: JSONTree, b: JSONTree) -> Bool { a.content == b.content }

  /// By what the value says alone, as `==` has it.
  package func hash(into hasher: inout Hasher) { hasher.combine(content) }

  /// Reads a whole text.
  ///
  /// - Parameter values: values in all at most, so that memory is bounded by some hundred bytes each.
  package init(_ bytes: [UInt8], limits: JSONReader.Limits = JSONReader.Limits(), values: Int = 100_000)
    throws(JSONError)
  {
    var reader = JSONReader(bytes, limits: limits)
    try self.init(from: &reader, values: values)
    try reader.end()
  }

  /// Reads the value that comes next.
  package init(from reader: inout JSONReader, values: Int = 100_000) throws(JSONError) {
    var left = values
    self = try JSONTree.read(&reader, left: &left)
  }

  // The recursion is as deep as the reader's limit lets the text nest.
  private static func read(_ reader: inout JSONReader, left: inout Int) throws(JSONError) -> JSONTree {
    let kind = try reader.kind()
    guard left > 0 else { throw reader.failure(.tooLong, "there are too many values") }
    left -= 1
    let offset = reader.offset
    switch kind {
    case .object:
      var members: [Member] = []
      try reader.beginObject()
      while let key = try reader.nextKey() { members.append(Member(key, try read(&reader, left: &left))) }
      return JSONTree(.object(members), offset: offset)
    case .array:
      var elements: [JSONTree] = []
      try reader.beginArray()
      while try reader.nextElement() { elements.append(try read(&reader, left: &left)) }
      return JSONTree(.array(elements), offset: offset)
    case .string: return JSONTree(.string(try reader.string()), offset: offset)
    case .number: return JSONTree(.number(try reader.stringOrNumber()), offset: offset)
    case .boolean: return JSONTree(.boolean(try reader.boolean()), offset: offset)
    case .null:
      try reader.skip()
      return JSONTree(.null, offset: offset)
    }
  }

  /// The value of the first member with a key; nil where there is none, or this is no object.
  package subscript(key: String) -> JSONTree? { members?.first { $0.key == key }?.value }

  /// The members of an object.
  package var members: [Member]? { if case .object(let members) = content { members } else { nil } }

  /// The elements of an array.
  package var elements: [JSONTree]? { if case .array(let elements) = content { elements } else { nil } }

  /// The text of a string.
  package var string: String? { if case .string(let text) = content { text } else { nil } }

  package var boolean: Bool? { if case .boolean(let value) = content { value } else { nil } }

  package var kind: JSONReader.Kind {
    switch content {
    case .object: .object
    case .array: .array
    case .string: .string
    case .number: .number
    case .boolean: .boolean
    case .null: .null
    }
  }

  /// Keys that the object has more than once, each as often as it comes again.
  package var repeatedKeys: [Member] {
    var seen = Set<String>()
    return (members ?? []).filter { !seen.insert($0.key).inserted }
  }
}
