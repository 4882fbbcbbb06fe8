import LinearAlgebra
import Randomness
import RealModule

/// iALS: users and items as vectors whose products come near one for observed pairs and near zero for all others.
///
/// Least squares over L = Σ_S (⟨w, h⟩ − 1)² + α₀ Σ_{all} ⟨w, h⟩² + λ Σ_u (|S_u| + α₀ I)‖w_u‖² + the same for items, by
/// turns over users and items. Sources: Y. Hu et al., ICDM 2008; S. Rendle et al., "Revisiting the performance of
/// iALS on item recommendation benchmarks", RecSys 2022, with regularization by frequency to the power one.
package struct ImplicitFactorModel: Sendable {
  package private(set) var users: Matrix
  package private(set) var items: Matrix
  package let parameters: Parameters
  /// α₀·HᵀH of the items, for folding in.
  private var equations: NormalEquations

  /// How a half-sweep solves its rows.
  package enum Solver: Sendable, Hashable {
    /// Cholesky's method: factors² · events + factors³ · rows multiplications a half-sweep.
    case exact
    /// So many steps of conjugate gradients from where the row stands: factors · events · steps.
    case conjugateGradients(steps: Int)
  }

  /// Parameters of iALS.
  package struct Parameters: Sendable, Hashable {
    /// Length of a vector, 1 … 1,024.
    package var factors: Int
    /// Sweeps over users and items, 1 … 1,000.
    package var epochs: Int
    /// α₀, weight of an unobserved pair beside that of an observed one; positive. Denser data want more.
    package var unobservedWeight: Float
    /// λ, positive.
    package var regularization: Float
    package var solver: Solver
    /// Seed of the items' starting vectors.
    package var seed: UInt64

    package init(
      factors: Int = 64, epochs: Int = 16, unobservedWeight: Float = 0.1, regularization: Float = 0.003,
      solver: Solver = .conjugateGradients(steps: 3), seed: UInt64 = 1
    ) {
      self.factors = factors
      self.epochs = epochs
      self.unobservedWeight = unobservedWeight
      self.regularization = regularization
      self.solver = solver
      self.seed = seed
    }

    var isValid: Bool {
      (1...1_024).contains(factors) && (1...1_000).contains(epochs) && unobservedWeight > 0
        && unobservedWeight.isFinite && regularization > 0 && regularization.isFinite
    }

    /// λ_u = λ·(entries + α₀·rows of the other side).
    func ridge(otherCount: Int) -> FrequencyRidge {
      FrequencyRidge(scale: regularization, offset: unobservedWeight * Float(otherCount))
    }
  }

  package var itemCount: Int { items.rows }

  /// Fits to the distinct items of each user.
  ///
  /// - Parameter progress: called after each epoch with the share done, in (0, 1].
  package init(
    users: BinaryRows, parameters: Parameters, start: Matrix? = nil, progress: (Double) -> Void = { _ in }
  ) throws(FittingError) {
    let bytes = ImplicitFactorModel.bytes(
      users: users.rows, items: users.columns, events: users.indices.count, factors: parameters.factors)
    guard parameters.isValid else { throw FittingError(.parameter, model: "ials") }
    guard bytes <= DenseLimits.bytes else {
      throw FittingError(.memory, model: "ials", items: users.columns, bytes: bytes)
    }
    self.parameters = parameters
    let columns = users.transposed()
    var userFactors = Matrix(rows: users.rows, columns: parameters.factors)
    var itemFactors = start ?? parameters.startingFactors(rows: users.columns)
    let userRidge = parameters.ridge(otherCount: users.columns)
    let itemRidge = parameters.ridge(otherCount: users.rows)
    for epoch in 0..<parameters.epochs {
      try parameters.sweep(&userFactors, rows: users, from: itemFactors, ridge: userRidge)
      try parameters.sweep(&itemFactors, rows: columns, from: userFactors, ridge: itemRidge)
      progress(Double(epoch + 1) / Double(parameters.epochs))
    }
    self.users = userFactors
    items = itemFactors
    guard userFactors.isFinite, itemFactors.isFinite else { throw FittingError(.notRegular, model: "ials") }
    equations = NormalEquations(factors: itemFactors, unobservedWeight: parameters.unobservedWeight)
  }

  /// A model from its saved numbers.
  init(users: Matrix, items: Matrix, parameters: Parameters) throws(FittingError) {
    guard parameters.isValid, users.columns == parameters.factors, items.columns == parameters.factors,
      users.isFinite, items.isFinite
    else { throw FittingError(.notRegular, model: "ials") }
    (self.users, self.items, self.parameters) = (users, items, parameters)
    equations = NormalEquations(factors: items, unobservedWeight: parameters.unobservedWeight)
  }

  /// Memory that fitting takes at most, in bytes: both sides' vectors, and the events by user and by item.
  package static func bytes(users: Int, items: Int, events: Int, factors: Int) -> Int {
    Matrix.bytes(rows: users + items, columns: factors) + events * 12 + (users + items) * 24 + (1 << 24)
  }

  /// The vector of someone with these distinct items, by the equations of a user's row; zero for nobody's items.
  package func vector(of items: ArraySlice<Int32>, scratch: inout SystemScratch) -> [Float] {
    let ridge = parameters.ridge(otherCount: itemCount)(items.count)
    return [Float](unsafeUninitializedCapacity: self.items.stride) { buffer, count in
      count = buffer.count
      guard let base = buffer.baseAddress else { return }
      if !equations.solve(items, ridge: ridge, into: base, scratch: &scratch) {
        base.update(repeating: 0, count: count)
      }
    }
  }

  /// Replaces the vectors of some users by what their distinct items say now; users behind the last are added.
  package mutating func update(users changed: [(user: Int, items: [Int32])]) {
    var scratch = SystemScratch()
    let last = changed.map(\.user).max() ?? -1
    if last >= users.rows {
      var grown = Matrix(rows: last + 1, columns: parameters.factors)
      let count = users.rows * users.stride
      users.read { old in grown.write { $0.update(from: old, count: count) } }
      users = grown
    }
    for (user, items) in changed {
      let vector = vector(of: items[...], scratch: &scratch)
      let stride = users.stride
      users.write { ($0 + user * stride).update(from: vector, count: stride) }
    }
  }

  /// Cosine of an item's vector with that of each item; zero where either vector is zero.
  package func cosines(of item: Int) -> [Float] {
    let (n, stride) = (itemCount, items.stride)
    return items.read { h in
      func dot(_ a: Int, _ b: Int) -> Float {
        var sum: Float = 0
        for index in 0..<stride { sum += h[a * stride + index] * h[b * stride + index] }
        return sum
      }
      let own = dot(item, item)
      return (0..<n).map { other in
        let norm = (own * dot(other, other)).squareRoot()
        return norm > 0 ? dot(item, other) / norm : 0
      }
    }
  }

  /// L of the fit, for tests.
  package func loss(users rows: BinaryRows) -> Double {
    let (w, h, d) = (users, items, parameters.factors)
    var loss = 0.0
    let gramW = w.gram(weight: 1)
    let gramH = h.gram(weight: parameters.unobservedWeight)
    for i in 0..<d { for j in 0..<d { loss += Double(gramW[i, j]) * Double(gramH[i, j]) } }
    let columns = rows.transposed()
    for (side, count, ridge) in [
      (w, { rows[$0].count }, parameters.ridge(otherCount: h.rows)),
      (h, { columns[$0].count }, parameters.ridge(otherCount: w.rows)),
    ] {
      for row in 0..<side.rows {
        let square = (0..<d).reduce(0.0) { $0 + Double(side[row, $1]) * Double(side[row, $1]) }
        loss += Double(ridge(count(row))) * square
      }
    }
    for user in 0..<rows.rows {
      for item in rows[user] {
        let product = (0..<d).reduce(0.0) { $0 + Double(w[user, $1]) * Double(h[Int(item), $1]) }
        loss += (1 - product) * (1 - product)
      }
    }
    return loss
  }
}

