import Foundation
import TestSupport
import Testing

@Suite("recast sweep and recast evaluate protocol")
struct SweepCommandTests {
  private let sweep = """
    sweep: tiny
    log:
      synthetic: {users: 150 users, items: 60 items, events: 5000 events, days: 30 days}
    evaluation: {k: 5 items, repeats: allowed, requests: 200 requests, resamples: 100 resamples}
    origins: {count: 2 origins, every: 4 d, last: 4 d}
    grid:
      history: [2 d, all]
      recommenders: [popular, item-knn]

    """

  private func json(_ program: Program) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(program.output.utf8)) as? [String: Any])
  }

  @Test("a sweep writes its tables and pictures, keeps its results, and repeats its bytes") func run() throws {
    try withScratch { folder in
      let file = folder + "/tiny.yaml"
      try sweep.write(toFile: file, atomically: true, encoding: .utf8)
      let first = try Program(["sweep", file, "--threads", "1", "--json"], in: folder)
      #expect(first.status == 0, "\(first.errors)")
      for name in ["sweep.pdf", "page-1.png", "leaderboard.csv", "curves.csv", "sweep.json", "results.sqlite"] {
        #expect(FileManager.default.fileExists(atPath: "\(folder)/reports/tiny/\(name)"), "\(name)")
      }
      let again = try Program(["sweep", file, "--threads", "2", "--json"], in: folder)
      #expect(again.output == first.output)
      let text = try Program(["sweep", file], in: folder)
      #expect(text.output.contains("0 models fitted, 8 results kept"))
      #expect(text.output.contains("Look at this number once") && text.output.contains("stand-in"))
      let object = try json(first)
      #expect((object["cells"] as? [Any])?.count == 4 && object["caveat"] is String)
      // Without --results the report of a second sweep lies elsewhere and finds nothing kept.
      let closed = try Program(["sweep", file, "--out", "other", "--keep-last-closed"], in: folder)
      #expect(closed.output.contains("8 models fitted") && !closed.output.contains("Look at this number"))
    }
  }

  @Test("a sweep that is stopped goes on, and ends as if it had not been") func stopped() throws {
    try withScratch { folder in
      let file = folder + "/tiny.yaml"
      let large = sweep.replacingOccurrences(
        of: "[popular, item-knn]", with: "[popular, {item-knn: {neighbours: [5, 6, 7, 8]}}]"
      )
      .replacingOccurrences(of: "5000 events", with: "60000 events")
      try large.write(toFile: file, atomically: true, encoding: .utf8)
      let process = Process()
      process.executableURL = URL(filePath: Program.path)
      process.arguments = ["sweep", file, "--threads", "1", "--out", "a"]
      process.currentDirectoryURL = URL(filePath: folder)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      // As soon as results are being kept; where it is too quick for us, it has ended, which is as good.
      let results = folder + "/a/results.sqlite"
      for _ in 0..<400 where process.isRunning {
        let size = try? FileManager.default.attributesOfItem(atPath: results)[.size] as? Int
        if let size, size > 20_000 { break }
        usleep(5_000)
      }
      kill(process.processIdentifier, SIGINT)
      process.waitUntilExit()
      let resumed = try Program(["sweep", file, "--out", "a", "--json"], in: folder)
      let whole = try Program(["sweep", file, "--out", "b", "--json"], in: folder)
      #expect(resumed.status == 0 && whole.status == 0, "\(resumed.errors)\(whole.errors)")
      #expect(resumed.output == whole.output)
    }
  }

  @Test("a wrong sweep file is refused with its lines, and nothing is written") func wrong() throws {
    try withScratch { folder in
      let file = folder + "/tiny.yaml"
      try sweep.replacingOccurrences(of: "k: 5 items", with: "k: 5").write(
        toFile: file, atomically: true, encoding: .utf8)
      let program = try Program(["sweep", "tiny.yaml"], in: folder)
      #expect(program.status == 2 && program.errors.contains("tiny.yaml:4: error: evaluation.k"))
      #expect(!FileManager.default.fileExists(atPath: folder + "/reports"))
      #expect(try Program(["sweep", "none.yaml"], in: folder).status == 3)
    }
  }

  @Test("all protocols run on one log, print their caveat, and warn where they leak") func protocols() throws {
    try withScratch { folder in
      let log = folder + "/log.csv"
      var text = "USER_ID,ITEM_ID,TIMESTAMP\n"
      var draws = Draws(state: 8)
      for event in 0..<3000 { text += "u\(draws.next() % 60),i\(draws.next() % 40),\(1_700_000_000 + event * 60)\n" }
      try text.write(toFile: log, atomically: true, encoding: .utf8)
      for (name, leaks) in [("time", false), ("rolling", false), ("leave-last-out", true), ("user-split", true)] {
        let arguments = [
          "evaluate", "protocol", log, "--protocol", name, "--recommender", "popular", "--recommender", "item-knn",
        ]
        let shown = try Program(arguments + ["--repeats", "--k", "5,10"])
        #expect(shown.status == 0, "\(shown.errors)")
        #expect(shown.output.contains("Warning: this leaks") == leaks)
        #expect(shown.output.contains("relative claims only") && shown.output.contains("NDCG@10"))
        let object = try json(Program(arguments + ["--repeats", "--json"]))
        #expect(object["timeHonest"] as? Bool == !leaks && object["caveat"] is String)
        #expect((object["folds"] as? [Any])?.count == (name == "rolling" ? 4 : 1))
      }
      let sampled = try Program("evaluate", "protocol", log, "--sampled-negatives", "9")
      #expect(sampled.output.contains("too high"))
      #expect(try Program("evaluate", "protocol", log, "--held-out", "95%").status == 2)
      #expect(try Program("evaluate", "protocol", log, "--answers", "sale").status == 2)
      #expect(try Program("evaluate", "protocol", log, "--recommender", "nobody").status == 2)
    }
  }

  @Test("slates are re-ordered and related items asked, each with its estimand, and one user's sums add up")
  func tasks()
    throws
  {
    try withScratch { folder in
      let log = folder + "/log.csv"
      var (text, shown) = ("USER_ID,ITEM_ID,TIMESTAMP\n", "USER_ID,ITEM_ID,TIMESTAMP\n")
      var draws = Draws(state: 9)
      for event in 0..<2000 {
        let (user, item, second) = (draws.next() % 40, draws.next() % 30, 1_700_000_000 + event * 60)
        text += "u\(user),i\(item),\(second)\n"
        for other in [item, (item + 7) % 31, (item + 11) % 31] { shown += "u\(user),i\(other),\(second - 5)\n" }
      }
      try text.write(toFile: log, atomically: true, encoding: .utf8)
      try shown.write(toFile: folder + "/slates.csv", atomically: true, encoding: .utf8)
      let common = ["evaluate", "protocol", log, "--repeats", "--recommender", "item-knn", "--requests", "100"]
      let related = try json(Program(common + ["--task", "related", "--json", "--explain", "u1"]))
      #expect(related["task"] as? String == "related")
      #expect((related["question"] as? String)?.contains("the user's last item") == true)
      let ranked = try Program(common + ["--task", "ranking", "--slates", folder + "/slates.csv"])
      #expect(ranked.status == 0 && ranked.output.contains("as shown"), "\(ranked.errors)")
      #expect(ranked.output.contains("AUC") && ranked.output.contains("relative claims only"))
      let drawn = try Program(common + ["--task", "ranking", "--negatives", "popular"])
      #expect(drawn.output.contains("the answer and 100 drawn items") && drawn.output.contains("popular, seed 1"))
      let file = folder + "/result.json"
      try Program(common + ["--task", "related", "--json", "--explain", "u1"]).output
        .write(toFile: file, atomically: true, encoding: .utf8)
      let sum = try Program(
        "explain", file, "folds[0].recommenders[0].users[0].requests[0].sums[0].value")
      #expect(sum.status == 0 && sum.output.contains("Σ terms / Σ divisors"), "\(sum.output)\(sum.errors)")
      for wrong in [
        ["--task", "related", "--sampled-negatives", "5"], ["--slates", folder + "/slates.csv"], ["--task", "other"],
        ["--protocol", "given"], ["--explain", "nobody"], ["--value", "A=1"], ["--filter", "EXCLUDE"],
      ] { #expect(try Program(common + wrong).status == 2, "\(wrong)") }
      // Given files: the later half asked, the earlier learned from.
      let rows = text.split(separator: "\n")
      let (first, second) = (rows[...1000], rows[..<1] + rows[1001...])
      try (first.joined(separator: "\n") + "\n").write(toFile: log, atomically: true, encoding: .utf8)
      try (second.joined(separator: "\n") + "\n")
        .write(toFile: folder + "/test.csv", atomically: true, encoding: .utf8)
      let given = try json(Program(common + ["--test", folder + "/test.csv", "--json"]))
      #expect(given["protocol"] as? String == "given" && given["timeHonest"] as? Bool == true)
      #expect((given["leakage"] as? [String: Any])?["testEvents"] as? Int == 1000)
      let filtered = try Program(
        common + [
          "--filter", #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")"#, "--test", folder + "/test.csv",
        ])
      #expect(filtered.output.contains("Answers that it hides count as missed"), "\(filtered.errors)")
    }
  }

  @Test("what the data contradicts in a sweep file is told with its line") func lines() throws {
    try withScratch { folder in
      let file = folder + "/tiny.yaml"
      try sweep.replacingOccurrences(of: "recommenders:", with: "features: [none, SHADE]\n  recommenders:").write(
        toFile: file, atomically: true, encoding: .utf8)
      let program = try Program(["sweep", "tiny.yaml"], in: folder)
      #expect(program.status == 2 && program.errors.contains("tiny.yaml:8: error: grid.features"), "\(program.errors)")
    }
  }
}
