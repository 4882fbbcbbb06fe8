import BatchFiles
import Testing

@Suite("The acceptance test of batch lists") struct AcceptanceTests {
  private func answer(_ key: String, _ items: String...) -> BatchLine {
    .answer(BatchAnswer(kind: .personalization, key: key, items: items))
  }

  private func result(
    _ lines: [BatchLine], _ reference: AcceptanceTally.Reference = .init(), previous: [String: [String]]? = nil
  ) -> AcceptanceResult {
    var tally = AcceptanceTally(reference: reference)
    for line in lines {
      guard let answer = tally.admit(line), let list = previous?[answer.key] else { continue }
      tally.compare(answer, with: list)
    }
    return AcceptanceResult(tally, previousLists: previous?.count)
  }

  private func check(_ rule: AcceptanceRule, _ result: AcceptanceResult) -> AcceptanceCheck? {
    result.checks.first { $0.rule == rule }
  }

  @Test("coverage counts expected users with a list that is not empty") func coverage() {
    var reference = AcceptanceTally.Reference()
    reference.expectedKeys = ["a", "b", "c", "d"]
    let tested = result([answer("a", "x"), answer("b"), answer("z", "x")], reference)
    #expect(check(.coverage, tested)?.counted == .init(part: 1, whole: 4))
    #expect(tested.tally.unexpected == 1 && !tested.isAccepted)
    #expect(check(.emptyLists, tested)?.counted == .init(part: 1, whole: 3))
  }

  @Test(
    "a log stands in for who should have a list and what exists, by the kind of the lists; what is given goes before")
  func ofLog() {
    var reference = AcceptanceTally.Reference()
    reference.log = (users: ["a", "b"], items: ["x", "y", "z", "q"])
    let lists = result([answer("a", "x", "new")], reference)
    #expect(check(.coverage, lists)?.counted == .init(part: 1, whole: 2))
    #expect(check(.unknownItems, lists)?.counted == .init(part: 1, whole: 2))
    let related = result([.answer(BatchAnswer(kind: .relatedItems, key: "x", items: ["y"]))], reference)
    #expect(check(.coverage, related)?.counted == .init(part: 1, whole: 4))
    // A segment job is asked for some items; its lists are of users.
    let segment = BatchLine.answer(BatchAnswer(kind: .segment, key: "x", items: ["a", "stranger", "b"]))
    let segments = result([segment], reference)
    #expect(check(.coverage, segments)?.value == nil)
    #expect(check(.unknownItems, segments)?.counted == .init(part: 1, whole: 3))
    reference.knownItems = ["x", "y"]
    #expect(check(.coverage, result([segment], reference))?.counted == .init(part: 1, whole: 2))
    #expect(check(.unknownItems, result([answer("a", "x", "z")], reference))?.counted == .init(part: 1, whole: 2))
  }

  @Test("errors, broken lines, repeats and another kind of query are counted, and none of them becomes a list")
  func lines() {
    let tested = result([
      answer("a", "x"), answer("a", "y"), .failed(key: "b", message: "no"), .broken(.notJSON, detail: ""),
      .answer(BatchAnswer(kind: .relatedItems, key: "c", items: ["x"])),
    ])
    #expect(tested.tally.lists == 1 && tested.tally.places == 1)
    #expect(check(.errorLines, tested)?.counted == .init(part: 3, whole: 5))
    #expect(check(.repeatedKeys, tested)?.counted == .init(part: 1, whole: 5))
  }

  @Test("a repeated item is kept at its first place, with its score") func duplicates() throws {
    var tally = AcceptanceTally(reference: .init())
    let line = BatchLine.answer(
      BatchAnswer(kind: .ranking, key: "u", items: ["x", "y", "x", "z"], scores: [4, 3, 2, 1]))
    let admitted = tally.admit(line)
    let kept = try #require(admitted)
    #expect(kept.items == ["x", "y", "z"] && kept.scores == [4, 3, 1])
    #expect(tally.duplicateLists == 1 && tally.places == 3)
  }

