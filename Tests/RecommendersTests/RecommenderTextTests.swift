import Measures
import Recommenders
import Testing

@Suite("Models as users write them")
struct RecommenderTextTests {
  private func parse(_ text: String) -> (RecommenderSpecification?, [String]) {
    let (specification, findings) = RecommenderSpecification.parse(text, source: "--recommender")
    return (specification, findings.map(\.code))
  }

  @Test("read back as they are written", arguments: RecommenderSpecification.defaults)
  func roundTrip(_ specification: RecommenderSpecification) {
    #expect(parse(specification.text).0 == specification)
    #expect(parse(specification.name).0 == specification)
  }

  @Test("take parameters by name")
  func parameters() {
    let expected = RecommenderSpecification.itemKNN(ItemKNNParameters(neighbours: 7, shrink: 2.5))
    #expect(parse("item-knn:shrink=2.5,neighbours=7").0 == expected)
    #expect(parse("decayed-popular:halfLifeDays=3").0 == .decayedPopular(halfLifeDays: 3))
  }

  @Test("are refused with everything that is wrong, at once")
  func findings() {
    #expect(parse("nonsense").1 == ["unknown-recommender"])
    #expect(parse("").1 == ["unknown-recommender"])
    let wrong = parse("item-knn:neighbours=0,shrnk=3,neighbours=5,shrink=nan,historyLimit,historyLimit=x")
    #expect(wrong.0 == nil)
    #expect(wrong.1 == ["bad-value", "unknown-key", "repeated-key", "bad-value", "bad-value", "repeated-key"])
    #expect(parse("popular:").1 == ["unknown-key"])
    let text = RecommenderSpecification.parse("\u{1B}[2J", source: "--recommender").1.map(\.description).joined()
    #expect(!text.unicodeScalars.contains("\u{1B}"))
  }

  @Test("say what they would need, and are refused beyond a limit")
  func memory() {
    let size = DataSize(users: 1_000_000, items: 50_000, events: 20_000_000)
    for specification in RecommenderSpecification.defaults {
      let bytes = specification.parameters.fittingBytes(size)
      #expect(bytes > 0)
      #expect(specification.memoryFinding(size, limitBytes: bytes, source: "log") == nil)
      #expect(specification.memoryFinding(size, limitBytes: bytes - 1, source: "log")?.code == "needs-memory")
    }
  }
}
