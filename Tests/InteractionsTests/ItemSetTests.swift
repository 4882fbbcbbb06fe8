import Foundation
import Interactions
import TestSupport
import Testing

@Suite("Sets of items") struct ItemSetTests {
  @Test("does what Swift's own sets do, for made-up ones of any size") func againstSet() {
    var draws = Draws(state: 64)
    for size in [1, 2, 63, 64, 65, 128, 1000] {
      let all = Set((0..<Int32(size)).map { $0 })
      func made() -> Set<Int32> { all.filter { _ in Bool.random(using: &draws) } }
      let (a, b) = (made(), made())
      let pair = [a, b].map { members in ItemSet(below: size) { members.contains($0) } }
      func check(_ expected: Set<Int32>, _ change: (inout ItemSet) -> Void) {
        var set = pair[0]
        change(&set)
        #expect(set.members == expected.sorted() && set.count == expected.count && set.isEmpty == expected.isEmpty)
        #expect(all.allSatisfy { set.contains($0) == expected.contains($0) })
      }
      check(a) { _ in }
      check(a.union(b)) { $0.formUnion(pair[1]) }
      check(a.intersection(b)) { $0.formIntersection(pair[1]) }
      check(a.subtracting(b)) { $0.subtract(pair[1]) }
      check(all.subtracting(a)) { $0.invert() }
      check(all) { $0.fill() }
      check([]) { $0.removeAll() }
    }
  }

  @Test("an insertion beyond the capacity makes the set larger; what was never there is no member") func growth() {
    var set = ItemSet([3, 200])
    #expect(set.members == [3, 200] && set.capacity == 201)
    set.insert(64)
    #expect(set.contains(64) && !set.contains(-1) && !set.contains(1_000_000))
    #expect(ItemSet().isEmpty && ItemSet(capacity: 70, isFull: true).count == 70)
  }
}