  @Test("unknown items, short lists and a model that gives all the same list fail their limits") func content() {
    var reference = AcceptanceTally.Reference()
    reference.knownItems = ["x", "y"]
    reference.listLength = 2
    let tested = result((0..<40).map { answer("u\($0)", "x", $0 < 10 ? "new" : "y") } + [answer("v", "x")], reference)
    #expect(check(.unknownItems, tested)?.counted == .init(part: 10, whole: 81))
    #expect(check(.shortLists, tested)?.counted == .init(part: 1, whole: 41))
    #expect(check(.sameList, tested)?.counted == .init(part: 30, whole: 41))
    #expect(Set(tested.checks.filter { !$0.isHeld }.map(\.rule)) == [.unknownItems, .sameList])
  }

  @Test("what cannot be measured is not held against the lists; without any list nothing is accepted") func nothing() {
    #expect(result([answer("a", "x")]).isAccepted)
    #expect(!result([]).isAccepted)
    #expect(!result([answer("a")]).isAccepted)
  }

  @Test("drift against the table that is served: kept users, changed lists, overlap") func drift() {
    let tested = result(
      [answer("a", "x", "y"), answer("b", "x", "z"), answer("new", "q")],
      previous: ["a": ["x", "y"], "b": ["y", "z"], "gone": ["x"]])
    #expect(check(.kept, tested)?.counted == .init(part: 2, whole: 3))
    let meanOverlap: Double = (1 + 1.0 / 3) / 2
    #expect(check(.overlap, tested)?.value == meanOverlap)
    #expect(tested.changedShare == 0.5)
  }

  @Test("rank-biased overlap is 1 for equal lists, 0 for strangers, and agrees with its sum carried on far")
  func rankBiased() {
    let a = ["a", "b", "c", "d", "e"]
    #expect(abs(RankOverlap.rankBiased(a, a) - 1) < 1e-12)
    #expect(RankOverlap.rankBiased(a, ["v", "w"]) == 0)
    #expect(RankOverlap.rankBiased([], []) == 1 && RankOverlap.rankBiased(a, []) == 0)
    var stream = TestStream(state: 3)
    for _ in 0..<200 {
      let names = (0..<12).map { "\($0)" }
      let first = Array(names.shuffled(using: &stream).prefix(1 + Int.random(in: 0..<8, using: &stream)))
      let second = Array(names.shuffled(using: &stream).prefix(1 + Int.random(in: 0..<8, using: &stream)))
      let found = RankOverlap.rankBiased(first, second)
      #expect(abs(found - RankOverlap.rankBiased(second, first)) < 1e-12)
      #expect((-1e-12...1 + 1e-12).contains(found))
      if first.count == second.count {
        // Equal lengths: agreement at the end is carried on for ever.
        var sum = 0.0
        var agreement = 0.0
        for depth in 1...400 {
          if depth <= first.count {
            agreement = Double(Set(first.prefix(depth)).intersection(second.prefix(depth)).count) / Double(depth)
          }
          sum += agreement * (0..<depth - 1).reduce(0.1) { product, _ in product * 0.9 }
        }
        #expect(abs(found - sum) < 1e-9)
      }
    }
  }

  @Test("uneven lists: the worked extrapolation of the paper's formula, by hand") func uneven() {
    // S = a; L = a b. X1 = 1, X2 = 1; s = 1, l = 2; p = 0.5:
    // (1-p)/p [X1/1 p + X2/2 p² + X1 (2-1)/(1·2) p²] + [(X2 - X1)/2 + X1/1] p² = 0.5 + 0.125 + 0.125 + 0.25 = 1.
    #expect(abs(RankOverlap.rankBiased(["a"], ["a", "b"], persistence: 0.5) - 1) < 1e-12)
    // S = b; L = a b: X1 = 0, X2 = 1: 1 [0 + 0.125 + 0] + [0.5 + 0] 0.25 = 0.25.
    #expect(abs(RankOverlap.rankBiased(["b"], ["a", "b"], persistence: 0.5) - 0.25) < 1e-12)
  }
}
