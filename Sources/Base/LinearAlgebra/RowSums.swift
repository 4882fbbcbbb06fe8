import CBLAS
import CVectorKernels

extension Matrix {
  /// Weighted sums of rows: out(q) = Σₖ weight(k)·row(index(k)) over the entries of query q, for all columns.
  ///
  /// Goes through the columns in panels that fit the second-level cache, for all queries at a time.
  ///
  /// - Parameters:
  ///   - offsets: start of each query's entries; one more than queries.
  ///   - indices: rows of the matrix.
  ///   - weights: beside `indices`; ones where nil.
  ///   - out: a row of `stride` floats for each query, overwritten.
  package func sumRows(
    offsets: UnsafePointer<Int>, queries: Int, indices: UnsafePointer<Int32>, weights: UnsafePointer<Float>?,
    into out: UnsafeMutablePointer<Float>
  ) {
    read { base in
      let whole = columns / Self.panel * Self.panel
      for start in Swift.stride(from: 0, to: whole, by: Self.panel) {
        for query in 0..<queries {
          let first = offsets[query]
          vector_panel_sum(
            base + start, stride, indices + first, weights.map { $0 + first }, offsets[query + 1] - first,
            out + query * stride + start)
        }
      }
      // What is left of less than a panel, sixteen at a time.
      for start in Swift.stride(from: whole, to: stride, by: 16) {
        for query in 0..<queries {
          var sum = SIMD16<Float>(repeating: 0)
          for entry in offsets[query]..<offsets[query + 1] {
            let row = lanes(base + Int(indices[entry]) * stride + start)
            if let weights { sum += row * weights[entry] } else { sum += row }
          }
          store(sum, out + query * stride + start)
        }
      }
    }
  }

  /// Columns in a panel.
  private static let panel = Int(VECTOR_PANEL_COLUMNS)
}

extension Matrix {
  /// out(q) = all rows of this matrix times row q of another: a row of scores for each of some vectors.
  package func products(
    with vectors: Matrix, rows chosen: Range<Int>, into out: UnsafeMutablePointer<Float>, stride outStride: Int
  ) {
    precondition(vectors.columns == columns && outStride >= rows && chosen.upperBound <= vectors.rows)
    BLAS.prepare()
    read { base in
      vectors.read { v in
        if chosen.count == 1 {
          // A product of matrices would first copy all rows into another order.
          return cblas_sgemv(
            CblasRowMajor, CblasNoTrans, Int32(rows), Int32(columns), 1, base, Int32(stride),
            v + chosen.lowerBound * vectors.stride, 1, 0, out, 1)
        }
        BLAS.multiply(
          rows: chosen.count, columns: rows, depth: columns, v + chosen.lowerBound * vectors.stride,
          stride: vectors.stride, base, stride: stride, bTransposed: true, beta: 0, into: out, stride: outStride)
      }
    }
  }

  /// The product of this matrix and another, on the calling thread.
  package func times(_ other: Matrix) -> Matrix {
    precondition(columns == other.rows)
    BLAS.prepare()
    var product = Matrix(rows: rows, columns: other.columns)
    product.write { out in
      read { a in
        other.read { b in
          BLAS.multiply(
            rows: rows, columns: other.columns, depth: columns, a, stride: stride, b, stride: other.stride, beta: 0,
            into: out, stride: other.stride)
        }
      }
    }
    return product
  }

  /// self ← self − VᵀW for V and W: k × columns whose product is symmetric, as self is; on all cores.
  package mutating func subtractSymmetric(_ v: Matrix, _ w: Matrix) {
    precondition(v.columns == columns && rows == columns && w.rows == v.rows && w.columns == v.columns)
    BLAS.prepare()
    let (n, ld, k) = (rows, stride, v.rows)
    write { a in
      w.read { w in
        v.read { v0 in
          // Only from the diagonal on; the other triangle is copied.
          Chunks.run(over: n, by: 256) { lines in
            let first = lines.lowerBound
            BLAS.multiply(
              rows: lines.count, columns: n - first, depth: k, alpha: -1, v0 + first, stride: v.stride,
              aTransposed: true, w + first, stride: v.stride, beta: 1, into: a + first * ld + first, stride: ld)
          }
        }
      }
    }
    mirrorUpper()
  }

  /// Upper triangle of A + Aᵀ, tile by tile.
  package mutating func addTransposeToUpper() {
    precondition(rows == columns)
    let (n, ld, tile) = (rows, stride, 64)
    write { a in
      Chunks.run(over: n, by: tile) { low in
        for start in Swift.stride(from: low.lowerBound, to: n, by: tile) {
          for row in low {
            for column in max(start, row)..<max(min(start + tile, n), row) {
              a[row * ld + column] += a[column * ld + row]
            }
          }
        }
      }
    }
  }
}