extension ImplicitFactorModel.Parameters {
  /// Normal variates of standard deviation 0.1/√factors.
  func startingFactors(rows: Int) -> Matrix {
    var stream = RandomStream(seed: seed, name: "recommenders/ials/items")
    let scale = 0.1 / Double(factors).squareRoot()
    var matrix = Matrix(rows: rows, columns: factors)
    let stride = matrix.stride
    matrix.write { base in
      for row in 0..<rows {
        for column in 0..<factors { base[row * stride + column] = Float(stream.normal() * scale) }
      }
    }
    return matrix
  }

  /// One half-sweep: the rows of one side from the vectors of the other.
  fileprivate func sweep(
    _ solutions: inout Matrix, rows: BinaryRows, from factors: Matrix, ridge: FrequencyRidge
  ) throws(FittingError) {
    let equations = NormalEquations(factors: factors, unobservedWeight: unobservedWeight)
    switch solver {
    case .exact:
      guard equations.solve(&solutions, rows: rows, ridge: ridge) else {
        throw FittingError(.notRegular, model: "ials")
      }
    case .conjugateGradients(let steps):
      equations.improve(&solutions, rows: rows, ridge: ridge, steps: max(1, steps))
    }
  }
}

extension ImplicitFactorModel: LinearScoring {
  package var scoreStride: Int { (itemCount + 15) / 16 * 16 }

  /// Products of all items' vectors with that of each history, folded in.
  package func score(_ histories: Histories, _ queries: Range<Int>, into scores: UnsafeMutablePointer<Float>) {
    var scratch = SystemScratch()
    var vectors = Matrix(rows: queries.count, columns: parameters.factors)
    let stride = vectors.stride
    vectors.write { base in
      for query in queries {
        let vector = vector(of: histories[query], scratch: &scratch)
        (base + (query - queries.lowerBound) * stride).update(from: vector, count: stride)
      }
    }
    items.products(with: vectors, rows: 0..<queries.count, into: scores, stride: scoreStride)
  }

  /// Scores by the vectors that users got in fitting, instead of by vectors solved anew: for all users at once.
  package var byFittedVectors: FittedUsers { FittedUsers(model: self) }

  /// The users of a fit as queries: history number n is user n, whatever it holds.
  package struct FittedUsers: LinearScoring {
    let model: ImplicitFactorModel
    package var itemCount: Int { model.itemCount }
    package var scoreStride: Int { model.scoreStride }

    /// Products of all items' vectors with those that the users got in fitting.
    package func score(_ histories: Histories, _ queries: Range<Int>, into scores: UnsafeMutablePointer<Float>) {
      model.items.products(with: model.users, rows: queries, into: scores, stride: scoreStride)
    }
  }
}
