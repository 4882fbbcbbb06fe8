import LinearAlgebra

/// EASE: an item's score is a linear combination of the profile's items, the weights being those of a ridge regression
/// of each item on all others.
///
/// With G = XᵀX (X: users × items, binary) and P = (G + λI)⁻¹, the weight from item i to item j ≠ i is −Pᵢⱼ/Pⱼⱼ, and zero
/// from an item to itself. Source: H. Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019. P is kept,
/// not the weights: it is what new events change.
package struct EASEModel: Sendable {
  /// P, symmetric, items × items.
  private(set) var inverse: Matrix
  /// 1/Pⱼⱼ of each item.
  private(set) var reciprocals: [Float]
  /// λ, added to each item's own count.
  package let regularization: Float

  package var itemCount: Int { inverse.rows }

  /// Fits to the distinct items of each user; Σ over users of items²/2 additions, and items³ multiplications.
  ///
  /// - Parameter regularization: λ, positive; 100 … 1,500 for dense data, less for small.
  /// - Throws: `FittingError` where the catalogue is too large for a dense matrix, or the numbers are not regular.
  package init(users: BinaryRows, regularization: Float) throws(FittingError) {
    try DenseLimits.check(model: "ease", items: users.columns, bytes: EASEModel.bytes(items: users.columns))
    guard regularization > 0, regularization.isFinite else { throw FittingError(.parameter, model: "ease") }
    var matrix = users.gram(ridge: regularization)
    guard Cholesky.invert(&matrix) else { throw FittingError(.notRegular, model: "ease") }
    inverse = matrix
    reciprocals = EASEModel.reciprocals(of: matrix)
    self.regularization = regularization
  }

  /// A model from its saved numbers, which are finite, with a positive diagonal of `inverse`.
  init(inverse: Matrix, regularization: Float) throws(FittingError) {
    let reciprocals = EASEModel.reciprocals(of: inverse)
    guard inverse.rows == inverse.columns, inverse.isFinite, reciprocals.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      throw FittingError(.notRegular, model: "ease")
    }
    self.inverse = inverse
    self.reciprocals = reciprocals
    self.regularization = regularization
  }

  /// Memory that fitting and the model take at most, in bytes.
  package static func bytes(items: Int) -> Int { Matrix.bytes(rows: items, columns: items) }

  /// The weight from one item to another.
  package func weight(from source: Int32, to target: Int32) -> Float {
    source == target ? 0 : -inverse[Int(source), Int(target)] * reciprocals[Int(target)]
  }

  private static func reciprocals(of inverse: Matrix) -> [Float] { (0..<inverse.rows).map { 1 / inverse[$0, $0] } }
}

extension EASEModel: LinearScoring {
  package var scoreStride: Int { inverse.stride }

  /// h·B of each history h, as h less h·P over the diagonal of P.
  package func score(_ histories: Histories, _ queries: Range<Int>, into scores: UnsafeMutablePointer<Float>) {
    histories.read(queries) { offsets, indices, weights in
      inverse.sumRows(
        offsets: offsets, queries: queries.count, indices: indices, weights: weights, into: scores)
      // What a history's own items add through the diagonal, Pⱼⱼ · 1/Pⱼⱼ, is taken out again.
      reciprocals.withUnsafeBufferPointer { reciprocals in
        for query in 0..<queries.count {
          let row = scores + query * scoreStride
          for item in 0..<reciprocals.count { row[item] *= -reciprocals[item] }
          for entry in offsets[query]..<offsets[query + 1] { row[Int(indices[entry])] += weights?[entry] ?? 1 }
        }
      }
    }
  }
}

// MARK: - New events

extension EASEModel {
  /// Takes in what changed for some users: the distinct items each had at the last fit or update, and has now.
  ///
  /// G gains Σ xxᵀ of the new rows and loses that of the old ones, so P changes by a matrix of rank ≤ 2 · users
  /// (Woodbury's identity): items² · users multiplications in place of items³ for a new fit. Exact but for rounding; false
  /// where rounding would spoil the inverse, and then what was not learned is left out.
  package mutating func update(before: [[Int32]], after: [[Int32]]) -> Bool {
    precondition(before.count == after.count)
    // In slices, because the small system costs users³.
    for start in stride(from: 0, to: before.count, by: Self.usersOfUpdate) {
      let slice = start..<min(before.count, start + Self.usersOfUpdate)
      guard learn(before[slice], after[slice]) else { return false }
    }
    return true
  }

