import Foundation
import TestSupport
import Testing

@Suite("recast evaluate") struct EvaluateTests {
  private func json(_ program: Program) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(program.output.utf8)) as? [String: Any], "\(program.errors)")
  }

  private func metric(_ result: [String: Any], _ name: String, _ k: Int) throws -> [String: Any] {
    let metrics = try #require(result["metrics"] as? [[String: Any]])
    return try #require(metrics.first { $0["name"] as? String == name && $0["k"] as? Int == k }, "\(name)@\(k)")
  }

  private func write(_ text: String, _ path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

  /// Four users of a published comparison, the third of whom has no list.
  private let listRows =
    "USER_ID,ITEM_ID,RANK\n" + "u1,a,1\nu1,b,2\nu1,c,3\nu1,d,4\nu1,e,5\nu2,a,1\nu2,m,2\n"
    + "u4,p,1\nu4,c,2\nu4,d,3\nu4,r,4\nu4,s,5\n"
  private let truthRows = "USER_ID,ITEM_ID\nu1,b\nu1,e\nu1,x\nu2,a\nu2,z\nu3,q\nu4,c\nu4,d\n"

  @Test("lists from a file: means over the users of the truth, each with its passport, and each user's values")
  func lists() throws {
    try withScratch { folder in
      try write(listRows, folder + "/lists.csv")
      try write(truthRows, folder + "/truth.csv")
      let files = ["evaluate", "--lists", folder + "/lists.csv", "--truth", folder + "/truth.csv"]
      let result = try json(try Program(files + ["--k", "1,5", "--json", "--per-user", folder + "/users.csv"]))
      let ndcg = try metric(result, "ndcg", 5)
      #expect(abs((ndcg["value"] as? Double ?? 0) - 0.446) < 5e-4 && ndcg["users"] as? Int == 4)
      #expect(try metric(result, "precision", 5)["value"] as? Double == 0.25)
      for key in ["low", "high", "dialect", "ties", "counted", "denominator", "interval", "seed"] {
        #expect(ndcg[key] != nil && !(ndcg[key] is NSNull), "\(key)")
      }
      #expect(try metric(result, "user_coverage", 0)["value"] as? Double == 0.75)
      // Items of both files: a to e, m, p, r, s, x, z, q.
      #expect(try metric(result, "coverage", 5)["value"] as? Double == 9.0 / 12)
      #expect((result["caveat"] as? String)?.contains("relative claims only") == true)
      let rows = try String(contentsOfFile: folder + "/users.csv", encoding: .utf8).split(separator: "\n")
      #expect(rows.count == 5 && rows[0].hasPrefix("USER_ID,ndcg@1,ndcg@5,") && rows[3].hasPrefix("u3,0.0,0.0,"))
      // Lists begin with USER_ID, too, and are not written over.
      #expect(try Program(files + ["--per-user", folder + "/lists.csv"]).status == 2)
      #expect(try Program(files + ["--per-user", folder + "/users.csv", "--k", "3"]).status == 0)
      let lenskit = try json(try Program(files + ["--k", "5", "--json", "--dialect", "lenskit"]))
      #expect(try metric(lenskit, "precision", 5)["users"] as? Int == 3)
      let text = try Program(files)
      #expect(text.output.contains("ndcg@10") && text.output.contains("relative claims only"))
      #expect(text.output.contains("without a list as zero"))
    }
  }

  @Test("Personalize's keys, its worked example, one user's sum, and a batch job's output as lists")
  func personalize() throws {
    try withScratch { folder in
      let line = #"{"input":{"userId":"7"},"output":{"recommendedItems":["a","b","c","d","e"]},"error":null}"#
      try write(line + "\n", folder + "/job.out")
      try write("USER_ID,ITEM_ID\n7,b\n7,e\n", folder + "/truth.csv")
      let files = ["evaluate", "--lists", folder + "/job.out", "--truth", folder + "/truth.csv"]
      let result = try json(try Program(files + ["--dialect", "personalize", "--json"]))
      let ndcg = try metric(result, "normalized_discounted_cumulative_gain_at_5", 5)["value"] as? Double ?? 0
      #expect(abs(ndcg - 0.6241) < 5e-5)
      let names = try #require(result["metrics"] as? [[String: Any]]).compactMap { $0["name"] as? String }
      #expect(Set(names).isSuperset(of: ["coverage", "mean_reciprocal_rank_at_25", "precision_at_25"]))
      let explained = try Program(files + ["--explain", "7", "--k", "5"])
      #expect(explained.output.contains("rank 2: b, worth 1"))
      #expect(explained.output.contains("ndcg@5 = (0.63093 + 0.386853) / (1 + 0.63093) = 0.62405"))
      #expect(try Program(files + ["--explain", "8"]).status == 2)
    }
  }

  @Test("explain follows a number of the result, adds up a user's sum again, and sees a changed one") func explain()
    throws
  {
    try withScratch { folder in
      try write(listRows, folder + "/lists.csv")
      try write(truthRows, folder + "/truth.csv")
      let result = try Program(
        "evaluate", "--lists", folder + "/lists.csv", "--truth", folder + "/truth.csv", "--explain", "u4", "--k", "5",
        "--json")
      try write(result.output, folder + "/result.json")
      let mean = try Program("explain", folder + "/result.json", "metrics[0].value")
      #expect(mean.status == 0 && mean.output.contains("ideal list of min(K, |T|)"), "\(mean.errors)")
      #expect(mean.output.contains("relative claims only"))
      let sum = try Program("explain", folder + "/result.json", "users[0].sums[0].value")
      #expect(sum.status == 0 && sum.output.contains("Σ terms / Σ divisors = 0.69"), "\(sum.output)")
      let changed = result.output.replacing(/"terms" : \[\s*0\.63/, with: "\"terms\" : [\n 0.83", maxReplacements: 1)
      #expect(changed != result.output)
      try write(changed, folder + "/changed.json")
      #expect(try Program("explain", folder + "/changed.json", "users[0].sums[0].value").status == 1)
    }
  }

  @Test("wrong rows are named all at once, and nothing is scored") func findings() throws {
    try withScratch { folder in
      try write("USER_ID,ITEM_ID,RANK\nu,a,one\n,b,2\n", folder + "/lists.csv")
      try write("USER_ID,ITEM\nu,a\n", folder + "/truth.csv")
      let program = try Program("evaluate", "--lists", folder + "/lists.csv", "--truth", folder + "/truth.csv")
      #expect(program.status == 2 && program.output.isEmpty)
      #expect(program.errors.contains("lists.csv:2: error") && program.errors.contains("lists.csv:3: error"))
      #expect(program.errors.contains("ITEM_ID") && program.errors.contains("truth.csv:1: error"))
      #expect(try Program("evaluate", "--lists", folder + "/lists.csv").status == 2)
      #expect(try Program("evaluate", "--lists", "none", "--truth", "none").status == 3)
    }
  }

  @Test("earlier events and attributes bring the measures besides accuracy, and the catalogue") func background() throws
  {
    try withScratch { folder in
      try write("USER_ID,ITEM_ID,RANK\nu,a,1\nu,b,2\nv,b,1\n", folder + "/lists.csv")
      try write("USER_ID,ITEM_ID\nu,b\nv,c\nv,d\n", folder + "/truth.csv")
      try write("USER_ID,ITEM_ID,TIMESTAMP\nu,a,0\nw,a,86400\nw,b,172800\nv,d,864000\n", folder + "/train.csv")
      try write("ITEM_ID,GENRE\na,x|y\nb,y\ne,z\n", folder + "/items.csv")
      let result = try json(
        try Program(
          "evaluate", "--lists", folder + "/lists.csv", "--truth", folder + "/truth.csv", "--train",
          folder + "/train.csv", "--items", folder + "/items.csv", "--k", "2", "--json"))
      // Events and items name a, b, d and e; lists hold two of them.
      #expect(try metric(result, "coverage", 2)["value"] as? Double == 0.5)
      #expect((try metric(result, "coverage", 2)["denominator"] as? String)?.hasPrefix("4 items") == true)
      #expect(try metric(result, "arp", 2)["value"] as? Double == (1.5 + 1) / 2)
      #expect(try metric(result, "diversity_categories", 2)["value"] as? Double == 0.5)
      #expect(try metric(result, "diversity_categories", 2)["users"] as? Int == 1)
      #expect(try metric(result, "repeat_share", 2)["value"] as? Double == 0.25)
      #expect(try metric(result, "item_age_days", 2)["value"] as? Double == ((10.0 + 8) / 2 + 8) / 2)
      #expect(try metric(result, "miscalibration", 2)["users"] as? Int == 1)
      #expect(
        (result["notes"] as? [String])?.contains { $0.contains("1 of 3 rows of the truth") && $0.contains("v d") }
          == true)
      #expect((result["lorenz"] as? [[String: Any]])?.count == 1)
    }
  }

  @Test("a comparison has a difference, an interval, two tests, an effect size and Holm's correction") func comparison()
    throws
  {
    try withScratch { folder in
      let users = 0..<60
      try write("USER_ID,ITEM_ID\n" + users.map { "u\($0),t\n" }.joined(), folder + "/truth.csv")
      // The one finds it first, the others later or not at all.
      let good = "USER_ID,ITEM_ID,RANK\n" + users.map { "u\($0),t,1\nu\($0),x,2\n" }.joined()
      let worse = "USER_ID,ITEM_ID,RANK\n" + users.map { "u\($0),x,1\n" + ($0 % 3 == 0 ? "" : "u\($0),t,2\n") }.joined()
      try write(good, folder + "/a.csv")
      try write(worse, folder + "/b.csv")
      let program = try Program(
        "evaluate", "--lists", folder + "/a.csv", "--truth", folder + "/truth.csv", "--compare", folder + "/b.csv",
        "--compare", folder + "/a.csv", "--k", "5", "--json")
      let rows = try #require(try json(program)["comparisons"] as? [[String: Any]])
      let mrr = try #require(
        rows.first { $0["name"] as? String == "mrr" && ($0["other"] as? String)?.hasSuffix("b.csv") == true })
      #expect(abs((mrr["difference"] as? Double ?? 0) - (1 - 20.0 / 60)) < 1e-12)
      let (low, high) = (mrr["low"] as? Double ?? 0, mrr["high"] as? Double ?? 0)
      #expect(low < 2.0 / 3 && 2.0 / 3 < high && low > 0.5)
      let p = mrr["permutationPValue"] as? Double ?? 1
      #expect(
        p < 0.001 && abs((mrr["permutationPValueHolm"] as? Double ?? 0) - 2 * p) < 1e-12
          && (mrr["effectSize"] as? Double ?? 0) > 1)
      let same = try #require(rows.last { $0["name"] as? String == "mrr" })
      #expect(same["difference"] as? Double == 0 && same["tPValueHolm"] as? Double == 1)
    }
  }

  @Test("most-popular's score is a hand count, and events that the training knows are named") func popular() throws {
    try withScratch { folder in
      let train =
        "USER_ID,ITEM_ID,TIMESTAMP\n"
        + "u1,a,100\nu1,b,110\nu2,a,120\nu2,c,130\nu3,a,140\nu3,b,150\nu4,d,160\nu5,a,900\n"
      // u1 can find c alone; u2 b; u4 a; u9 is new and gets a and b; the last event is the training's.
      let test = "USER_ID,ITEM_ID,TIMESTAMP\nu1,c,200\nu2,b,210\nu4,a,220\nu9,b,230\nu4,z,240\nu5,a,900\n"
      try write(train, folder + "/train.csv")
      try write(test, folder + "/test.csv")
      let program = try Program(
        "evaluate", "--train", folder + "/train.csv", "--test", folder + "/test.csv", "--recommender", "popular", "--k",
        "2", "--json")
      let result = try json(program)
      // By count: a 4, b 2, c 1, d 1. Lists without what was taken: u1 c d, u2 b d, u4 a b, u5 b c, u9 a b.
      #expect(abs((try metric(result, "recall", 2)["value"] as? Double ?? 0) - (1 + 1 + 0.5 + 0 + 1) / 5) < 1e-12)
      #expect(abs((try metric(result, "mrr", 2)["value"] as? Double ?? 0) - (1 + 1 + 1 + 0 + 0.5) / 5) < 1e-12)
      #expect((result["caveat"] as? String)?.contains("local stand-in") == true)
      let leaks = try #require((result["leakage"] as? [String: Any])?["leaks"] as? [[String: Any]])
      func leak(_ name: String) -> [String: Any]? { leaks.first { $0["leak"] as? String == name } }
      #expect(leak("later-training-event-of-anybody")?["events"] as? Int == 5)
      #expect(leak("same-event-in-training")?["examples"] as? [String] == ["u5 a 1970-01-01T00:15:00Z"])
      #expect(leak("item-only-in-test")?["events"] as? Int == 1)
      // Rows are those of the files, from 1 with the header.
      #expect(leak("later-training-event-of-anybody")?["rows"] as? [Int] == [2, 3, 4, 5, 6])
      #expect(leak("later-training-event-of-anybody")?["trainRows"] as? [Int] == [9])
      #expect(leak("same-event-in-training")?["rows"] as? [Int] == [7])
      #expect(leak("same-event-in-training")?["trainRows"] as? [Int] == [9])
    }
  }

  @Test("a model that knows the future is caught: a planted event is named by its row in either file") func planted()
    throws
  {
    try withScratch { folder in
      var draws = Draws(state: 4)
      func rows(_ seconds: Range<Int>) -> [String] {
        seconds.map { "u\(draws.next() % 20),i\(draws.next() % 30),\($0 * 7200)\n" }
      }
      var train = rows(1_000..<1_300)
      let test = rows(1_300..<1_360)
      let files = [
        "evaluate", "--train", folder + "/train.csv", "--test", folder + "/test.csv", "--recommender", "popular",
      ]
      let header = "USER_ID,ITEM_ID,TIMESTAMP\n"
      try write(header + test.joined(), folder + "/test.csv")
      try write(header + train.joined(), folder + "/train.csv")
      func leaks() throws -> [String: [String: Any]] {
        let leakage = try json(try Program(files + ["--json"]))["leakage"] as? [String: Any]
        let leaks = try #require(leakage?["leaks"] as? [[String: Any]])
        return Dictionary(uniqueKeysWithValues: leaks.map { ($0["leak"] as? String ?? "", $0) })
      }
      for name in ["later-training-event-of-the-user", "later-training-event-of-anybody", "same-event-in-training"] {
        #expect(try leaks()[name]?["events"] as? Int == 0, "\(name)")
      }
      // The 41st event of the test stands in the training, in the middle of the file.
      train.insert(test[40], at: 123)
      try write(header + train.joined(), folder + "/train.csv")
      let found = try leaks()
      #expect(found["same-event-in-training"]?["rows"] as? [Int] == [42])
      #expect(found["same-event-in-training"]?["trainRows"] as? [Int] == [125])
      #expect(found["later-training-event-of-anybody"]?["events"] as? Int == 40)
      #expect(found["later-training-event-of-anybody"]?["trainRows"] as? [Int] == [125])
      let text = try Program(files)
      #expect(text.output.contains("Test file, row 42; training file, row 125 (from 1 with the header)."))
    }
  }

  @Test("equal scores count in expectation where that is asked for, and say so") func ties() throws {
    try withScratch { folder in
      try write("USER_ID,ITEM_ID,SCORE\nu,a,1\nu,b,1\nu,c,1\nv,a,2\nv,b,1\n", folder + "/lists.csv")
      try write("USER_ID,ITEM_ID\nu,c\nv,a\n", folder + "/truth.csv")
      let files = ["evaluate", "--lists", folder + "/lists.csv", "--truth", folder + "/truth.csv", "--k", "1,3"]
      let expected = try json(try Program(files + ["--ties", "expected", "--json"]))
      let mrr = try metric(expected, "mrr", 3)
      #expect(abs((mrr["value"] as? Double ?? 0) - ((1 + 0.5 + 1.0 / 3) / 3 + 1) / 2) < 1e-12)
      #expect((mrr["ties"] as? String)?.contains("McSherry and Najork") == true)
      #expect(try metric(try json(try Program(files + ["--json"])), "mrr", 3)["value"] as? Double == (1.0 / 3 + 1) / 2)
      #expect(try Program(files + ["--ties", "expected", "--dialect", "trec"]).status == 2)
      #expect(try Program(files + ["--ties", "expected", "--explain", "u"]).status == 2)
    }
  }

  @Test("embeddings from a file bring diversity") func embeddings() throws {
    try withScratch { folder in
      try write("USER_ID,ITEM_ID,RANK\nu,a,1\nu,b,2\nv,a,1\nv,c,2\nw,a,1\nw,d,2\n", folder + "/lists.csv")
      try write("USER_ID,ITEM_ID\nu,b\nv,c\nw,d\n", folder + "/truth.csv")
      try write("ITEM_ID,X,Y\na,2,0\nb,0,3\nc,-0.5,0\n", folder + "/vectors.csv")
      let files = ["evaluate", "--lists", folder + "/lists.csv", "--truth", folder + "/truth.csv", "--k", "2"]
      let found = try metric(
        try json(try Program(files + ["--embeddings", folder + "/vectors.csv", "--json"])), "diversity_embeddings", 2)
      // At right angles 1, opposite 2; d has no vector, and w no pair.
      #expect(found["value"] as? Double == 1.5 && found["users"] as? Int == 2)
      try write("ITEM_ID,GENRE\na,x\nb,y\n", folder + "/words.csv")
      #expect(try Program(files + ["--embeddings", folder + "/words.csv"]).status == 2)
    }
  }

  @Test("the same bytes on any number of threads, of files and of models") func threads() throws {
    try withScratch { folder in
      var draws = Draws(state: 11)
      func rows(_ seconds: Range<Int>) -> String {
        "USER_ID,ITEM_ID,TIMESTAMP\n"
          + seconds.map { "u\(draws.next() % 400),i\(draws.next() % 60),\($0 * 60)\n" }.joined()
      }
      try write(rows(0..<6_000), folder + "/train.csv")
      try write(rows(6_000..<7_500), folder + "/test.csv")
      let lists = (0..<400).flatMap { user in (0..<10).map { "u\(user),i\((user &* 7 &+ $0 &* 11) % 60),\($0 + 1)\n" } }
      try write("USER_ID,ITEM_ID,RANK\n" + lists.joined(), folder + "/lists.csv")
      let runs = [
        ["--lists", folder + "/lists.csv", "--truth", folder + "/test.csv"],
        ["--train", folder + "/train.csv", "--test", folder + "/test.csv", "--recommender", "item-knn"],
        ["protocol", folder + "/train.csv", "--recommender", "item-knn", "--task", "related"],
      ]
      for run in runs {
        let outputs = try ["1", "2", "5"].map { threads -> String in
          let program = try Program(["evaluate"] + run + ["--threads", threads, "--json"])
          #expect(program.status == 0, "\(program.errors)")
          // Wall-clock seconds are no result.
          return program.output.replacing(/"(train|recommend)" : [0-9.e-]+/, with: "")
        }
        #expect(outputs[0] == outputs[1] && outputs[1] == outputs[2] && outputs[0].contains("ndcg"))
      }
      #expect(try Program(["evaluate"] + runs[0] + ["--threads", "0"]).status == 2)
    }
  }

  @Test("power says how many users a stated change needs, and that offline is not online") func power() throws {
    let program = try Program("evaluate", "power", "--baseline", "3 %", "--effect", "5 %", "--json")
    #expect(try json(program)["usersPerArm"] as? Int == 207_938)
    let text = try Program("evaluate", "power", "--baseline", "3 %", "--effect", "-5 %", "--users-per-day", "10000")
    #expect(text.status == 0 && text.output.contains("an offline difference is not an online effect"), "\(text.errors)")
    #expect(try Program("evaluate", "power", "--baseline", "3", "--effect", "5 %").status == 2)
    #expect(try Program("evaluate", "power", "--baseline", "60 %", "--effect", "90 %").status == 2)
  }

  @Test("every table of quality in a shipped report prints its caveat") func reports() {
    let reports = ProjectFiles.paths(below: "reports", ending: "report.md")
    #expect(!reports.isEmpty)
    for path in reports where ProjectFiles.text(path).contains("NDCG@") {
      let text = ProjectFiles.text(path)
      for words in ["local stand-in", "teacher-forced", "another policy", "not for promising absolute quality"] {
        #expect(text.contains(words), "\(path) does not say: \(words)")
      }
    }
  }
}
