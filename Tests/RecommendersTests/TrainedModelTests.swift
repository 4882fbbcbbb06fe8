import Interactions
import Recommenders
import Testing

@Suite("A saved model")
struct TrainedModelTests {
  private static let sample = BehaviourTests.sample

  private func model(_ specification: RecommenderSpecification) -> TrainedModel {
    TrainedModel(specification, log: Self.sample, before: 700, source: "sample.csv")
  }

  @Test("answers as it did before it was saved", arguments: BehaviourTests.all)
  func roundTrip(_ specification: RecommenderSpecification) throws {
    let before = model(specification)
    let bytes = before.encoded()
    let after = try TrainedModel(decoding: bytes)
    #expect(after.specification == specification && after.provenance == before.provenance)
    #expect(after.items == Self.sample.items && after.users == Self.sample.users)
    #expect(after.encoded() == bytes)
    for exclusion in Exclusion.allCases {
      let a = BehaviourTests.lists(before.recommender, of: before.histories, cut: 700, exclusion: exclusion, count: 50)
      let b = BehaviourTests.lists(after.recommender, of: after.histories, cut: 700, exclusion: exclusion, count: 50)
      #expect(a == b)
    }
  }

  @Test("is the same bytes for the same log, and says another source checksum for another log")
  func provenance() {
    let one = model(.popular)
    #expect(one.encoded() == model(.popular).encoded())
    let other = TrainedModel(.popular, log: Self.sample, before: 699, source: "sample.csv")
    #expect(one.provenance.sourceChecksum != other.provenance.sourceChecksum)
    #expect(one.provenance.events == Self.sample.firstIndex(atOrAfter: 700))
  }

  @Test(
    "is refused where it is no model, of another version, cut off, or changed anywhere", arguments: BehaviourTests.all)
  func hostile(_ specification: RecommenderSpecification) {
    let bytes = model(specification).encoded()
    func code(_ bytes: [UInt8]) -> ModelFileError.Code? {
      do throws(ModelFileError) { _ = try TrainedModel(decoding: bytes) } catch { return error.code }
      return nil
    }
    #expect(code([]) == .notAModel && code(Array("USER_ID,ITEM_ID\n".utf8)) == .notAModel)
    var newer = bytes
    newer[13] = 9
    #expect(code(newer) == .otherVersion)
    for length in stride(from: 13, to: bytes.count, by: 997) { #expect(code(Array(bytes[..<length])) == .damaged) }
    for place in stride(from: 17, to: bytes.count, by: 4_999) {
      var changed = bytes
      changed[place] ^= 0x40
      #expect(code(changed) == .damaged)
    }
    #expect(code(bytes + [0]) == .damaged)
  }
}
