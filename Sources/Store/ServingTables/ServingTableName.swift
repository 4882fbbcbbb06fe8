/// The name of a table that a product reads lists from, as it is in the database.
///
/// Only `quoted` goes into SQL: an identifier in double quotes, its own quotes doubled, cannot end early.
package struct ServingTableName: Hashable, Sendable, CustomStringConvertible {
  package let text: String

  /// Nil where the text is empty, longer than 48 bytes (PostgreSQL cuts names at 63, and a version is put behind), begins
  /// as the database's own tables do, or holds a control character.
  package init?(_ text: String) {
    let reserved = ["sqlite_", "pg_", "recast_"]
    guard !text.isEmpty, text.utf8.count <= 48, !reserved.contains(where: { text.lowercased().hasPrefix($0) }),
      text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) })
    else { return nil }
    self.text = text
  }

  package var description: String { text }

  /// The name as an SQL identifier.
  package var quoted: String { quotedIdentifier(text) }

  /// Name of the table that holds one version.
  func version(_ number: Int) -> String { "\(text)__v\(number)" }
}

/// An SQL identifier in double quotes (SQL-92, 5.2): any text is one name and nothing else.
func quotedIdentifier(_ text: String) -> String {
  "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}
