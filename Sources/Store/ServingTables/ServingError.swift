/// Why a serving table could not be read or changed. Readers keep what they had.
package struct ServingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  package enum Code: String, Sendable {
    /// The database cannot be opened, read or written.
    case database
    /// The file is there and is no SQLite database.
    case notADatabase = "not-a-database"
    /// Another load or rollback is under way.
    case busy
    /// Something that is not ours has the name.
    case occupied
    /// The table serves lists of another kind.
    case otherKind = "other-kind"
    /// There is no such table or version to go back to.
    case noSuchVersion = "no-such-version"
    /// The database holds another number of rows than were written.
    case rowCount = "row-count"
    /// The tables in which recast keeps its versions contradict each other.
    case damaged
  }

  package let code: Code
  /// The database, without any password.
  package let database: String
  /// Names and numbers of the case, or what the database said; a full stop is put behind it where none is.
  package let detail: String

  package init(_ code: Code, database: String, _ detail: String = "") {
    (self.code, self.database, self.detail) = (code, database, detail)
  }

  /// One sentence that names the database.
  package var description: String {
    let sentence =
      switch code {
      case .database: "The database \(database) cannot be used"
      case .notADatabase: "\(database) is there and is no SQLite database; it is left as it is"
      case .busy: "Another load or rollback is under way in \(database); nothing was changed"
      case .occupied: "The name is taken in \(database) by something that recast did not make"
      case .otherKind: "The table in \(database) serves lists of another kind"
      case .noSuchVersion: "There is no such version in \(database)"
      case .rowCount: "Rows are missing in \(database); readers keep what they had"
      case .damaged: "The list of versions in \(database) is damaged"
      }
    let isSentence = detail.hasSuffix(".") || detail.hasSuffix("?")
    return detail.isEmpty ? sentence + "." : "\(sentence): \(detail)\(isSentence ? "" : ".")"
  }
}
