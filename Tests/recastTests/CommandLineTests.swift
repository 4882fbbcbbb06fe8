import Foundation
import TestSupport
import Testing

/// Runs the built program as a user would.
struct Program {
  let status: Int32
  let output: String
  let errors: String

  /// The program lies beside the test bundle.
  static let path: String = {
    let bundle = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    let candidates = [bundle.appending(path: "recast"), ProjectFiles.root.appending(path: ".build/release/recast")]
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }?.path ?? ""
  }()

  init(_ arguments: String..., environment: [String: String] = [:]) throws {
    try self.init(arguments, environment: environment)
  }

  init(_ arguments: [String], in folder: String = ProjectFiles.root.path, environment: [String: String] = [:]) throws {
    let process = Process()
    process.executableURL = URL(filePath: Program.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files, not pipes: a pipe that nobody empties would stop the program.
    let scratch = FileManager.default.temporaryDirectory.appending(path: "recast-cli-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let (out, err) = (scratch.appending(path: "out"), scratch.appending(path: "err"))
    for file in [out, err] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    output = try String(contentsOf: out, encoding: .utf8)
    errors = try String(contentsOf: err, encoding: .utf8)
  }
}

/// A folder of its own for a test, removed afterwards.
func withScratch(_ body: (String) throws -> Void) throws {
  let path = FileManager.default.temporaryDirectory.appending(path: "recast-test-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: path) }
  try body(path)
}

let tinyScenario = """
  horizon: {start: 2027-02}
  demand: {users: 500 users, requestsPerDay: 1000 req/day}
  plans: {batch: {kind: batch}, popular: {kind: popular}}
  evaluation: {requests: 500 requests, resamples: 100 resamples}
  limits: {qualityOfBest: 10 %}
  rateCard: us-east-1
  log:

  """

@Suite("The command line") struct CommandLineTests {
  func log(_ rows: Int, spoiled: [Int: String] = [:], scale: Int = 1) -> String {
    var text = "USER_ID,ITEM_ID,TIMESTAMP\n"
    for row in 0..<rows {
      text += (spoiled[row] ?? "u\(row % 40),i\(row * 7 % 60),\((1_700_000_000 + row * 3600) * scale)") + "\n"
    }
    return text
  }

  func write(_ text: String, _ path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

  @Test("help and version are on standard output with status 0") func help() throws {
    let help = try Program("--help")
    #expect(help.status == 0 && help.output.contains("Exit codes") && help.errors.isEmpty)
    let version = try Program("--version")
    #expect(version.status == 0 && version.output.contains("Cairo 1.") && version.output.contains("libcurl "))
    for command in ["run", "quick", "bill", "rates", "log", "bench"] {
      #expect(try Program(command, "--help").status == 0)
    }
  }

  @Test(
    "wrong words on the command line end with status 2",
    arguments: [["run"], ["fly"], ["run", "--fly"], ["quick", "x", "--users", "0", "--requests-per-day", "1"]])
  func usage(arguments: [String]) throws {
    let program = try Program(arguments)
    #expect(program.status == 2 && !program.errors.isEmpty && program.output.isEmpty)
  }

  @Test("a log given by path is run to a whole report") func runWithLog() throws {
    try withScratch { scratch in
      try write(tinyScenario, scratch + "/tiny.yaml")
      try write(log(3000), scratch + "/log.csv")
      let program = try Program(
        "run", scratch + "/tiny.yaml", "--log", scratch + "/log.csv", "--out", scratch + "/out", "--json")
      #expect(program.status == 0, "\(program.errors)")
      let facts = try JSONSerialization.jsonObject(with: Data(program.output.utf8)) as? [String: Any]
      #expect((facts?["log"] as? [String: Any])?["events"] as? Int == 3000)
      #expect(FileManager.default.fileExists(atPath: scratch + "/out/report.pdf"))
      // A report never holds a path.
      #expect(!program.output.contains(scratch))
    }
  }

  @Test("bad input: status 2 with the reason, and nothing in the folder") func badInput() throws {
    try withScratch { scratch in
      try write(tinyScenario, scratch + "/tiny.yaml")
      try write(tinyScenario.replacing("1000 req/day", with: "-1 req/day") + "unknwon: 1\n", scratch + "/bad.yaml")
      try write(log(200, spoiled: [7: "u1,,1700000000", 9: "u1,i1,soon"]), scratch + "/broken.csv")
      try write("USER_ID,ITEM_ID,TIMESTAMP\n", scratch + "/empty.csv")
      try write(log(2000), scratch + "/good.csv")
      func run(_ scenario: String, _ log: String) throws -> Program {
        try Program("run", "\(scratch)/\(scenario)", "--log", "\(scratch)/\(log)", "--out", scratch + "/out")
      }
      let scenario = try run("bad.yaml", "good.csv")
      #expect(scenario.status == 2)
      #expect(scenario.errors.contains("demand.requestsPerDay") && scenario.errors.contains("unknwon"))
      let broken = try run("tiny.yaml", "broken.csv")
      #expect(broken.status == 2 && broken.errors.contains("broken.csv:9") && broken.errors.contains("broken.csv:11"))
      let empty = try run("tiny.yaml", "empty.csv")
      #expect(empty.status == 2 && empty.errors.contains("empty.csv"))
      #expect(!FileManager.default.fileExists(atPath: scratch + "/out"))
    }
  }

  @Test("broken rows are left out when asked, and counted in the report") func skipping() throws {
    try withScratch { scratch in
      try write(tinyScenario, scratch + "/tiny.yaml")
      try write(log(2000, spoiled: [7: "u1,,1700000000", 9: "u1,i1,soon"]), scratch + "/broken.csv")
      let program = try Program(
        "run", scratch + "/tiny.yaml", "--log", scratch + "/broken.csv", "--out", scratch + "/out", "--skip-bad-rows",
        "--json")
      #expect(program.status == 0, "\(program.errors)")
      #expect(program.output.contains("\"rowsSkipped\" : 2"))
    }
  }

  @Test("timestamps in milliseconds are recognised and said") func milliseconds() throws {
    try withScratch { scratch in
      try write(tinyScenario, scratch + "/tiny.yaml")
      try write(log(2000, scale: 1000), scratch + "/ms.csv")
      let program = try Program(
        "run", scratch + "/tiny.yaml", "--log", scratch + "/ms.csv", "--out", scratch + "/out", "--json")
      #expect(program.status == 0 && program.errors.contains("milliseconds"))
      #expect(program.output.contains("2023-11-14T22:13:20Z"))
    }
  }

  @Test("a file that is not there, and a folder that cannot be written, end with status 3") func environment() throws {
    try withScratch { scratch in
      try write(tinyScenario, scratch + "/tiny.yaml")
      try write(log(2000), scratch + "/good.csv")
      #expect(try Program("run", scratch + "/none.yaml").status == 3)
      let missing = try Program("run", scratch + "/tiny.yaml", "--log", scratch + "/none.csv")
      #expect(missing.status == 3 && missing.errors.contains("none.csv"))
      try write("in the way", scratch + "/file")
      let unwritable = try Program(
        "run", scratch + "/tiny.yaml", "--log", scratch + "/good.csv", "--out", scratch + "/file/out")
      #expect(unwritable.status == 3 && unwritable.errors.contains("cannot be written"))
      #expect(
        try Program("run", scratch + "/tiny.yaml", "--log", scratch + "/good.csv", "--out", "/proc/x").status == 3)
    }
  }

  @Test("a scenario whose limits nothing holds ends with status 1 and a report") func failedCheck() throws {
    try withScratch { scratch in
      try write(
        tinyScenario.replacing("qualityOfBest: 10 %", with: "qualityOfBest: 10 %, p99Latency: 0.001 ms"),
        scratch + "/tiny.yaml")
      try write(log(2000), scratch + "/good.csv")
      let program = try Program(
        "run", scratch + "/tiny.yaml", "--log", scratch + "/good.csv", "--out", scratch + "/out")
      #expect(program.status == 1 && program.output.contains("No plan holds every limit"))
      #expect(FileManager.default.fileExists(atPath: scratch + "/out/report.pdf"))
    }
  }

  @Test("quick writes a scenario that runs again to the same facts") func quick() throws {
    try withScratch { scratch in
      try write(log(3000), scratch + "/my log.csv")
      let program = try Program(
        "quick", scratch + "/my log.csv", "--users", "300", "--requests-per-day", "800", "--start", "2027-02", "--out",
        scratch + "/out", "--json")
      #expect([0, 1].contains(program.status), "\(program.errors)")
      let again = try Program("run", scratch + "/out/scenario.yaml", "--out", scratch + "/again", "--json")
      #expect(again.output == program.output)
    }
  }

  @Test("quick keeps a scenario that was changed, unless forced, and takes any file name") func quickAgain() throws {
    try withScratch { scratch in
      try write(log(3000), scratch + "/\u{B85C}\u{ADF8}.csv")
      func quick(_ more: String...) throws -> Program {
        let base = [
          "quick", "\u{B85C}\u{ADF8}.csv", "--users", "300", "--requests-per-day", "800", "--start", "2027-02",
        ]
        return try Program(base + more, in: scratch)
      }
      #expect([0, 1].contains(try quick().status))
      let path = scratch + "/reports/log/scenario.yaml"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try write(text.replacing("growth: 0 %", with: "growth: 7 %"), path)
      #expect(try quick().status == 2)
      #expect(try String(contentsOfFile: path, encoding: .utf8).contains("growth: 7 %"))
      #expect([0, 1].contains(try quick("--force").status))
      #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }
  }

  @Test("several scenarios: all are checked before any runs, and no two may share a name") func several() throws {
    try withScratch { scratch in
      try write("scenario: one\n" + tinyScenario, scratch + "/a.yaml")
      try write("scenario: two\n" + tinyScenario, scratch + "/b.yaml")
      try write(log(2000), scratch + "/log.csv")
      let both = try Program(
        ["run", "a.yaml", "b.yaml", "--log", "log.csv", "--out", "out", "--json"], in: scratch)
      #expect(both.status == 0, "\(both.errors)")
      #expect((try JSONSerialization.jsonObject(with: Data(both.output.utf8)) as? [Any])?.count == 2)
      #expect(FileManager.default.fileExists(atPath: scratch + "/out/two/facts.json"))
      #expect(try Program(["run", "a.yaml", "none.yaml", "--log", "log.csv", "--out", "x"], in: scratch).status == 3)
      #expect(try Program(["run", "a.yaml", "a.yaml", "--log", "log.csv", "--out", "x"], in: scratch).status == 2)
      #expect(!FileManager.default.fileExists(atPath: scratch + "/x"))
    }
  }

  @Test("the same bytes under three languages and on one core") func sameEverywhere() throws {
    try withScratch { scratch in
      try write(tinyScenario, scratch + "/tiny.yaml")
      try write(log(2000), scratch + "/log.csv")
      var reports: [[String: Data]] = []
      for (index, language) in ["C", "en_US.UTF-8", "ko_KR.UTF-8"].enumerated() {
        let out = "\(scratch)/\(index)"
        let program = try Program(
          "run", scratch + "/tiny.yaml", "--log", scratch + "/log.csv", "--out", out,
          environment: [
            "LANG": language, "LC_ALL": language, "LIBDISPATCH_COOPERATIVE_POOL_STRICT": index == 2 ? "1" : "0",
          ])
        #expect(program.status == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: out).filter { $0 != "run.json" }
        reports.append(
          Dictionary(uniqueKeysWithValues: try names.map { ($0, try Data(contentsOf: URL(filePath: "\(out)/\($0)"))) }))
      }
      #expect(reports[0].count > 6 && reports[0] == reports[1] && reports[0] == reports[2])
    }
  }

  @Test("a bill: an idle campaign at its floor for 30 days") func bill() throws {
    try withScratch { scratch in
      try write(
        "resource,meter,start,end,quantity,unit\n"
          + "legacy:shop,minProvisionedTPS,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,1,TPS\n", scratch + "/usage.csv")
      let program = try Program("bill", scratch + "/usage.csv", "--rates", "us-east-1", "--json")
      #expect(program.status == 0, "\(program.errors)")
      let bill = try JSONSerialization.jsonObject(with: Data(program.output.utf8)) as? [String: Any]
      #expect((bill?["total"] as? String).flatMap(Double.init) == 144 && bill?["partial"] as? Bool == false)
    }
  }

  @Test("logs: import to a database, describe it, generate a new one") func logs() throws {
    try withScratch { scratch in
      try write(log(500), scratch + "/log.csv")
      #expect(try Program("log", "import", scratch + "/log.csv", "--into", scratch + "/log.sqlite").status == 0)
      let stats = try Program("log", "stats", scratch + "/log.sqlite", "--json")
      #expect(stats.status == 0 && stats.output.contains("\"events\" : 500"))
      let made = try Program(
        "log", "generate", "--out", scratch + "/made.csv", "--users", "50", "--items", "30", "--events", "900",
        "--days", "7")
      #expect(made.status == 0)
      #expect(try Program("log", "stats", scratch + "/made.csv").status == 0)
    }
  }

  @Test(
    "the real log of MovieLens 100K ends with a report", .enabled(if: ProjectFiles.sharedData("ml-100k/u.data") != nil))
  func movieLens() throws {
    try withScratch { scratch in
      let program = try Program(
        "run", "scenarios/movielens-100k.yaml", "--log", ProjectFiles.sharedData("ml-100k/u.data") ?? "", "--out",
        scratch + "/out", "--json")
      #expect(program.status == 0, "\(program.errors)")
      #expect(program.output.contains("\"events\" : 100000") && program.output.contains("sittings"))
    }
  }
}
