import Foundation
import TestSupport
import Testing

@Suite("recast simulate") struct SimulateCommandTests {
  private func withScenario(_ more: String = "", _ body: (String) throws -> Void) throws {
    try withScratch { scratch in
      let text = """
        horizon: {start: 2027-02}
        log: {synthetic: {users: 300 users, items: 100 items, events: 6000 events, days: 28 days}}
        demand: {users: 800 users, requestsPerDay: 4000 req/day}
        plans: {batch: {kind: batch}, campaign: {kind: campaign}}
        rateCard: us-east-1
        \(more)
        """
      try Data(text.utf8).write(to: URL(filePath: scratch + "/shop.yaml"))
      try body(scratch)
    }
  }

  @Test("the same bytes for a seed on 1, 2 and 4 threads, the windows included; other bytes for another seed")
  func threads() throws {
    try withScenario { scratch in
      var results: [[String]] = []
      for threads in ["1", "2", "4"] {
        let program = try Program(
          "simulate", scratch + "/shop.yaml", "--replications", "4", "--threads", threads, "--json", "--trace",
          scratch + "/windows.csv")
        #expect(program.status == 0, "\(program.errors)")
        results.append([program.output, try String(contentsOfFile: scratch + "/windows.csv", encoding: .utf8)])
      }
      #expect(results[0] == results[1] && results[0] == results[2])
      let windows = 28 * 288
      #expect(results[0][1].split(separator: "\n").count == 1 + 2 * 4 * windows)
      let other = try Program(
        "simulate", scratch + "/shop.yaml", "--replications", "4", "--seed", "99", "--json")
      #expect(other.status == 0 && other.output != results[0][0])
    }
  }

