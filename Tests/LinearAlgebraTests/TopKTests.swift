import LinearAlgebra
import Testing

@Suite("The best few")
struct TopKTests {
  /// The definition: sort by descending score, then ascending index; minus infinity is out.
  static func expected(_ scores: [Float], _ count: Int) -> [Int32] {
    let order = scores.indices.filter { scores[$0] > -.infinity }
      .sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
    return order.prefix(count).map { Int32($0) }
  }

  static func selected(_ scores: [Float], _ count: Int, _ top: inout TopK) -> [Int32] {
    // Room up to a multiple of sixteen, filled with what would win if it were read.
    var padded = scores + [Float](repeating: .infinity, count: 16)
    var best = [Int32](repeating: -1, count: max(1, min(count, scores.count)))
    let listed = top.select(count, of: &padded, length: scores.count, into: &best)
    return Array(best[..<listed])
  }

  @Test("are those of a sort, ties by index", arguments: [1, 2, 15, 16, 17, 100, 1_000, 5_003])
  func sorted(length: Int) {
    var numbers = Numbers(seed: 31)
    var top = TopK()
    for levels in [3, 50, 1_000_000] {
      for share in [0, 10, 90] {
        let scores = (0..<length).map { _ -> Float in
          if numbers.index(below: 100) < share { return -.infinity }
          return Float(numbers.index(below: levels)) - Float(levels / 2)
        }
        for count in [0, 1, 3, 10, 100, 7_000] {
          #expect(Self.selected(scores, count, &top) == Self.expected(scores, count))
        }
      }
    }
  }

  @Test("bear zeros of both signs, the largest numbers and infinity") func extremes() {
    var top = TopK()
    let scores: [Float] = [
      -0.0, 0, .infinity, -.greatestFiniteMagnitude, .greatestFiniteMagnitude, -.infinity, .leastNonzeroMagnitude, 0,
      -0.0,
    ]
    for count in 0...9 { #expect(Self.selected(scores, count, &top) == Self.expected(scores, count)) }
    let nothing = [Float](repeating: -.infinity, count: 500)
    #expect(Self.selected(nothing, 10, &top).isEmpty)
    let equal = [Float](repeating: 1.5, count: 500)
    #expect(Self.selected(equal, 10, &top) == Array(0..<10))
  }
}
