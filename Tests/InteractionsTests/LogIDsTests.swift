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

  @Test("are put in order, events of one in their own") func order() {
    for ids in [[2, 0, 2, 1, 0], LogIDs(wide: [2, 0, 2, 1, 0])] as [LogIDs] {
      let starts = ids.starts(below: 4)
      #expect(starts == [0, 2, 3, 5, 5] && ids.starts(below: 4, first: 2) == [0, 1, 1, 2, 2])
      #expect(ids.eventsInOrder(starts) == [1, 4, 3, 0, 2])
    }
    #expect(LogIDs([]).starts(below: 0) == [0] && LogIDs([]).eventsInOrder([0]).isEmpty)
  }
}
