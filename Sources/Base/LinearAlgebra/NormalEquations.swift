import CVectorKernels

/// The normal equations of implicit feedback, one small system a row:
/// (Σ_{i in row} cᵢhᵢhᵢᵀ + G + ridge(row)·I)·w = Σ_{i in row} cᵢhᵢ, with one dense matrix G for all rows and the weights
/// c of the entries, 1 where none are given.
///
/// Source: Y. Hu, Y. Koren, C. Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008; with
/// every observed pair at weight one more than the unobserved ones as in S. Rendle et al., "Revisiting the performance
/// of iALS on item recommendation benchmarks", RecSys 2022.
package struct NormalEquations {
  /// Factors of the other side, one row each.
  let factors: Matrix
  /// G, symmetric.
  let shared: Matrix
  /// Rows solved in one piece of work: products with G are one multiplication of matrices a piece.
  private static let piece = 64

  /// `weight` multiplies factorsᵀ·factors, the share of the unobserved pairs.
  package init(factors: Matrix, unobservedWeight weight: Float) {
    self.factors = factors
    shared = factors.gram(weight: weight)
  }

  /// Improves the solution of every row by a few steps of conjugate gradients from where it stands; empty rows are zero.
  ///
  /// Source: G. Takács, I. Pilászy, D. Tikk, "Applications of the conjugate gradient method for implicit feedback
  /// collaborative filtering", RecSys 2011.
  package func improve(
    _ solutions: inout Matrix, rows: BinaryRows, ridge: FrequencyRidge, steps: Int
  ) {
    precondition(solutions.columns == factors.columns && solutions.rows == rows.rows && steps >= 0)
    BLAS.prepare()
    let width = solutions.stride
    let rowCount = rows.rows
    solutions.write { w in
      rows.indices.withUnsafeBufferPointer { indices in
        guard let indices = indices.baseAddress else {
          return w.update(repeating: 0, count: rowCount * width)
        }
        let all = rows.weights
        Chunks.run(over: rowCount, by: Self.piece) { piece in
          withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * piece.count * width) { memory in
            guard let memory = memory.baseAddress else { return }
            let start = rows.offsets[piece.lowerBound]
            let weights = all.isEmpty ? [] : Array(all[start..<rows.offsets[piece.upperBound]])
            let system = Piece(
              equations: self, rows: rows, indices: indices, weights: weights, piece: piece, width: width, ridge: ridge,
              solution: w + piece.lowerBound * width, memory: memory)
            system.iterate(steps)
          }
        }
      }
    }
  }

  /// Solves every row exactly (to rounding) by Cholesky's method; empty rows are zero. False where some system is not
  /// positive definite.
  package func solve(
    _ solutions: inout Matrix, rows: BinaryRows, ridge: FrequencyRidge
  ) -> Bool {
    precondition(solutions.columns == factors.columns && solutions.rows == rows.rows)
    BLAS.prepare()
    let width = solutions.stride
    var solved = [Bool](repeating: false, count: (rows.rows + Self.piece - 1) / Self.piece)
    solutions.write { w in
      solved.withUnsafeMutableBufferPointer { solved in
        Chunks.run(over: rows.rows, by: Self.piece) { piece in
          var scratch = SystemScratch()
          solved[piece.lowerBound / Self.piece] = piece.allSatisfy { row in
            solve(
              rows[row], weights: rows.weights.isEmpty ? [] : rows.weights[rows.offsets[row]..<rows.offsets[row + 1]],
              ridge: ridge(rows[row].count), into: w + row * width, scratch: &scratch)
          }
        }
      }
    }
    return solved.allSatisfy { $0 }
  }

  /// The solution of one row, written over `solution` (as many floats as a row of factors is apart).
  ///
  /// - Parameter weights: beside `row`; empty for ones.
  package func solve(
    _ row: ArraySlice<Int32>, weights: ArraySlice<Float> = [], ridge: Float, into solution: UnsafeMutablePointer<Float>,
    scratch: inout SystemScratch
  ) -> Bool {
    let d = factors.columns
    let width = factors.stride
    solution.update(repeating: 0, count: width)
    guard !row.isEmpty else { return true }
    scratch.prepare(order: d, width: width)
    return scratch.use { matrix, gathered in
      shared.read { g in
        for line in 0..<d { (matrix + line * width).update(from: g + line * width, count: width) }
      }
      factors.read { h in
        // Rows in batches, so that a row of any length needs the same memory.
        var start = row.startIndex
        while start < row.endIndex {
          let end = min(row.endIndex, start + SystemScratch.batch)
          for (place, entry) in (start..<end).enumerated() {
            let source = h + Int(row[entry]) * width
            let target = gathered + place * width
            let weight = weights.isEmpty ? 1 : weights[weights.startIndex + (entry - row.startIndex)]
            // Its root on both sides of the product makes the weight.
            let root = weight.squareRoot()
            for lane in stride(from: 0, to: width, by: 16) {
              let value = lanes(source + lane)
              store(value * root, target + lane)
              store(lanes(solution + lane) + value * weight, solution + lane)
            }
          }
          BLAS.addGram(
            rows: end - start, columns: d, gathered, stride: width, beta: 1, into: matrix, stride: width)
          start = end
        }
      }
      for line in 0..<d { matrix[line * width + line] += ridge }
      guard BLAS.factor(matrix, order: d, stride: width) else { return false }
      BLAS.solve(factor: matrix, order: d, stride: width, solution)
      return true
    }
  }
}

/// A ridge that grows with a row's entries: scale · (entries + offset).
package struct FrequencyRidge: Sendable {
  let scale: Float
  let offset: Float

  /// Both not negative, `scale` positive.
  package init(scale: Float, offset: Float) {
    self.scale = scale
    self.offset = offset
  }

  /// The ridge of a row with so many entries.
  @inline(__always) package func callAsFunction(_ entries: Int) -> Float { scale * (Float(entries) + offset) }
}

