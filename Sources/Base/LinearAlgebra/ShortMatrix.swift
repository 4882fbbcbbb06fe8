import CVectorKernels

/// A dense row-major matrix for reading alone that keeps the upper sixteen bits of each number (bfloat16): half the
/// memory, and half the time where sums of rows wait for memory. Numbers are rounded to eight significant bits.
package struct ShortMatrix: Sendable {
  package let rows: Int
  package let columns: Int
  /// Numbers from one row to the next: whole panels of the kernel.
  package let stride: Int
  private let bits: [UInt16]

  /// A matrix of finite numbers, each rounded to the nearest, ties to even.
  package init(_ matrix: Matrix) {
    (rows, columns) = (matrix.rows, matrix.columns)
    let panel = Int(VECTOR_PANEL_COLUMNS)
    let (from, to) = (matrix.stride, (matrix.columns + panel - 1) / panel * panel)
    stride = to
    let (rowCount, columnCount) = (rows, columns)
    bits = [UInt16](unsafeUninitializedCapacity: rowCount * to) { buffer, count in
      count = rowCount * to
      buffer.update(repeating: 0)
      matrix.read { base in
        for row in 0..<rowCount {
          for column in 0..<columnCount {
            let word = base[row * from + column].bitPattern
            // What would round up to infinity stays at the greatest number.
            let rounded = UInt16(truncatingIfNeeded: (word &+ 0x7fff &+ (word >> 16 & 1)) >> 16)
            buffer[row * to + column] = rounded & 0x7f80 == 0x7f80 ? rounded - 1 : rounded
          }
        }
      }
    }
  }

  /// A matrix of the bits that `flat` gave; nil where they do not fit the shape or stand for no finite numbers.
  package init?(rows: Int, columns: Int, flat: [UInt16]) {
    let (count, isTooMuch) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !isTooMuch, flat.count == count, flat.allSatisfy({ $0 & 0x7f80 != 0x7f80 }) else {
      return nil
    }
    (self.rows, self.columns) = (rows, columns)
    let panel = Int(VECTOR_PANEL_COLUMNS)
    let stride = (columns + panel - 1) / panel * panel
    self.stride = stride
    bits = [UInt16](unsafeUninitializedCapacity: rows * stride) { buffer, count in
      count = rows * stride
      buffer.update(repeating: 0)
      for row in 0..<rows {
        for column in 0..<columns { buffer[row * stride + column] = flat[row * columns + column] }
      }
    }
  }

  /// Bytes that a matrix of this shape takes.
  package static func bytes(rows: Int, columns: Int) -> Int { rows * (columns + Int(VECTOR_PANEL_COLUMNS)) * 2 }

  /// The upper halves of all numbers, row after row.
  package var flat: [UInt16] {
    (0..<rows).flatMap { bits[($0 * stride)..<($0 * stride + columns)] }
  }

  package subscript(row: Int, column: Int) -> Float {
    precondition(column >= 0 && column < columns)
    return Float(bitPattern: UInt32(bits[row * stride + column]) << 16)
  }

  /// Σₖ weights(k)·row(indices(k)) for all columns, written over `out`, which has room for `stride` numbers.
  package func sumRows(_ indices: [Int32], weights: [Float], into out: UnsafeMutablePointer<Float>) {
    precondition(indices.count == weights.count && indices.allSatisfy { $0 >= 0 && Int($0) < rows })
    bits.withUnsafeBufferPointer { bits in
      guard let base = bits.baseAddress else { return }
      for start in Swift.stride(from: 0, to: stride, by: Int(VECTOR_PANEL_COLUMNS)) {
        vector_panel_sum_short(base + start, stride, indices, weights, indices.count, out + start)
      }
    }
  }
}
