import FoundationEssentials

/// A JSON document as a value; text is written with sorted keys, so equal values give equal bytes.
package enum JSONValue: Sendable, Codable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int)
  /// Not-a-number and infinities become null.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .boolean(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): if value.isFinite { try container.encode(value) } else { try container.encodeNil() }
    case .string(let value): try container.encode(value)
    case .array(let values): try container.encode(values)
    case .object(let members): try container.encode(members)
    }
  }

  /// Whole numbers that fit stay whole; text such as money stays text.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // Text first, for most of a result is text; an array that fails inside fails as an object too, and at once.
    if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if container.decodeNil() {
      self = .null
    } else if let values = try? container.decode([JSONValue].self) {
      self = .array(values)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// The value that UTF-8 text holds; nil where the text is no JSON, is cut off, or nests deeper than 512 levels.
  package init?(bytes: [UInt8]) {
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else { return nil }
    self = value
  }

  /// UTF-8 text, ending with a newline.
  ///
  /// - Parameter isPretty: indented for reading, or on one line for programs.
  package func text(isPretty: Bool) throws(ReportError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting =
      isPretty ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    } catch {
      throw ReportError(code: .encoding, facts: ["JSON"], cause: "\(error)")
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
  package init(stringLiteral value: String) { self = .string(value) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(uniqueKeysWithValues: elements))
  }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}
