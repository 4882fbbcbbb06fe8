import FoundationEssentials
import InteractionStore
import Scenarios

/// Reads results that were written to files.
package enum ResultLoading {
  /// No result comes near: a year of a hundred campaigns has a few megabytes.
  private static let mostMegabytes = 256

  /// The result in a file, or in the `facts.json` of a report's folder, with the users' own values beside it.
  ///
  /// - Throws: `ExplainError` where the file holds no result, `StoreError` where it cannot be read.
  package static func load(_ path: String) throws -> ResultDocument {
    var isFolder = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    let folder = exists && isFolder ? path + (path.hasSuffix("/") ? "" : "/") : PathText.folder(path)
    let file = exists && isFolder ? folder + "facts.json" : path
    let bytes = try readFile(file, atMost: mostMegabytes << 20)
    guard bytes.count < mostMegabytes << 20 else { throw ExplainError(.tooLarge, ["\(mostMegabytes)"]) }
    let beside = folder + "quality-per-user.csv"
    guard PathText.fileName(file) == "facts.json", FileManager.default.fileExists(atPath: beside) else {
      return try ResultDocument(bytes: bytes)
    }
    return try ResultDocument(bytes: bytes, perUser: try readFile(beside, atMost: mostMegabytes << 20))
  }
}
