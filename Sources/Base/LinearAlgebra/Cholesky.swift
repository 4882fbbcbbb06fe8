import CBLAS

/// Factorisations of large symmetric positive definite matrices, cut into tiles that run on all cores.
///
/// Each tile is one call of OpenBLAS on one thread and the order of the calls on a tile is fixed, so results have the
/// same bits on any number of cores. Only the upper triangle is read and written. The tile algorithms are those of
/// A. Buttari et al., "A class of parallel tiled linear algebra algorithms for multicore architectures", Parallel
/// Computing 35, 2009, with the column-major lower triangle being our row-major upper one.
package enum Cholesky {
  /// Rows and columns of a tile.
  private static let tile = 256
  /// Rows of one piece of work below a tile.
  private static let piece = 512

  /// A becomes its factor; false where it is not positive definite in single precision.
  package static func factor(_ matrix: inout Matrix) -> Bool {
    precondition(matrix.rows == matrix.columns)
    BLAS.prepare()
    let n = matrix.rows
    let ld = matrix.stride
    return matrix.write { a in
      for k in stride(from: 0, to: n, by: tile) {
        let width = min(tile, n - k)
        let below = k + width
        guard BLAS.factor(a + k * ld + k, order: width, stride: ld) else { return false }
        Chunks.run(over: n - below, by: piece) { rows in
          cblas_strsm(
            CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, Int32(rows.count), Int32(width), 1,
            a + k * ld + k, Int32(ld), a + k * ld + below + rows.lowerBound, Int32(ld))
        }
        let tiles = (n - below + tile - 1) / tile
        Chunks.run(tiles) { index in
          let j = below + index * tile
          let columns = min(tile, n - j)
          let left = a + k * ld + j
          cblas_ssyrk(
            CblasColMajor, CblasLower, CblasNoTrans, Int32(columns), Int32(width), -1, left, Int32(ld), 1,
            a + j * ld + j, Int32(ld))
          let rest = n - j - columns
          guard rest > 0 else { return }
          cblas_sgemm(
            CblasColMajor, CblasNoTrans, CblasTrans, Int32(rest), Int32(columns), Int32(width), -1, left + columns,
            Int32(ld), left, Int32(ld), 1, a + j * ld + j + columns, Int32(ld))
        }
      }
      // LAPACK lets not-a-number pass.
      return (0..<n).allSatisfy { a[$0 * ld + $0] > 0 }
    }
  }

  /// A becomes its inverse, both triangles; false where it is not positive definite in single precision.
  package static func invert(_ matrix: inout Matrix) -> Bool {
    guard factor(&matrix) else { return false }
    invertTriangle(&matrix)
    multiplyTriangle(&matrix)
    matrix.mirrorUpper()
    return true
  }

  /// Solves A·X = B for the factor of A and all columns of B at once; B becomes X.
  package static func solve(factor: Matrix, _ right: inout Matrix) {
    precondition(factor.rows == right.rows && factor.rows == factor.columns)
    BLAS.prepare()
    let n = Int32(factor.rows)
    let columns = right.columns
    let ld = Int32(right.stride)
    factor.read { l in
      right.write { b in
        Chunks.run(over: columns, by: tile) { columns in
          // In column-major terms: Xᵀ·L·Lᵀ = Bᵀ.
          for transpose in [CblasTrans, CblasNoTrans] {
            cblas_strsm(
              CblasColMajor, CblasRight, CblasLower, transpose, CblasNonUnit, Int32(columns.count), n, 1, l,
              Int32(factor.stride), b + columns.lowerBound, ld)
          }
        }
      }
    }
  }

  /// L → L⁻¹ in place.
  private static func invertTriangle(_ matrix: inout Matrix) {
    let n = matrix.rows
    let ld = matrix.stride
    matrix.write { a in
      for k in stride(from: 0, to: n, by: tile) {
        let width = min(tile, n - k)
        let below = k + width
        let diagonal = a + k * ld + k
        Chunks.run(over: n - below, by: piece) { rows in
          let left = a + k * ld + below + rows.lowerBound
          cblas_strsm(
            CblasColMajor, CblasRight, CblasLower, CblasNoTrans, CblasNonUnit, Int32(rows.count), Int32(width), -1,
            diagonal, Int32(ld), left, Int32(ld))
          guard k > 0 else { return }
          cblas_sgemm(
            CblasColMajor, CblasNoTrans, CblasNoTrans, Int32(rows.count), Int32(k), Int32(width), 1, left, Int32(ld),
            a + k, Int32(ld), 1, a + below + rows.lowerBound, Int32(ld))
        }
        Chunks.run(over: k, by: piece) { columns in
          cblas_strsm(
            CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, Int32(width), Int32(columns.count), 1,
            diagonal, Int32(ld), a + columns.lowerBound * ld + k, Int32(ld))
        }
        var (order, stride, info) = (Int32(width), Int32(ld), Int32(0))
        strtri_("L", "N", &order, diagonal, &stride, &info, 1, 1)
      }
    }
  }

  /// L → Lᵀ·L in place.
  private static func multiplyTriangle(_ matrix: inout Matrix) {
    let n = matrix.rows
    let ld = matrix.stride
    matrix.write { a in
      for k in stride(from: 0, to: n, by: tile) {
        let width = min(tile, n - k)
        let diagonal = a + k * ld + k
        Chunks.run((k + tile - 1) / tile) { index in
          let j = index * tile
          let row = a + j * ld + k
          cblas_ssyrk(
            CblasColMajor, CblasLower, CblasTrans, Int32(tile), Int32(width), 1, row, Int32(ld), 1, a + j * ld + j,
            Int32(ld))
          let rest = k - j - tile
          if rest > 0 {
            cblas_sgemm(
              CblasColMajor, CblasTrans, CblasNoTrans, Int32(rest), Int32(tile), Int32(width), 1,
              a + (j + tile) * ld + k, Int32(ld), row, Int32(ld), 1, a + j * ld + j + tile, Int32(ld))
          }
        }
        Chunks.run(over: k, by: piece) { columns in
          cblas_strmm(
            CblasColMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, Int32(width), Int32(columns.count), 1,
            diagonal, Int32(ld), a + columns.lowerBound * ld + k, Int32(ld))
        }
        var (order, stride, info) = (Int32(width), Int32(ld), Int32(0))
        slauum_("L", &order, diagonal, &stride, &info, 1)
      }
    }
  }
}

extension Matrix {
  /// Copies the upper triangle of a square matrix into the lower one, tile by tile.
  package mutating func mirrorUpper() {
    precondition(rows == columns)
    let (n, ld, tile) = (rows, stride, 64)
    write { a in
      Chunks.run(over: n, by: tile) { low in
        for start in Swift.stride(from: 0, through: low.lowerBound, by: tile) {
          for row in low {
            for column in start..<min(start + tile, row) { a[row * ld + column] = a[column * ld + row] }
          }
        }
      }
    }
  }
}
