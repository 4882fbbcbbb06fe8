import Foundation
import TestSupport
import Testing

@Suite("Caveats")
struct CaveatTests {
  /// What must be read with any number on quality.
  private let words = ["another policy", "teacher-forced", "relative claims only"]

  @Test("every command that prints quality prints its caveat") func everywhere() throws {
    try withScratch { folder in
      var draws = Draws(state: 21)
      func rows(_ minutes: Range<Int>) -> String {
        "USER_ID,ITEM_ID,TIMESTAMP\n"
          + minutes.map { "u\(draws.next() % 60),i\(draws.next() % 397),\(1_700_000_000 + $0 * 1200)\n" }.joined()
      }
      for (name, text) in [
        ("train.csv", rows(0..<3000)), ("test.csv", rows(3000..<3200)), ("tiny.yaml", tinyScenario),
        ("lists.csv", "USER_ID,ITEM_ID,RANK\nu1,i1,1\nu2,i2,1\n"),
        (
          "sweep.yaml",
          "sweep: s\nlog: {file: train.csv}\nevaluation: {k: 5 items, requests: 100 requests, resamples: 100 resamples}\n"
            + "origins: {count: 2 origins}\ngrid: {recommenders: [popular, item-knn]}\n"
        ),
      ] { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
      let runs: [[String]] = [
        ["evaluate", "--lists", "lists.csv", "--truth", "test.csv"],
        ["evaluate", "--train", "train.csv", "--test", "test.csv", "--recommender", "popular"],
        ["evaluate", "protocol", "train.csv", "--recommender", "popular"],
        ["evaluate", "protocol", "train.csv", "--recommender", "popular", "--task", "ranking"],
        ["evaluate", "protocol", "train.csv", "--recommender", "popular", "--task", "related"],
        ["train", "train.csv", "--recommender", "blend", "--out", "model"], ["sweep", "sweep.yaml"],
        ["run", "tiny.yaml", "--log", "train.csv", "--out", "run"],
        ["replay", "tiny.yaml", "--log", "train.csv", "--out", "replay", "--plans-only"],
      ]
      for run in runs {
        let program = try Program(run, in: folder)
        #expect(program.status == 0, "\(run): \(program.errors)")
        #expect(program.output.uppercased().contains("NDCG"), "\(run) prints no quality")
        for word in words where !program.output.contains(word) { Issue.record("\(run) does not say: \(word)") }
      }
    }
  }
}
