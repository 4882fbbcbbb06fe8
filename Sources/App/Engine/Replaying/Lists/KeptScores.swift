import FoundationEssentials
import Glibc
import Interactions
import InteractionStore

/// Finished parts of a replay in a folder, so that one that was stopped goes on where it was.
///
/// A part is kept under a checksum of everything that its scores follow from (log, model, questions), so a part of another
/// log, model or program is never taken for this one's; what is damaged is done again.
struct KeptScores: Sendable {
  /// The folder.
  let path: String
  private let logChecksum: UInt64

  /// Raised when scores or questions change their meaning.
  private static let formatVersion: UInt64 = 1
  private static let bytesPerScore = 12

  /// - Parameter version: of the program, whose models may change from one to the next.
  /// - Throws: `FolderError` where the folder cannot be made.
  init(path: String, log: InteractionLog, version: String) throws(FolderError) {
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw FolderError(path: path, cause: "the folder for finished parts cannot be made")
    }
    var sum = Array(version.utf8).withUnsafeBytes { LogChecksum.of($0, seed: Self.formatVersion) }
    sum = Array(log.userIDs).withUnsafeBytes { LogChecksum.of($0, seed: sum) }
    sum = Array(log.itemIDs).withUnsafeBytes { LogChecksum.of($0, seed: sum) }
    sum = log.eventTypeIDs.withUnsafeBytes { LogChecksum.of($0, seed: sum) }
    sum = Array(log.values).withUnsafeBytes { LogChecksum.of($0, seed: sum) }
    logChecksum = Array(log.timestamps).withUnsafeBytes { LogChecksum.of($0, seed: sum) }
  }

  /// The name of a part.
  func key(of places: [Int], table: QuestionTable, identity: String, k: Int) -> String {
    var words: [Int64] = [Int64(k), Int64(places.count)]
    for place in places {
      let question = table.questions[place]
      let state = table.states[Int(question.state)]
      let request = Int(question.request)
      words += [
        state.isPopularList ? 1 : 0, Int64(state.events), Int64(state.newItemsUntil),
        Int64(table.requests.users[request]), table.requests.instants[request], Int64(question.profileEvents),
        Int64(question.catalogueItems), Int64(table.requests.truth(request).count),
      ]
    }
    let text = Array(identity.utf8).withUnsafeBytes { LogChecksum.of($0, seed: logChecksum) }
    let sum = words.withUnsafeBytes { LogChecksum.of($0, seed: text) }
    return "part-\(String(sum, radix: 16)).scores"
  }

  /// The scores kept under a name, or nil.
  func read(_ key: String, count: Int) -> [ListScore]? {
    let size = count * Self.bytesPerScore + 8
    guard let bytes = try? readFile(path + "/" + key, atMost: size), bytes.count == size else { return nil }
    return bytes.withUnsafeBytes { bytes in
      let body = UnsafeRawBufferPointer(rebasing: bytes[..<(size - 8)])
      guard bytes.loadUnaligned(fromByteOffset: size - 8, as: UInt64.self) == LogChecksum.of(body) else { return nil }
      return (0..<count).map { index in
        let start = index * Self.bytesPerScore
        return ListScore(
          ndcg: body.loadUnaligned(fromByteOffset: start, as: Double.self),
          firstRank: body.loadUnaligned(fromByteOffset: start + 8, as: Int16.self),
          hits: body.loadUnaligned(fromByteOffset: start + 10, as: Int16.self))
      }
    }
  }

  /// Keeps scores under a name, whole or not at all.
  /// - Throws: `FolderError`.
  func write(_ scores: [ListScore], _ key: String) throws(FolderError) {
    var bytes = [UInt8](repeating: 0, count: scores.count * Self.bytesPerScore + 8)
    bytes.withUnsafeMutableBytes { bytes in
      for (index, score) in scores.enumerated() {
        let start = index * Self.bytesPerScore
        bytes.storeBytes(of: score.ndcg, toByteOffset: start, as: Double.self)
        bytes.storeBytes(of: score.firstRank, toByteOffset: start + 8, as: Int16.self)
        bytes.storeBytes(of: score.hits, toByteOffset: start + 10, as: Int16.self)
      }
      let end = bytes.count - 8
      let sum = LogChecksum.of(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
      bytes.storeBytes(of: sum, toByteOffset: end, as: UInt64.self)
    }
    let temporary = "\(path)/\(key).\(getpid()).tmp"
    do {
      try Data(bytes).write(to: URL(filePath: temporary))
    } catch {
      throw FolderError(path: path, cause: "a finished part cannot be kept")
    }
    guard rename(temporary, path + "/" + key) == 0 else {
      throw FolderError(path: path, cause: String(cString: strerror(errno)))
    }
  }

  /// Removes all parts, once the result stands, and the folder where nothing else is in it.
  func clear() {
    let manager = FileManager.default
    for name in (try? manager.contentsOfDirectory(atPath: path)) ?? [] where name.hasPrefix("part-") {
      try? manager.removeItem(atPath: path + "/" + name)
    }
    rmdir(path)
  }
}
