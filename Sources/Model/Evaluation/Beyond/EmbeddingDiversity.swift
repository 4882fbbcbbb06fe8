/// Vectors of items.
package struct ItemEmbeddings: Sendable {
  /// Numbers a vector.
  package let dimension: Int
  /// Item after item, of length 1; zeros where there is no vector.
  private let units: [Double]
  private let isKnown: [Bool]

  /// - Parameter vectors: by item, of one dimension; an empty one for an item that has none.
  package init(dimension: Int, vectors: [[Double]]) {
    self.dimension = dimension
    var (units, isKnown): ([Double], [Bool]) = ([], [])
    for vector in vectors {
      precondition(vector.isEmpty || vector.count == dimension)
      // By the largest first, so that no square overflows.
      let largest = vector.reduce(0) { max($0, abs($1)) }
      let known = largest > 0 && largest.isFinite
      let scaled = known ? vector.map { $0 / largest } : [Double](repeating: 0, count: dimension)
      let length = scaled.reduce(0) { $0 + $1 * $1 }.squareRoot()
      units += known ? scaled.map { $0 / length } : scaled
      isKnown.append(known)
    }
    (self.units, self.isKnown) = (units, isKnown)
  }

  /// Items with a vector other than of zeros.
  package var knownItems: Int { isKnown.count { $0 } }

  /// The cosine of two items' vectors; nil where one has none.
  func cosine(_ a: Int32, _ b: Int32) -> Double? {
    guard isKnown[Int(a)], isKnown[Int(b)] else { return nil }
    var sum = 0.0
    for place in 0..<dimension { sum += units[Int(a) * dimension + place] * units[Int(b) * dimension + place] }
    return min(1, max(-1, sum))
  }
}

extension ListInContext {
  /// Intra-list diversity by embeddings: mean over pairs of 1 − the cosine of their vectors, from 0 for one direction to 2 for
  /// opposite ones; items without a vector, or with one of zeros, are left out. Source: C.-N. Ziegler et al., WWW 2005; the
  /// cosine as in M. Kaminskas, D. Bridge, ACM TiiS 7(1), 2016.
  var diversityOfEmbeddings: Double {
    guard let embeddings else { return .nan }
    return pairMean { first, second in embeddings.cosine(first, second).map { 1 - $0 } }
  }
}
