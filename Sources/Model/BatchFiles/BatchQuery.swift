/// One line of a batch job's input: a query in JSON Lines.
package struct BatchQuery: Hashable, Sendable {
  package let kind: BatchKind
  /// The user, or the item for related items.
  package let key: String
  /// The items to be ordered; empty unless `kind` is `ranking`.
  package let candidates: [String]

  /// Items that one line may ask to be ordered. Source: developer guide, quota of GetPersonalizedRanking, 2025.
  package static let mostCandidates = 500

  package init(user: String) { (kind, key, candidates) = (.personalization, user, []) }
  package init(item: String) { (kind, key, candidates) = (.relatedItems, item, []) }
  package init(user: String, candidates: [String]) {
    (kind, key, self.candidates) = (.ranking, user, candidates)
  }

  /// Appends the query as one line of UTF-8 JSON with its line feed.
  package func write(to bytes: inout [UInt8]) {
    switch kind {
    case .personalization: bytes += #"{"userId":"#.utf8
    case .relatedItems, .segment: bytes += #"{"itemId":"#.utf8
    case .ranking: bytes += #"{"userId":"#.utf8
    }
    BatchQuery.append(key, to: &bytes)
    if kind == .ranking {
      bytes += #","itemList":["#.utf8
      for (index, item) in candidates.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        BatchQuery.append(item, to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    }
    bytes += "}\n".utf8
  }

  /// A JSON string; what is not ASCII stays as it is (RFC 8259, 7).
  private static func append(_ text: String, to bytes: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0..<0x20: bytes += Array(#"\u00"#.utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
