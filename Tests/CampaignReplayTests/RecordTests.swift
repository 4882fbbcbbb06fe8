import CampaignReplay
import Foundation
import Interactions
import Measures
import Testing

@Suite("The record of a replay", .timeLimit(.minutes(5))) struct RecordTests {
  @Test("a line that was cut off is passed over, goes with the next run, and is asked again") func cutLine()
    async throws
  {
    try await withFolder { folder in
      let replay = TestReplay(path: folder + "/record")
      let whole = try await replay.run()
      let bytes = try Data(contentsOf: URL(filePath: replay.path))
      // Cut anywhere, the record is that of all whole lines before.
      for size in stride(from: bytes.count - 1, to: bytes.count - 400, by: -37) {
        try bytes.prefix(size).write(to: URL(filePath: replay.path))
        let (record, findings) = try replay.read()
        #expect(findings.isEmpty && (record?.answered ?? 0) >= whole.answered - 5)
        #expect(record?.wholeBytes == (bytes.prefix(size).lastIndex(of: 10) ?? -1) + 1)
      }
      let left = try #require(try replay.read().record)
      #expect(left.answered < whole.answered)
      let again = try await replay.run()
      #expect(again.answered == whole.answered)
      #expect(replay.campaign.asked.count == 2 * whole.answered - left.answered)
      #expect(try replay.read().record?.answers == again.answers)
    }
  }

  @Test("the record of another log, campaign or number of requests is refused with a finding") func otherReplays()
    async throws
  {
    try await withFolder { folder in
      let replay = TestReplay(path: folder + "/record")
      try await replay.run()
      func refusal(_ other: TestReplay) throws -> String? {
        let (record, findings) = try other.read()
        #expect(record == nil && findings.count == 1 && findings[0].code == "record-of-another-replay")
        return findings.first?.message
      }
      #expect(try refusal(TestReplay(log: testLog(items: 1), path: replay.path))?.contains("another log") == true)
      var other = TestReplay(path: replay.path)
      other.settings.campaign += "-2"
      #expect(try refusal(other)?.contains("campaign/shop") == true)
      var version = TestReplay(path: replay.path)
      version.facts.solutionVersion = "sv2"
      #expect(try refusal(version)?.contains("solution version") == true)
    }
  }

  @Test(
    "what is no record, or damaged, is a finding with its row and no crash",
    arguments: [
      ("", "record-empty"), ("no line's end", "record-empty"), ("{}\n", "not-a-record"), ("[1]\n", "not-a-record"),
      ("{\"recast\":\"answers of a campaign\",\"format\":9}\n", "record-format"),
      ("{\"recast\":\"answers of a campaign\",\"format\":1}\n", "record-format"),
      ("HEAD\nnonsense\n", "record-damaged"), ("HEAD\n{\"ask\":-1}\n", "record-damaged"),
      ("HEAD\n{\"ask\":99999999999999999999}\n", "record-damaged"), ("HEAD\n{\"told\":100000}\n", "record-damaged"),
      (
        "HEAD\n{\"ask\":0,\"at\":1,\"waited\":0,\"took\":9007199254740993,\"sends\":1,\"items\":[]}\n", "record-damaged"
      ),
      ("HEAD\n{\"ask\":0,\"at\":1,\"waited\":0,\"took\":1,\"sends\":1,\"items\":[1]}\n", "record-damaged"),
      ("HEAD\n{\"ask\":0,\"at\":1,\"waited\":0,\"took\":1,\"sends\":1}\n", "record-damaged"),
    ])
  func damaged(text: String, code: String) async throws {
    try await withFolder { folder in
      let replay = TestReplay(path: folder + "/record")
      try ReplayRecordFile(replay.path, wholeBytes: nil).begin(replay.head)
      let head = try String(contentsOfFile: replay.path, encoding: .utf8).dropLast()
      let bytes = Array(text.replacing("HEAD", with: head).utf8)
      let (record, findings) = ReplayRecord.read(bytes, source: "record", script: replay.script) { _ in replay.head }
      #expect(record == nil && findings.first?.code == code)
    }
  }

  @Test("two replays do not write one record, and a new one takes nobody's place") func alone() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "recast-record-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let replay = TestReplay(path: path)
    let first = try ReplayRecordFile(path, wholeBytes: nil)
    try first.begin(replay.head)
    #expect(throws: ReplayRecordError.self) { try ReplayRecordFile(path, wholeBytes: 0) }
    withExtendedLifetime(first) {}
    let other = path + "-other"
    defer { try? FileManager.default.removeItem(atPath: other) }
    try Data("something".utf8).write(to: URL(filePath: other))
    #expect(throws: ReplayRecordError.self) { try ReplayRecordFile(other, wholeBytes: nil) }
    #expect(try String(contentsOfFile: other, encoding: .utf8) == "something")
  }
}
