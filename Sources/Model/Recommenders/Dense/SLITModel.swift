import LinearAlgebra
import RealModule

/// SLIT: the next item as a linear function of the exponentially decayed history, by ridge regression.
///
/// For each prefix of a user's sequence of m items, S = Σ_{a ≤ l} e^{−(l−a)/τ}·e_{iₐ} and the target T = e_{i_{l+1}},
/// l = 1 … m−1; B = (SᵀS + λI)⁻¹SᵀT. Source: M. Choi et al., "Session-aware linear item-item models for
/// session-based recommendation" (SLIST), WWW 2021.
///
/// The products need no rows of S: with q = e^{−2/τ}, the ordered pair of positions a ≤ b adds
/// e^{−(b−a)/τ}·(1 − q^{m−b})/(1 − q) to SᵀS, and a < b adds e^{−(b−a−1)/τ} to SᵀT; pairs further apart than 8τ are left out.
package struct SLITModel: Sendable {
  /// B, items × items: row by the item of the history, column by the next item.
  let weights: Matrix
  package let parameters: Parameters

  /// Parameters of SLIT.
  package struct Parameters: Sendable, Hashable {
    /// τ: items after which an item of the history weighs 1/e of the newest; 0.1 … 100.
    package var decayItems: Double
    /// λ, positive.
    package var regularization: Float

    package init(decayItems: Double = 5, regularization: Float = 200) {
      self.decayItems = decayItems
      self.regularization = regularization
    }

    /// Distance of the farthest pair that still counts, items.
    var window: Int { max(1, Int((8 * decayItems).rounded(.up))) }
    var isValid: Bool {
      (0.1...100).contains(decayItems) && regularization > 0 && regularization.isFinite
    }
  }

  package var itemCount: Int { weights.rows }

  /// Fits to sequences of items, oldest first, repetitions included.
  package init(sequences: Histories, itemCount: Int, parameters: Parameters) throws(FittingError) {
    try DenseLimits.check(model: "slit", items: itemCount, bytes: SLITModel.bytes(items: itemCount))
    guard parameters.isValid else { throw FittingError(.parameter, model: "slit") }
    var (gram, next) = SLITModel.products(sequences, itemCount: itemCount, parameters: parameters)
    guard Cholesky.factor(&gram) else { throw FittingError(.notRegular, model: "slit") }
    Cholesky.solve(factor: gram, &next)
    guard next.isFinite else { throw FittingError(.notRegular, model: "slit") }
    weights = next
    self.parameters = parameters
  }

  /// A model from its saved numbers.
  init(weights: Matrix, parameters: Parameters) throws(FittingError) {
    guard weights.rows == weights.columns, weights.isFinite, parameters.isValid else {
      throw FittingError(.notRegular, model: "slit")
    }
    self.weights = weights
    self.parameters = parameters
  }

  /// The weight from an item of the history to the next item.
  package func weight(from source: Int32, to target: Int32) -> Float { weights[Int(source), Int(target)] }

  /// Memory that fitting takes at most, in bytes; the model takes half.
  package static func bytes(items: Int) -> Int { 2 * Matrix.bytes(rows: items, columns: items) }

  /// SᵀS + λI (upper triangle) and SᵀT, one row of each at a time.
  private static func products(
    _ sequences: Histories, itemCount: Int, parameters: Parameters
  ) -> (gram: Matrix, next: Matrix) {
    let tau = parameters.decayItems
    let window = parameters.window
    let q = Double.exp(-2 / tau)
    // By distance, and by the number of targets that follow.
    let decay = (0...window).map { Float(Double.exp(-Double($0) / tau)) }
    let longest = (0..<sequences.count).map { sequences[$0].count }.max() ?? 0
    let targets = (0...longest).map { Float((1 - Double.pow(q, Double($0))) / (1 - q)) }
    // Where each item occurs: place in the flat sequences, in order.
    var starts = [Int](repeating: 0, count: itemCount + 1)
    for item in sequences.items { starts[Int(item) + 1] += 1 }
    for item in 0..<itemCount { starts[item + 1] += starts[item] }
    var free = starts
    var places = [Int](repeating: 0, count: sequences.items.count)
    var ends = [Int](repeating: 0, count: sequences.items.count)
    for sequence in 0..<sequences.count {
      for place in sequences.offsets[sequence]..<sequences.offsets[sequence + 1] {
        let item = Int(sequences.items[place])
        places[free[item]] = place
        ends[free[item]] = sequences.offsets[sequence + 1]
        free[item] += 1
      }
    }
    var gram = Matrix(rows: itemCount, columns: itemCount)
    var next = Matrix(rows: itemCount, columns: itemCount)
    let stride = gram.stride
    gram.write { gram in
      next.write { next in
        sequences.items.withUnsafeBufferPointer { items in
          decay.withUnsafeBufferPointer { decay in
            targets.withUnsafeBufferPointer { targets in
              Chunks.run(over: itemCount, by: 16) { chunk in
                for item in chunk {
                  let (g, t) = (gram + item * stride, next + item * stride)
                  var own: Float = 0
                  for occurrence in starts[item]..<starts[item + 1] {
                    let (place, end) = (places[occurrence], ends[occurrence])
                    own += targets[end - 1 - place]
                    var gap = 1
                    while gap <= window, place + gap < end {
                      let other = Int(items[place + gap])
                      g[other] += decay[gap] * targets[end - 1 - place - gap]
                      t[other] += decay[gap - 1]
                      gap += 1
                    }
                  }
                  // Half of the diagonal: adding the transpose doubles it.
                  g[item] += (own + parameters.regularization) / 2
                }
              }
            }
          }
        }
      }
    }
    gram.addTransposeToUpper()
    return (gram, next)
  }
}

extension SLITModel: LinearScoring {
  package var scoreStride: Int { weights.stride }

  /// h·B of each history h.
  package func score(_ histories: Histories, _ queries: Range<Int>, into scores: UnsafeMutablePointer<Float>) {
    histories.read(queries) { offsets, indices, weightOfEntry in
      weights.sumRows(
        offsets: offsets, queries: queries.count, indices: indices, weights: weightOfEntry, into: scores)
    }
  }

  /// Sequences, oldest first, with the weights that scoring gives them: e^{−newer items/τ} within the window.
  package func decayed(_ sequences: Histories) -> Histories {
    let window = parameters.window
    var offsets = [0]
    var items: [Int32] = []
    var weights: [Float] = []
    for index in 0..<sequences.count {
      let recent = sequences[index].suffix(window)
      for (place, item) in recent.enumerated() {
        items.append(item)
        weights.append(Float(Double.exp(-Double(recent.count - 1 - place) / parameters.decayItems)))
      }
      offsets.append(items.count)
    }
    return Histories(offsets: offsets, items: items, weights: weights)
  }
}
