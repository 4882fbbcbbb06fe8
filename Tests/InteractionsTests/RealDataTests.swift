import Interactions
import Measures
import Testing

@Suite("Real logs")
struct RealDataTests {
  @Test("MovieLens 100K", .enabled(if: hasSharedData("ml-100k/u.data")))
  func movieLens100K() throws {
    let reading = readLog(try sharedData("ml-100k/u.data"), source: "u.data")
    let summary = LogSummary(of: reading.log)
    #expect(reading.format == .movieLens100K)
    #expect(reading.findings.isEmpty)
    #expect([summary.events, summary.users, summary.items] == [100_000, 943, 1_682])
    #expect(summary.repeatShare == 0)
    #expect(reading.log.values.reduce(0, +) == 352_986)
    #expect(readLog(PersonalizeCSV.bytes(of: reading.log), source: "").log.timestamps == reading.log.timestamps)
  }

  @Test("MovieLens 1M", .enabled(if: hasSharedData("ml-1m/ratings.dat")))
  func movieLens1M() throws {
    let reading = readLog(try sharedData("ml-1m/ratings.dat"), source: "ratings.dat")
    let summary = LogSummary(of: reading.log)
    #expect(reading.findings.isEmpty)
    #expect([summary.events, summary.users, summary.items] == [1_000_209, 6_040, 3_706])
    #expect(summary.first?.description == "2000-04-25T23:05:32Z")
  }

  @Test("Online Retail II", .enabled(if: hasSharedData("online-retail-ii/interactions.csv")))
  func onlineRetail() throws {
    let reading = readLog(try sharedData("online-retail-ii/interactions.csv"), source: "interactions.csv")
    let summary = LogSummary(of: reading.log)
    #expect(reading.findings.isEmpty)
    #expect([summary.events, summary.users, summary.items] == [824_364, 5_942, 4_646])
    #expect(summary.eventTypes.map(\.name) == ["purchase", "cancel"])
    #expect(summary.eventTypes.map(\.events) == [805_620, 18_744])
    // A basket is one second: nearly every event shares it with another.
    #expect(summary.simultaneousShare > 0.95)
  }
}
