import Foundation
import PostgreSQL
import ServingTables
import TestSupport
import Testing

/// The built program, beside the test bundle.
private let program: String = {
  let bundle = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
  return bundle.appending(path: "recast").path
}()

@Suite(
  "Loads into PostgreSQL that are killed", .serialized,
  .enabled(if: PostgresServer.isInstalled, "Debian's package postgresql is not installed"),
  .enabled(if: FileManager.default.isExecutableFile(atPath: program), "the program is not built"))
struct KilledPostgresLoadTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "recast-killed-\(UUID().uuidString)").path
  private let users = 800
  private let length = 25

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  /// Starts the load of a job's output whose items carry a tag.
  private func start(_ tag: String, _ server: PostgresServer) throws -> Process {
    let path = "\(folder)/\(tag).out"
    var text = ""
    for user in 0..<users {
      let items = (0..<length).map { #""\#(tag)-\#((user + $0 * 7) % 500)""# }.joined(separator: ",")
      text += #"{"input":{"userId":"u\#(user)"},"output":{"recommendedItems":[\#(items)]},"error":null}"# + "\n"
    }
    try Data(text.utf8).write(to: URL(filePath: path))
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = [
      "log", "load", path, "--into", "postgresql:", "--table", "recs", "--require-overlap", "0%", "--keep", "1",
    ]
    process.environment = ProcessInfo.processInfo.environment.merging([
      "PGHOST": server.socketFolder, "PGUSER": "tester", "PGDATABASE": "postgres",
    ]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Loads, until the server has noticed that the killed one is gone.
  private func load(_ tag: String, _ server: PostgresServer) throws -> Int32 {
    var status: Int32 = -1
    for _ in 0..<40 {
      let process = try start(tag, server)
      process.waitUntilExit()
      status = process.terminationStatus
      if status != 3 { break }
      usleep(100_000)
    }
    return status
  }

  /// What a reader of the table gets: for each tag that occurs, how many rows of it.
  private func tags(_ server: PostgresServer) throws -> [String: String] {
    let rows = try PostgresConnection(PostgresTarget(server.target)).execute(
      "SELECT split_part(item_id, '-', 1), count(*) FROM recs GROUP BY 1")
    return Dictionary(uniqueKeysWithValues: (0..<rows.count).map { (rows[$0, 0] ?? "", rows[$0, 1] ?? "") })
  }

  @Test("killed at any moment, readers have one whole version, nothing of the dead one stays, and the next load works")
  func killed() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let server = try PostgresServer()
    defer { server.stop() }
    #expect(try load("t0", server) == 0)
    // The time of one whole load sets how long others may live.
    let began = Date()
    #expect(try load("t1", server) == 0)
    let whole = Date().timeIntervalSince(began)
    let seed = UInt64(20_261_126)
    var state = seed
    var outcomes = Set<String>()
    var last = "t1"
    for round in 0..<16 {
      let tag = "r\(round)"
      let process = try start(tag, server)
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      usleep(UInt32(Double(state >> 11) * 0x1p-53 * 1.1 * whole * 1e6))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let found = try tags(server)
      #expect(found.count == 1 && found.values.first == "\(users * length)", "round \(round) of seed \(seed): \(found)")
      let now = found.keys.first ?? ""
      #expect([tag, last].contains(now), "round \(round) of seed \(seed)")
      outcomes.insert(now == last ? "old" : "new")
      last = now
    }
    #expect(outcomes.contains("old"), "some are killed before the swap")
    #expect(try load("end", server) == 0)
    #expect(try tags(server) == ["end": "\(users * length)"])
    let versions = try PostgresServingStore(target: server.target).versions()
    #expect(versions.count <= 2 && versions.allSatisfy { $0.state != .loading })
    // No table is left but those of the versions.
    let tables = try PostgresConnection(PostgresTarget(server.target)).execute(
      "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'recs\\_\\_v%'")
    #expect(tables[0, 0] == "\(versions.count)")
  }
}
