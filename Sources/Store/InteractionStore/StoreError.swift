import WholeFiles

/// Why a file or database could not be read or written.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with the file.
  package enum Code: String, Sendable {
    /// Nothing has that path.
    case notFound = "not-found"
    /// The path is a directory.
    case isDirectory = "is-directory"
    /// The path is a device or the like, not a file or pipe.
    case notAFile = "not-a-file"
    /// The system refused to read it.
    case unreadable
    /// The system refused to write it.
    case unwritable
    /// The file is compressed.
    case compressed
    /// The file is gzip, but damaged, cut off, or made to fill memory.
    case damagedCompression = "damaged-compression"
    /// A SQLite database that is not an interaction log of ours.
    case foreignDatabase = "foreign-database"
    /// A database of a later version of recast.
    case newerDatabase = "newer-database"
    /// A database of ours whose contents contradict each other, or that SQLite cannot read.
    case damagedDatabase = "damaged-database"
    /// Not a log that recast wrote.
    case foreignFile = "foreign-file"
    /// A log file of a later version of recast.
    case newerFile = "newer-file"
    /// A log file of an earlier version of recast, whose layout is read no more.
    case olderFile = "older-file"
    /// A log file of ours that was cut off or changed.
    case damagedFile = "damaged-file"
    /// A table, column or query that cannot be read from.
    case unusableQuery = "unusable-query"
    /// Something else has the path that was to be written.
    case occupied
  }

  package let code: Code
  /// The path as the user gave it.
  package let path: String
  /// What the system or SQLite said; empty when there is nothing to add.
  package let cause: String

  package init(_ code: Code, path: String, cause: String = "") {
    self.code = code
    self.path = path
    self.cause = cause
  }

  /// A file that could not be put in its place.
  init(_ failure: FileReplacement.Failure) {
    self.init(.unwritable, path: failure.path, cause: failure.cause)
  }

  /// One sentence that names the path.
  package var description: String {
    let sentence =
      switch code {
      case .notFound: "There is no file \(path)"
      case .isDirectory: "\(path) is a directory, not a file"
      case .notAFile: "\(path) is neither a file nor a pipe"
      case .unreadable: "\(path) cannot be read"
      case .unwritable: "\(path) cannot be written"
      case .compressed: "\(path) is compressed; unpack it first"
      case .damagedCompression: "\(path) cannot be unpacked"
      case .foreignDatabase: "\(path) is a SQLite database, but not an interaction log made by recast"
      case .newerDatabase: "\(path) was made by a later version of recast"
      case .damagedDatabase: "The database \(path) is damaged"
      case .foreignFile: "\(path) is not an interaction log made by recast"
      case .newerFile: "\(path) was made by a later version of recast"
      case .olderFile: "\(path) was made by an earlier version of recast; import the log again"
      case .damagedFile: "The log \(path) is damaged; import it again"
      case .unusableQuery: "\(path) cannot be read from"
      case .occupied: "\(path) is there already and is not an interaction log made by recast; it is left as it is"
      }
    return cause.isEmpty ? sentence + "." : "\(sentence): \(cause)."
  }
}