/// Working memory of exact solutions: one system and the factors gathered for it.
package struct SystemScratch {
  static let batch = 512
  private var matrix: [Float] = []
  private var gathered: [Float] = []

  /// Empty; the first system makes it large enough.
  package init() {}

  mutating func prepare(order: Int, width: Int) {
    if matrix.count < order * width { matrix = [Float](repeating: 0, count: order * width) }
    if gathered.count < Self.batch * width { gathered = [Float](repeating: 0, count: Self.batch * width) }
  }

  mutating func use<Result>(
    _ body: (_ matrix: UnsafeMutablePointer<Float>, _ gathered: UnsafeMutablePointer<Float>) -> Result
  ) -> Result { body(&matrix, &gathered) }
}

/// Conjugate gradients on the systems of one piece of rows, step by step together.
private struct Piece {
  let equations: NormalEquations
  let rows: BinaryRows
  let indices: UnsafePointer<Int32>
  /// Of the entries of the piece; empty for ones.
  let weights: [Float]
  let piece: Range<Int>
  let width: Int
  let ridge: FrequencyRidge
  let solution: UnsafeMutablePointer<Float>
  let memory: UnsafeMutablePointer<Float>

  func iterate(_ steps: Int) {
    let n = piece.count
    let residual = memory
    let direction = memory + n * width
    let image = memory + 2 * n * width
    equations.factors.read { h in
      equations.shared.read { g in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: n) { norms in
          multiply(solution, g, into: residual)
          for index in 0..<n {
            let row = piece.lowerBound + index
            let count = rows.offsets[row + 1] - rows.offsets[row]
            let at = index * width
            if count == 0 { (solution + at).update(repeating: 0, count: width) }
            // r = Σh − A·w, with Σh − Σ h⟨h, w⟩ in one pass over the factors.
            combine(residual + at, -1, residual + at, -ridge(count), solution + at)
            product(h, row, 1, -1, solution + at, residual + at)
            if count == 0 { (residual + at).update(repeating: 0, count: width) }
            (direction + at).update(from: residual + at, count: width)
            norms[index] = dot(residual + at, residual + at)
          }
          for step in 0..<steps {
            multiply(direction, g, into: image)
            for index in 0..<n where norms[index] > 0 {
              let row = piece.lowerBound + index
              let count = rows.offsets[row + 1] - rows.offsets[row]
              let (p, r, ap) = (direction + index * width, residual + index * width, image + index * width)
              combine(ap, 1, ap, ridge(count), p)
              product(h, row, 0, 1, p, ap)
              let curvature = dot(p, ap)
              guard curvature > 0 else {
                norms[index] = 0
                continue
              }
              let alpha = norms[index] / curvature
              combine(solution + index * width, 1, solution + index * width, alpha, p)
              guard step + 1 < steps else { continue }
              combine(r, 1, r, -alpha, ap)
              let norm = dot(r, r)
              combine(p, 1, r, norm / norms[index], p)
              norms[index] = norm
            }
          }
        }
      }
    }
  }

  /// out += Σ over the row's entries of c·(a + b·⟨h, p⟩)·h.
  @inline(__always) private func product(
    _ h: UnsafePointer<Float>, _ row: Int, _ a: Float, _ b: Float, _ p: UnsafePointer<Float>,
    _ out: UnsafeMutablePointer<Float>
  ) {
    let start = rows.offsets[row]
    let count = rows.offsets[row + 1] - start
    if weights.isEmpty {
      vector_normal_product(h, width, indices + start, nil, count, a, b, p, out)
    } else {
      weights.withUnsafeBufferPointer { weights in
        guard let base = weights.baseAddress else { return }
        vector_normal_product(
          h, width, indices + start, base + (start - rows.offsets[piece.lowerBound]), count, a, b, p, out)
      }
    }
  }

  /// out = rows of `vectors` times G.
  private func multiply(
    _ vectors: UnsafePointer<Float>, _ g: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>
  ) {
    let d = equations.shared.columns
    // What lies behind the columns is written too: G is zero there.
    out.initialize(repeating: 0, count: piece.count * width)
    BLAS.multiply(
      rows: piece.count, columns: d, depth: d, vectors, stride: width, g, stride: width, beta: 0, into: out,
      stride: width)
  }

  /// out = a·x + b·y.
  @inline(__always) private func combine(
    _ out: UnsafeMutablePointer<Float>, _ a: Float, _ x: UnsafePointer<Float>, _ b: Float, _ y: UnsafePointer<Float>
  ) {
    for lane in stride(from: 0, to: width, by: 16) { store(lanes(x + lane) * a + lanes(y + lane) * b, out + lane) }
  }

  @inline(__always) private func dot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>) -> Float {
    var sum = SIMD16<Float>(repeating: 0)
    for lane in stride(from: 0, to: width, by: 16) { sum += lanes(x + lane) * lanes(y + lane) }
    return sum.sum()
  }
}

extension Matrix {
  /// weight · AᵀA, both triangles, columns of the result in fixed pieces on all cores.
  package func gram(weight: Float) -> Matrix {
    BLAS.prepare()
    var out = Matrix(rows: columns, columns: columns)
    let outStride = out.stride
    read { a in
      out.write { g in
        Chunks.run(over: columns, by: 64) { lines in
          BLAS.multiply(
            rows: lines.count, columns: columns, depth: rows, alpha: weight, a + lines.lowerBound, stride: stride,
            aTransposed: true, a, stride: stride, beta: 0, into: g + lines.lowerBound * outStride, stride: outStride)
        }
      }
    }
    return out
  }
}
