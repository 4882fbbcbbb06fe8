import Interactions
import Testing

@Suite("Indices of a log") struct LogIDsTests {
  @Test(
    "are what was given, in two bytes or four",
    arguments: [[], [0], [65_535, 0, 3], [65_536, 0, 3], [.max, 1], [-1, 5]] as [[Int32]])
  func given(ids: [Int32]) {
    let kept = LogIDs(ids)
    #expect(Array(kept) == ids)
    #expect(kept.count == ids.count && kept.first == ids.first && kept.last == ids.last)
    let backwards = ids.indices.reversed().map { Int32($0) }
    #expect(Array(kept.selecting(backwards)) == ids.reversed())
  }

  @Test("are the same, however they are kept") func equality() {
    let narrow: LogIDs = [1, 2, 2]
    #expect(narrow == LogIDs(wide: [1, 2, 2]) && LogIDs(wide: [1, 2, 2]) == narrow)
    #expect(narrow != [1, 2, 3] && narrow != LogIDs(wide: [1, 2]) && LogIDs(wide: [70_000]) != [70_001])
    #expect(narrow.counts(below: 4) == [0, 1, 2, 0])
  }
}
