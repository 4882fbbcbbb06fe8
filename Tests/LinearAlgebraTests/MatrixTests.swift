import LinearAlgebra
import Testing

@Suite("Matrices")
struct MatrixTests {
  @Test("are values: a copy keeps its numbers") func values() {
    var numbers = Numbers(seed: 1)
    let first = numbers.matrix(rows: 3, columns: 5)
    var second = first
    second[1, 4] = 7
    #expect(second[1, 4] == 7 && first[1, 4] != 7)
    #expect(first.flat.count == 15 && Matrix(rows: 3, columns: 5, flat: first.flat).flat == first.flat)
  }

  @Test("tell whether all numbers are finite", arguments: [(1, 1), (7, 33), (2, 600)])
  func finite(rows: Int, columns: Int) {
    var numbers = Numbers(seed: 2)
    let matrix = numbers.matrix(rows: rows, columns: columns)
    #expect(matrix.isFinite)
    for bad in [Float.nan, .infinity, -.infinity] {
      var spoiled = matrix
      spoiled[rows - 1, columns - 1] = bad
      #expect(!spoiled.isFinite)
    }
  }

  @Test("multiply their transpose", arguments: [1, 16, 65, 130]) func gram(columns: Int) {
    var numbers = Numbers(seed: 3)
    let matrix = numbers.matrix(rows: 40, columns: columns)
    var transposed = Matrix(rows: columns, columns: 40)
    for row in 0..<40 { for column in 0..<columns { transposed[column, row] = matrix[row, column] } }
    var expected = product(transposed, matrix)
    for row in 0..<columns { for column in 0..<columns { expected[row, column] *= 0.5 } }
    #expect(distance(matrix.gram(weight: 0.5), expected) < 1e-4)
  }

  @Test("sum chosen rows, with weights and without", arguments: [1, 15, 16, 63, 64, 65, 130, 520])
  func sums(columns: Int) {
    var numbers = Numbers(seed: 4)
    let matrix = numbers.matrix(rows: 30, columns: columns)
    let offsets = [0, 0, 1, 9, 20]
    let indices = (0..<20).map { _ in Int32(numbers.index(below: 30)) }
    let weights = (0..<20).map { _ in numbers.next() }
    for used in [nil, weights] {
      var out = [Float](repeating: .nan, count: 4 * matrix.stride)
      if let used {
        matrix.sumRows(offsets: offsets, queries: 4, indices: indices, weights: used, into: &out)
      } else {
        matrix.sumRows(offsets: offsets, queries: 4, indices: indices, weights: nil, into: &out)
      }
      for query in 0..<4 {
        for column in 0..<columns {
          let expected = (offsets[query]..<offsets[query + 1]).reduce(Float(0)) {
            $0 + (used?[$1] ?? 1) * matrix[Int(indices[$1]), column]
          }
          #expect(abs(out[query * matrix.stride + column] - expected) < 1e-5)
        }
      }
    }
  }

  @Test("score vectors by all rows") func products() {
    var numbers = Numbers(seed: 5)
    let rows = numbers.matrix(rows: 21, columns: 9)
    let vectors = numbers.matrix(rows: 4, columns: 9)
    var out = [Float](repeating: .nan, count: 2 * 32)
    rows.products(with: vectors, rows: 1..<3, into: &out, stride: 32)
    for query in 0..<2 {
      for row in 0..<21 {
        let expected = (0..<9).reduce(Float(0)) { $0 + rows[row, $1] * vectors[query + 1, $1] }
        #expect(abs(out[query * 32 + row] - expected) < 1e-5)
      }
    }
  }

  @Test("mirror, add their transpose, and lose a product of low rank", arguments: [1, 63, 64, 150])
  func triangles(order: Int) {
    var numbers = Numbers(seed: 6)
    let matrix = numbers.matrix(rows: order, columns: order)
    var (mirrored, added, changed) = (matrix, matrix, matrix)
    mirrored.mirrorUpper()
    added.addTransposeToUpper()
    let v = numbers.matrix(rows: 3, columns: order)
    var s = Matrix(rows: 3, columns: 3)
    for row in 0..<3 { for column in 0...row { s[row, column] = numbers.next(); s[column, row] = s[row, column] } }
    let sv = s.times(v)
    #expect(distance(sv, product(s, v)) < 1e-5)
    changed.subtractSymmetric(v, sv)
    for row in 0..<order {
      for column in row..<order {
        #expect(mirrored[column, row] == matrix[row, column] && mirrored[row, column] == matrix[row, column])
        #expect(added[row, column] == matrix[row, column] + matrix[column, row])
        let loss = (0..<3).reduce(Float(0)) { $0 + v[$1, row] * sv[$1, column] }
        #expect(abs(changed[row, column] - (matrix[row, column] - loss)) < 1e-5)
        #expect(changed[column, row] == changed[row, column])
      }
    }
  }

  @Test("do each piece of work once") func chunks() {
    for (total, size) in [(0, 3), (1, 3), (9, 3), (1_000, 7)] {
      var counts = [Int](repeating: 0, count: total)
      counts.withUnsafeMutableBufferPointer { counts in
        nonisolated(unsafe) let counts = counts
        Chunks.run(over: total, by: size) { for index in $0 { counts[index] += 1 } }
      }
      #expect(counts.allSatisfy { $0 == 1 })
    }
  }
}
