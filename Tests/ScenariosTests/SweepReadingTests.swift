import Measures
import Recommenders
import Scenarios
import TestSupport
import Testing

@Suite("Sweep files")
struct SweepReadingTests {
  private func read(_ text: String) -> (SweepFile?, [Finding]) {
    SweepReading.sweep(fromYAML: text, source: "s.yaml", name: "s")
  }

  @Test("the shipped example is free of findings and holds what it says") func example() throws {
    let (sweep, findings) = SweepReading.sweep(
      fromYAML: ProjectFiles.text("scenarios/sweep-corner-shop.yaml"), source: "s", name: "other")
    #expect(findings.isEmpty)
    let file = try #require(sweep)
    #expect(file.name == "sweep-corner-shop" && file.origins.count == 4)
    #expect(file.origins.spacing == .seconds(window: 604_800, last: 604_800))
    #expect(file.grid.histories.map(\.seconds) == [259_200, 604_800, 1_209_600, 2_592_000, 5_184_000, nil])
    #expect(file.grid.features.map(\.columns.count) == [0, 1, 3])
    #expect(file.grid.events.map(\.label) == ["all", "view+purchase*3"])
    #expect(
      file.grid.recommenders.map(\.label) == [
        "popular", "decayed-popular", "item-knn:neighbours=20", "item-knn:neighbours=100",
      ])
    #expect(file.judging.allowsRepeats && file.judging.requests == 1500)
  }

  @Test("lists of parameters are multiplied out, in their order") func combinations() throws {
    let (sweep, findings) = read(
      """
      log: {file: a.csv}
      grid:
        recommenders:
          - item-knn: {neighbours: [5, 9], shrink: [0, 10]}
          - item-knn:neighbours=7
          - ease
      """)
    #expect(findings.isEmpty)
    let recommenders = try #require(sweep).grid.recommenders
    #expect(
      recommenders.map(\.label) == [
        "item-knn:neighbours=5,shrink=0", "item-knn:neighbours=5,shrink=10", "item-knn:neighbours=9,shrink=0",
        "item-knn:neighbours=9,shrink=10", "item-knn:neighbours=7", "ease",
      ])
    #expect(recommenders[4].parameters.map { "\($0.key)=\($0.value)" } == ["neighbours=7"])
    #expect(recommenders[1].specification == .itemKNN(ItemKNNParameters(neighbours: 5, shrink: 10)))
  }

  @Test("everything wrong is said at once, with key and line") func findings() {
    let (sweep, findings) = read(
      """
      log: {file: a.csv}
      metrik: ndcg
      evaluation:
        metric: ndgc
        k: 10
      origins: {count: 4 origins, every: 7 d, heldOut: 20 %}
      grid:
        history: [7, 30 d, 30 d]
        events: [[purchase, "x>=y"]]
        features: 3
        recommenders:
          - item-knn: {neighbors: 5}
          - item-knn: {neighbours: [0]}
          - nobody
          - [popular]
      """)
    #expect(sweep == nil)
    let places = findings.map { finding -> String in
      guard case .key(let path, let line) = finding.place else { return "?" }
      return "\(path):\(line ?? 0)"
    }
    for place in [
      "metrik:2", "evaluation.metric:4", "evaluation.k:5", "origins.heldOut:6", "grid.history:8", "grid.events:9",
      "grid.features:10", "grid.recommenders[0]:12", "grid.recommenders[1]:13", "grid.recommenders[2]:14",
      "grid.recommenders[3]:15",
    ] { #expect(places.contains(place), "\(place) in \(places)") }
    // 30 d twice as well.
    #expect(findings.contains { $0.code == "repeated-value" })
  }

  @Test("a grid that would take days is refused") func tooMany() {
    let numbers = (1...200).map(String.init).joined(separator: ", ")
    let (sweep, findings) = read(
      """
      log: {file: a.csv}
      grid:
        history: [1 d, 2 d, 3 d, 4 d, 5 d, 6 d]
        recommenders: [{item-knn: {neighbours: [\(numbers)], shrink: [1, 2, 3, 4, 5]}}]
      """)
    #expect(sweep == nil && findings.contains { $0.code == "too-many-cells" })
    let (_, more) = read(
      """
      log: {file: a.csv}
      grid:
        recommenders: [{item-knn: {neighbours: [\(numbers)], historyLimit: [\(numbers)]}}]
      """)
    #expect(more.contains { $0.message.contains("combinations") })
  }

  @Test("damaged files never crash the reader") func damaged() {
    let original = Array(ProjectFiles.text("scenarios/sweep-corner-shop.yaml").utf8)
    var draws = Draws(state: 11)
    for _ in 0..<300 {
      var bytes = original
      for _ in 0..<3 {
        let place = Int(draws.next() % UInt64(bytes.count))
        if draws.next() % 2 == 0 { bytes[place] = UInt8(draws.next() % 128) } else { bytes.removeSubrange(place...) }
        if bytes.isEmpty { bytes = [45] }
      }
      let (sweep, findings) = read(String(decoding: bytes, as: UTF8.self))
      #expect(sweep != nil || findings.hasErrors)
    }
  }
}
