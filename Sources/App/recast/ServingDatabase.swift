import InteractionStore
import PostgreSQL
import ServingTables

/// The database of a serving table, as commands name it.
enum ServingDatabase {
  static func open(_ name: String, mustExist: Bool) throws -> any ServingStore {
    if ["mysql:", "http:", "https:", "s3:", "sqlite:"].contains(where: name.hasPrefix) {
      throw Stop(
        .wrongInput,
        "`\(quoted(name))` is no database of serving tables. Give a SQLite file or postgresql://host/database.")
    }
    if PostgresTarget.isTarget(name) { return try run { try PostgresServingStore(target: name) } }
    return try run { try SQLiteServingStore(path: name, mustExist: mustExist) }
  }

  static func tableName(_ text: String) throws -> ServingTableName {
    if let name = ServingTableName(text) { return name }
    throw Stop(
      .wrongInput,
      "--table `\(quoted(text))` is no name: it has 1 to 48 bytes, none of them a control character, and does not begin "
        + "with sqlite_, pg_ or recast_.")
  }

  /// Runs work; its errors end the command with the exit code that is theirs.
  static func run<Result>(_ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch let error as ServingError {
      switch error.code {
      case .noSuchVersion, .occupied, .otherKind, .notADatabase: throw Stop(.wrongInput, quoted("\(error)"))
      case .rowCount: throw Stop(.failedCheck, quoted("\(error)"))
      case .database, .busy, .damaged: throw Stop(.environment, quoted("\(error)"))
      }
    } catch let error as KeyFileError {
      throw Stop(.wrongInput, quoted("\(error)"))
    } catch let error as StoreError {
      throw Stop(.environment, quoted("\(error)"))
    }
  }

  /// A stranger's text for a terminal: at most 300 characters, and none that would steer it.
  static func quoted(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(300) {
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return text.unicodeScalars.count > 300 ? result + "…" : result
  }
}