  @Test("a table for people, JSON and CSV for programs; one plan alone") func outputs() throws {
    try withScenario { scratch in
      let text = try Program("simulate", scratch + "/shop.yaml", "--replications", "3")
      #expect(text.status == 0 && text.errors.isEmpty, "\(text.errors)")
      for part in ["latency, p99.9", "campaign − batch", "Terminating simulation", "all hold", "Index of dispersion"] {
        #expect(text.output.contains(part), "\(part)")
      }
      let json = try Program("simulate", scratch + "/shop.yaml", "--plan", "batch", "--replications", "3", "--json")
      let result = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
      #expect((result?["plans"] as? [[String: Any]])?.map { $0["name"] as? String } == ["batch"])
      #expect((result?["checks"] as? [[String: Any]])?.allSatisfy { $0["holds"] as? Bool == true } == true)
      let csv = try Program("simulate", scratch + "/shop.yaml", "--replications", "3", "--csv")
      #expect(
        csv.output.hasPrefix("plan,quantity,unit,value,low,high\n") && csv.output.contains("campaign,latency-p99,ms,"))
    }
  }

  @Test(
    "wrong options end with status 2 and words, before anything is played",
    arguments: [
      ["--plan", "fly"], ["--replications", "1"], ["--precision", "0%"], ["--precision", "2"], ["--threads", "0"],
      ["--memory-limit", "1 MB"], ["--memory-limit", "much"], ["--replications", "5", "--precision", "2%"],
      ["--json", "--csv"], ["--budget", "5"], ["--advise", "--throttle-limit", "90%"],
    ])
  func wrongOptions(options: [String]) throws {
    try withScenario { scratch in
      let program = try Program(["simulate", scratch + "/shop.yaml"] + options)
      #expect(program.status == 2 && !program.errors.isEmpty && program.output.isEmpty, "\(program.errors)")
    }
  }

  @Test("--trace plays a recording that is there, and writes a table of windows over nothing else") func trace() throws
  {
    try withScenario { scratch in
      let path = scratch + "/mine.csv"
      let recording = "timestamp,value\n" + (0..<24).map { "2027-01-01 \($0 < 10 ? "0" : "")\($0):00:00,4\n" }.joined()
      try Data(recording.utf8).write(to: URL(filePath: path))
      func simulate(_ path: String) throws -> Program {
        try Program(
          "simulate", scratch + "/shop.yaml", "--plan", "batch", "--replications", "2", "--csv", "--trace", path)
      }
      let played = try simulate(path)
      let demanded = try Program(
        "simulate", scratch + "/shop.yaml", "--plan", "batch", "--replications", "2", "--csv", "--demand", path)
      #expect(played.status == 0 && played.output == demanded.output, "\(played.errors)")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == recording)
      try Data("my notes\n".utf8).write(to: URL(filePath: path))
      #expect(try simulate(path).status == 2)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "my notes\n")
      for _ in 0..<2 { #expect(try simulate(scratch + "/windows.csv").status == 0) }
      #expect(try simulate(scratch + "/none/windows.csv").status == 3)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: scratch).sorted() == [
          "mine.csv", "shop.yaml", "windows.csv",
        ])
    }
  }

  @Test("Ctrl-C ends with 130 and words, and leaves nothing", arguments: ["simulate", "run"]) func interrupted(
    command: String
  ) throws {
    // Enough to be at it for many seconds.
    try withScenario { scratch in
      let yaml = try String(contentsOfFile: scratch + "/shop.yaml", encoding: .utf8)
      try Data(yaml.replacing("requestsPerDay: 4000 req", with: "requestsPerDay: 4000000 req").utf8).write(
        to: URL(filePath: scratch + "/shop.yaml"))
      let process = Process()
      process.executableURL = URL(filePath: Program.path)
      process.currentDirectoryURL = ProjectFiles.root
      process.arguments =
        command == "run"
        ? ["run", scratch + "/shop.yaml", "--out", scratch + "/out"]
        : ["simulate", scratch + "/shop.yaml", "--trace", scratch + "/windows.csv"]
      let errors = Pipe()
      process.standardError = errors
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      if command == "simulate" {
        // The temporary file shows that the work has begun.
        for _ in 0..<600 {
          let files = try FileManager.default.contentsOfDirectory(atPath: scratch)
          if files.contains(where: { $0.hasSuffix(".tmp") }) { break }
          Thread.sleep(forTimeInterval: 0.05)
        }
      } else {
        Thread.sleep(forTimeInterval: 0.5)
      }
      #expect(process.isRunning)
      process.interrupt()
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 130)
      let words = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(words.contains("stopped; nothing was written"), "\(words)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: scratch) == ["shop.yaml"])
    }
  }

  @Test(
    "real traces run as demand, by option and with every check holding",
    .enabled(if: ProjectFiles.sharedData("traffic/nasa_http_requests_per_minute.csv") != nil),
    arguments: ["nasa_http_requests_per_minute.csv", "elb_request_count_8c0756.csv"])
  func realTraces(name: String) throws {
    try withScenario { scratch in
      let program = try Program(
        "simulate", scratch + "/shop.yaml", "--plan", "batch", "--replications", "2", "--demand",
        ProjectFiles.sharedData("traffic/" + name) ?? "")
      #expect(program.status == 0, "\(program.errors)")
      #expect(program.output.contains(name) && program.output.contains("all hold"))
    }
  }

  @Test("advice for a floor, with its page") func advice() throws {
    try withScenario { scratch in
      let program = try Program(
        "simulate", scratch + "/shop.yaml", "--plan", "campaign", "--replications", "2", "--advise", "--out",
        scratch + "/advice")
      #expect(program.status == 0 && program.output.contains("is the cheapest"), "\(program.errors)")
      #expect(FileManager.default.fileExists(atPath: scratch + "/advice/advice.pdf"))
    }
  }

  @Test("a fit prints parameters, distances and lines for a scenario; bad files are findings") func fit() throws {
    try withScratch { scratch in
      func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(scratch)/\(name)"))
      }
      let values = (1...400).map { "2027-01-01,\(20 + $0 * $0 % 97),\($0)\n" }.joined()
      try write("day,latency,number\n" + values, "good.csv")
      let program = try Program("simulate", "fit", scratch + "/good.csv", "--column", "latency")
      #expect(program.status == 0, "\(program.errors)")
      for part in ["log-normal", "gamma", "Kolmogorov", "p99.9", "latency: {median:"] {
        #expect(program.output.contains(part), "\(part)")
      }
      let json = try Program("simulate", "fit", scratch + "/good.csv", "--column", "latency", "--unit", "s", "--json")
      let report = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
      #expect((report?["minimum"] as? Double ?? 0) >= 20_000 && (report?["fits"] as? [Any])?.count == 2)
      #expect(try Program("simulate", "fit", scratch + "/good.csv").status == 2, "two columns hold numbers")
      try write("latency\n5\nsoon\n-3\n0\n", "bad.csv")
      let bad = try Program("simulate", "fit", scratch + "/bad.csv")
      #expect(bad.status == 2 && bad.errors.contains("bad.csv:3") && bad.errors.contains("bad.csv:5"))
      for (name, text) in [("empty.csv", ""), ("header.csv", "latency\n"), ("words.csv", "latency\nslow\n")] {
        try write(text, name)
        #expect(try Program("simulate", "fit", "\(scratch)/\(name)").status == 2, "\(name)")
      }
      #expect(try Program("simulate", "fit", scratch + "/none.csv").status == 3)
    }
  }

  @Test(
    "real latencies of a failing system are fitted",
    .enabled(if: ProjectFiles.sharedData("traffic/ec2_request_latency_system_failure.csv") != nil))
  func realLatencies() throws {
    let path = ProjectFiles.sharedData("traffic/ec2_request_latency_system_failure.csv") ?? ""
    let program = try Program("simulate", "fit", path)
    #expect(program.status == 0 && program.output.contains("4,032 latencies of column `value`"), "\(program.output)")
  }
}
