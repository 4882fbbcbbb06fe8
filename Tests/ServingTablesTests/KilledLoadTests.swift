import BatchFiles
import Foundation
import GRDB
import ServingTables
import Testing

/// What a reader of the table `recs` gets: for each version tag that occurs, how many rows of it.
private func tags(_ path: String) throws -> [String: Int] {
  var configuration = Configuration()
  // As a product's own connections do: opening and closing a database in WAL mode takes a moment's lock.
  configuration.busyMode = .timeout(5)
  return try DatabaseQueue(path: path, configuration: configuration).read { database in
    let rows = try Row.fetchAll(
      database, sql: "SELECT substr(item_id, 1, instr(item_id, '-') - 1) AS tag, count(*) FROM recs GROUP BY tag")
    return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
  }
}

/// The built program, beside the test bundle.
private let program: String = {
  let bundle = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
  return bundle.appending(path: "recast").path
}()

private func start(_ arguments: [String]) throws -> Process {
  let process = Process()
  process.executableURL = URL(filePath: program)
  process.arguments = arguments
  process.standardOutput = FileHandle.nullDevice
  process.standardError = FileHandle.nullDevice
  try process.run()
  return process
}

@Suite("Loads that are killed, and readers meanwhile", .serialized) struct KilledLoadTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "recast-killed-\(UUID().uuidString)").path
  private let users = 800
  private let length = 25

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  /// A job's output whose items carry a tag.
  private func output(_ tag: String) throws -> String {
    let path = "\(folder)/\(tag).out"
    var text = ""
    for user in 0..<users {
      let items = (0..<length).map { #""\#(tag)-\#((user + $0 * 7) % 500)""# }.joined(separator: ",")
      text += #"{"input":{"userId":"u\#(user)"},"output":{"recommendedItems":[\#(items)]},"error":null}"# + "\n"
    }
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  private func arguments(_ output: String, into path: String) -> [String] {
    ["log", "load", output, "--into", path, "--table", "recs", "--require-overlap", "0%", "--keep", "2"]
  }

  @Test(
    "killed at any moment of a load or rollback, readers have one whole version, and the next load works",
    .enabled(if: FileManager.default.isExecutableFile(atPath: program)))
  func killed() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/app.sqlite"
    let first = try start(arguments(try output("t0"), into: path))
    first.waitUntilExit()
    #expect(first.terminationStatus == 0)
    // The time of one whole load sets how long others may live.
    let began = Date()
    let second = try start(arguments(try output("t1"), into: path))
    second.waitUntilExit()
    let whole = Date().timeIntervalSince(began)
    #expect(try tags(path) == ["t1": users * length])

    let seed = UInt64(20_261_125)
    var state = seed
    func moment() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    var outcomes = Set<String>()
    var last = "t1"
    for round in 0..<24 {
      let tag = "r\(round)"
      let isRollback = round % 4 == 3
      let process = try start(
        isRollback ? ["log", "rollback", path, "--table", "recs"] : arguments(try output(tag), into: path))
      usleep(UInt32(moment() * (isRollback ? 0.3 : 2) * whole * 1e6))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let found = try tags(path)
      #expect(found.count == 1 && found.values.first == users * length, "round \(round) of seed \(seed): \(found)")
      let now = found.keys.first ?? ""
      if !isRollback { #expect([tag, last].contains(now), "round \(round) of seed \(seed)") }
      outcomes.insert(now == last ? "old" : "new")
      last = now
    }
    #expect(outcomes == ["old", "new"], "the moments cover both sides of the swap")
    let final = try start(arguments(try output("end"), into: path))
    final.waitUntilExit()
    #expect(final.terminationStatus == 0)
    #expect(try tags(path) == ["end": users * length])
    let versions = try SQLiteServingStore(path: path).versions()
    #expect(versions.count <= 3 && versions.allSatisfy { $0.state != .loading })
  }

  @Test("readers during five swaps see one whole version at every read, the versions in order") func readers()
    async throws
  {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/app.sqlite"
    let table = try #require(ServingTableName("recs"))
    func load(_ tag: Int) throws {
      let load = try SQLiteServingStore(path: path).begin(table, kind: .personalization, source: "", loadedAt: "")
      for user in 0..<users {
        try load.add(
          BatchAnswer(kind: .personalization, key: "u\(user)", items: (0..<length).map { "\(tag)-\($0)" }))
      }
      _ = try load.publish(keeping: 1)
    }
    try load(0)
    let rows = users * length
    let reader = Task {
      var seen: [Int] = []
      while seen.last != 5, !Task.isCancelled {
        let found = try tags(path)
        guard found.count == 1, let tag = found.first, tag.value == rows else { return [-1] }
        seen.append(Int(tag.key) ?? -1)
      }
      return seen
    }
    for tag in 1...5 { try load(tag) }
    let seen = try await reader.value
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 <= $1 } && seen.last == 5, "\(seen)")
  }
}
