import Foundation
import Testing

@Suite("Traces and access logs on the command line") struct DemandCommandTests {
  func write(_ text: String, _ path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

  /// A load balancer's log: a request a second for an hour, every third of another path, and a silence of ten minutes.
  func balancerLog() -> String {
    (0..<3600).filter { !(1200..<1800).contains($0) }.map { second in
      let time = String(format: "2026-07-02T22:%02d:%02d.5Z", second / 60, second % 60)
      let path = second % 3 == 0 ? "/cart" : "/recommendations?u=\(second)"
      return
        "h2 \(time) app/lb/1 1.2.3.4:1 10.0.0.1:80 0 0 0 200 200 0 57 \"GET https://a.b:443\(path) HTTP/2.0\" \"x\"\n"
    }.joined()
  }

  @Test("an access log becomes a trace, and a run follows it; so does a run with the log itself")
  func accessLog() throws {
    try withScratch { scratch in
      try write(balancerLog(), scratch + "/access.log")
      let made = try Program(
        "log", "demand", scratch + "/access.log", "--path", "/recommendations", "--every", "1 min", "--out",
        scratch + "/trace.csv", "--json")
      #expect(made.status == 0, "\(made.errors)")
      let facts = try #require(
        try JSONSerialization.jsonObject(with: Data(made.output.utf8)) as? [String: Any])
      #expect(facts["rows"] as? Int == 3000 && facts["requests"] as? Int == 2000 && facts["otherPaths"] as? Int == 1000)
      #expect(facts["longestSilenceSeconds"] as? Int == 600)
      let lines = try String(contentsOfFile: scratch + "/trace.csv", encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 61 && lines[1] == "2026-07-02T22:00:00Z,40" && lines[30].hasSuffix(",0"))

      try write(
        tinyScenario + "  synthetic: {users: 500 users, items: 100 items, events: 3000 events}\n", scratch + "/s.yaml")
      for trace in ["/trace.csv", "/access.log"] {
        let run = try Program(
          "run", scratch + "/s.yaml", "--trace", scratch + trace, "--out", scratch + "/out", "--json")
        #expect(run.status <= 1, "\(run.errors)")
        #expect(run.output.contains("mean of what was recorded") && !run.output.contains(scratch))
      }
    }
  }

  @Test("a wrong trace, bin or column is status 2 with the reason")
  func wrong() throws {
    try withScratch { scratch in
      try write("timestamp,value\n2026-01-01 00:05,1\n2026-01-01 00:00,1\n", scratch + "/bad.csv")
      try write(
        tinyScenario + "  synthetic: {users: 500 users, items: 100 items, events: 3000 events}\n", scratch + "/s.yaml")
      let run = try Program("run", scratch + "/s.yaml", "--trace", scratch + "/bad.csv", "--out", scratch + "/out")
      #expect(run.status == 2 && run.errors.contains("bad.csv:3: error: is earlier"))
      #expect(!FileManager.default.fileExists(atPath: scratch + "/out"))
      #expect(try Program("log", "demand", scratch + "/bad.csv", "--every", "7 min").status == 2)
      let column = try Program("log", "demand", scratch + "/bad.csv", "--time-column", "when")
      #expect(column.status == 2 && column.errors.contains("--time-column"))
      #expect(try Program("log", "demand", scratch + "/none.csv").status == 3)
    }
  }
}
