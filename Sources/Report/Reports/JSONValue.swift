import FoundationEssentials

/// A JSON document as a value; text is written with sorted keys, so equal values give equal bytes.
package enum JSONValue: Sendable, Encodable {
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