  /// Users whose change is taken in at once.
  private static let usersOfUpdate = 32

  private mutating func learn(_ before: ArraySlice<[Int32]>, _ after: ArraySlice<[Int32]>) -> Bool {
    var vectors: [[Int32]] = []
    var signs: [Double] = []
    for (old, new) in zip(before, after) where old != new {
      for (vector, sign) in [(new, 1.0), (old, -1.0)] where !vector.isEmpty {
        // A row that came and went again, as when one user has several new events, is left out.
        if let other = vectors.indices.last(where: { signs[$0] == -sign && vectors[$0] == vector }) {
          vectors.remove(at: other)
          signs.remove(at: other)
        } else {
          vectors.append(vector)
          signs.append(sign)
        }
      }
    }
    let k = vectors.count
    guard k > 0 else { return true }
    // V: a row P·x for each vector.
    var images = Matrix(rows: k, columns: itemCount)
    images.write { out in
      Histories(rows: vectors).read(0..<k) { offsets, indices, _ in
        inverse.sumRows(offsets: offsets, queries: k, indices: indices, weights: nil, into: out)
      }
    }
    // P ← P − VᵀS⁻¹V with S = C + XPXᵀ, C the signs on a diagonal.
    var small = (0..<k).map { row in
      (0..<k).map { column in vectors[column].reduce(0.0) { $0 + Double(images[row, Int($1)]) } }
    }
    for index in 0..<k { small[index][index] += signs[index] }
    guard let solved = invertedSmall(small) else { return false }
    let weighted = Matrix(rows: k, columns: k, flat: solved.flatMap { row in row.map { Float($0) } }).times(images)
    guard let diagonal = diagonal(after: images, weighted) else { return false }
    inverse.subtractSymmetric(images, weighted)
    reciprocals = diagonal.map { 1 / $0 }
    return true
  }

  /// The diagonal of P − VᵀW, or nil where it is not what an inverse can have.
  private func diagonal(after v: Matrix, _ w: Matrix) -> [Float]? {
    var diagonal: [Float] = []
    diagonal.reserveCapacity(itemCount)
    for item in 0..<itemCount {
      var change = 0.0
      for row in 0..<v.rows { change += Double(v[row, item]) * Double(w[row, item]) }
      let old = Double(inverse[item, item])
      let new = old - change
      // λ bounds every entry from above; far below the old value nothing but rounding is left.
      guard new > old * 1e-4, new <= 1.001 / Double(regularization) else { return nil }
      diagonal.append(Float(new))
    }
    return diagonal
  }

  /// Adds items that nobody has taken yet, up to a number of items.
  package mutating func grow(toItemCount count: Int) {
    guard count > itemCount else { return }
    var grown = Matrix(rows: count, columns: count)
    let (n, old, new) = (itemCount, inverse.stride, grown.stride)
    inverse.read { from in
      grown.write { to in
        for row in 0..<n { (to + row * new).update(from: from + row * old, count: n) }
        for row in n..<count { to[row * new + row] = 1 / regularization }
      }
    }
    inverse = grown
    reciprocals += [Float](repeating: regularization, count: count - n)
  }
}

/// The inverse of a small matrix by Gauss–Jordan elimination with row pivots; nil where it is singular.
private func invertedSmall(_ matrix: [[Double]]) -> [[Double]]? {
  let n = matrix.count
  var a = matrix
  var inverse = (0..<n).map { row in (0..<n).map { $0 == row ? 1.0 : 0 } }
  for column in 0..<n {
    guard let pivot = (column..<n).max(by: { abs(a[$0][column]) < abs(a[$1][column]) }), abs(a[pivot][column]) > 1e-12
    else { return nil }
    a.swapAt(column, pivot)
    inverse.swapAt(column, pivot)
    let scale = 1 / a[column][column]
    for index in 0..<n {
      a[column][index] *= scale
      inverse[column][index] *= scale
    }
    for row in 0..<n where row != column && a[row][column] != 0 {
      let factor = a[row][column]
      for index in 0..<n {
        a[row][index] -= factor * a[column][index]
        inverse[row][index] -= factor * inverse[column][index]
      }
    }
  }
  return inverse
}
