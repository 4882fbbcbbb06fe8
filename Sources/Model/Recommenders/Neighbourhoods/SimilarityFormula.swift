import RealModule

/// How the users that two items share become a similarity. The `mass` of an item is the sum of its users' squared
/// weights: their number where all weigh 1.
enum SimilarityFormula: Sendable, Hashable {
  /// shared / (mass(i)^½ · mass(j)^discount + shrink), zero below a least number of shared users: the cosine at ½.
  case cosine(discount: Double, shrink: Double, minimum: Double)
  /// Three steps of a random walk: shared / (mass(i)^α · mass(j)^β), where a user of k items counts k^−α.
  case walk(alpha: Double, beta: Double)

  /// What a user with so many items counts in `shared`.
  func weight(ofUserWith items: Int) -> Double {
    switch self {
    case .cosine: 1
    case .walk(let alpha, _): items == 0 ? 0 : Double.pow(Double(items), -alpha)
    }
  }

  /// The factor of each item as the first or second of a pair, from its mass; unused where the formula needs none.
  func factors(_ masses: [Double]) -> (first: [Double], second: [Double]) {
    (masses.map(firstFactor), masses.map(secondFactor))
  }

  private func firstFactor(_ mass: Double) -> Double {
    switch self {
    case .cosine(let discount, _, _): discount == 0.5 ? mass : mass.squareRoot()
    case .walk(let alpha, _): mass <= 0 ? 0 : Double.pow(mass, -alpha)
    }
  }

  private func secondFactor(_ mass: Double) -> Double {
    switch self {
    case .cosine(let discount, _, _): discount == 0.5 ? mass : Double.pow(mass, discount)
    case .walk(_, let beta): mass <= 0 ? 0 : Double.pow(mass, -beta)
    }
  }

  /// The similarity by factors as `factors` gives them; zero or positive.
  func similarity(_ shared: Double, first: Double, second: Double) -> Double {
    switch self {
    case .cosine(let discount, let shrink, let minimum):
      guard shared >= minimum, shared > 0 else { return 0 }
      // One root of the exact product, so that items of equal user sets are exactly as similar as to themselves.
      let norm = discount == 0.5 ? (first * second).squareRoot() : first * second
      return shared / (norm + shrink)
    case .walk: return shared * first * second
    }
  }

  /// The same from masses.
  func similarity(_ shared: Double, masses: (Double, Double)) -> Double {
    similarity(shared, first: firstFactor(masses.0), second: secondFactor(masses.1))
  }

  /// An item's similarity with itself.
  func ofSelf(shared: Double, mass: Double) -> Double {
    switch self {
    case .cosine(_, let shrink, _): mass > 0 ? mass / (mass + shrink) : 0
    case .walk: similarity(shared, masses: (mass, mass))
    }
  }

  func encode(into writer: inout ModelWriter) {
    switch self {
    case .cosine(let discount, let shrink, let minimum): writer.write([0, discount, shrink, minimum])
    case .walk(let alpha, let beta): writer.write([1, alpha, beta])
    }
  }

  init(from reader: inout ModelReader) throws(ModelFileError) {
    let numbers = try reader.readArray(Double.self)
    try reader.require(numbers.allSatisfy { $0.isFinite && $0 >= 0 })
    switch (numbers.first, numbers.count) {
    case (0, 4): self = .cosine(discount: numbers[1], shrink: numbers[2], minimum: numbers[3])
    case (1, 3): self = .walk(alpha: numbers[1], beta: numbers[2])
    default: throw ModelFileError(.damaged, "The model's similarity is not known.")
    }
  }
}
