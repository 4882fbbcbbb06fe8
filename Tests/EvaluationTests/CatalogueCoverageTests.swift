import Evaluation
import Interactions
import Testing

@Suite("Catalogue coverage")
struct CatalogueCoverageTests {
  @Test("counts items of the catalogue once, within K only")
  func count() {
    let lists = RankedLists([[0, 1, 4], [], [1, 0, 2], [9, 3]])
    let catalogue = [true, true, true, true, false, true]
    let atTwo = CatalogueCoverage(of: lists, k: 2, catalogue: catalogue)
    #expect(atTwo.recommendedItems == 3 && atTwo.catalogueItems == 5 && atTwo.share == 0.6)
    #expect(CatalogueCoverage(of: lists, k: 3, catalogue: catalogue).recommendedItems == 4)
    #expect(CatalogueCoverage(of: lists, k: 3, catalogue: []).share == 0)
  }

  @Test("takes for the catalogue what occurred before the cut")
  func catalogue() {
    let events = log([(0, 2, 1), (0, 0, 5), (0, 1, 6)])
    #expect(CatalogueCoverage.catalogue(of: events, before: 5) == [false, false, true])
    #expect(CatalogueCoverage.catalogue(of: events, before: 6) == [true, false, true])
  }
}
