import LinearAlgebra

/// Numbers in (−1, 1) that are the same in every run: a linear congruence (Knuth, MMIX).
struct Numbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> Float {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(Int64(bitPattern: state) >> 40) / Float(1 << 23)
  }

  /// A whole number in 0..<bound.
  mutating func index(below bound: Int) -> Int { min(bound - 1, Int((next() + 1) / 2 * Float(bound))) }

  mutating func matrix(rows: Int, columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, flat: (0..<rows * columns).map { _ in next() })
  }

  /// A symmetric positive definite matrix with eigenvalues of at least `ridge`.
  mutating func positiveDefinite(_ order: Int, ridge: Float) -> Matrix {
    var matrix = matrix(rows: order + 3, columns: order).gram(weight: 1)
    for index in 0..<order { matrix[index, index] += ridge }
    return matrix
  }

  /// Rows of a binary matrix, some empty.
  mutating func binary(rows: Int, columns: Int, pairs: Int) -> BinaryRows {
    var (first, second): ([Int32], [Int32]) = ([], [])
    for _ in 0..<pairs {
      first.append(Int32(index(below: rows)))
      second.append(Int32(index(below: columns)))
    }
    return BinaryRows(rows: rows, columns: columns, rowOfPair: first, columnOfPair: second)
  }
}

/// The largest difference between two matrices of one shape.
func distance(_ a: Matrix, _ b: Matrix) -> Float {
  zip(a.flat, b.flat).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

/// The product of two matrices, summed in double precision.
func product(_ a: Matrix, _ b: Matrix) -> Matrix {
  var out = Matrix(rows: a.rows, columns: b.columns)
  for row in 0..<a.rows {
    for column in 0..<b.columns {
      out[row, column] = Float((0..<a.columns).reduce(0.0) { $0 + Double(a[row, $1]) * Double(b[$1, column]) })
    }
  }
  return out
}

func identity(_ order: Int) -> Matrix {
  Matrix(rows: order, columns: order, flat: (0..<order * order).map { $0 / order == $0 % order ? 1 : 0 })
}
