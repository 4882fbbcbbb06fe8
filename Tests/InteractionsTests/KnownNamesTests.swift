import Interactions
import Testing

@Suite("Events of known users and items") struct KnownNamesTests {
  @Test("what is not known is left out and counted by reason; tables hold what has events")
  func keeping() {
    let log = read(
      "USER_ID,ITEM_ID,TIMESTAMP\na,x,1\nb,x,2\na,y,3\nc,y,4\nb,z,5\nd,x,6\n"
    ).log
    let (kept, dropped) = log.keeping(users: ["b", "a", "never"], items: ["x", "z"])
    #expect(kept.users == ["a", "b"] && kept.items == ["x", "z"])
    #expect(kept.userIDs == [0, 1, 1] && kept.itemIDs == [0, 0, 1] && kept.timestamps == [1, 2, 5])
    #expect([dropped.unknownUser, dropped.unknownItem, dropped.unknownBoth] == [1, 1, 1])
    #expect(dropped.firstUsers == ["c", "d"] && dropped.firstItems == ["y"] && dropped.users == 2)
    #expect(kept.count + dropped.total == log.count)
    #expect(log.keeping(users: nil, items: nil).log == log)
  }
}
