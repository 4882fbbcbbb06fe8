import LinearAlgebra
import Testing

@Suite("Binary rows and their systems")
struct SparseTests {
  @Test("keep each pair once, in order") func rows() {
    let rows = BinaryRows(
      rows: 4, columns: 5, rowOfPair: [2, 0, 2, 2, 0, 3, 2], columnOfPair: [4, 1, 0, 4, 0, 3, 4])
    #expect((0..<4).map { Array(rows[$0]) } == [[0, 1], [], [0, 4], [3]])
    #expect((0..<5).map { Array(rows.transposed()[$0]) } == [[0, 2], [0], [], [3], [2]])
    let empty = BinaryRows(rows: 0, columns: 0, rowOfPair: [], columnOfPair: [])
    #expect(empty.rows == 0 && empty.transposed().rows == 0 && empty.gram(ridge: 1).rows == 0)
  }

  @Test("are the same from rows in any order") func sets() {
    var numbers = Numbers(seed: 20)
    let pairs = numbers.binary(rows: 30, columns: 20, pairs: 200)
    // Each row backwards, and twice.
    let lists = (0..<30).map { Array(pairs[$0].reversed()) + Array(pairs[$0]) }
    let offsets = lists.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    let rows = BinaryRows(sets: lists.flatMap { $0 }, offsets: offsets, columns: 20)
    #expect(rows.offsets == pairs.offsets && rows.indices == pairs.indices && rows.columns == 20)
  }

  @Test("count the rows that two columns share") func gram() {
    var numbers = Numbers(seed: 21)
    let rows = numbers.binary(rows: 50, columns: 40, pairs: 700)
    let gram = rows.gram(ridge: 2.5)
    for first in 0..<40 {
      for second in 0..<40 {
        let both = (0..<50).filter { rows[$0].contains(Int32(first)) && rows[$0].contains(Int32(second)) }.count
        let expected = first > second ? 0 : Float(both) + (first == second ? 2.5 : 0)
        #expect(gram[first, second] == expected)
      }
    }
  }

  static let widths = [1, 4, 16, 48, 100]

  @Test("exact solutions satisfy the normal equations", arguments: widths) func exact(width: Int) {
    var numbers = Numbers(seed: 22)
    let rows = numbers.binary(rows: 90, columns: 60, pairs: 800)
    let factors = numbers.matrix(rows: 60, columns: width)
    let equations = NormalEquations(factors: factors, unobservedWeight: 0.2)
    let ridge = FrequencyRidge(scale: 0.1, offset: 3)
    var solutions = Matrix(rows: 90, columns: width)
    #expect(equations.solve(&solutions, rows: rows, ridge: ridge))
    let gram = factors.gram(weight: 0.2)
    for row in 0..<90 {
      for column in 0..<width {
        var left = Double(ridge(rows[row].count)) * Double(solutions[row, column])
        for other in 0..<width { left += Double(gram[column, other]) * Double(solutions[row, other]) }
        var right = 0.0
        for item in rows[row] {
          let product = (0..<width).reduce(0.0) { $0 + Double(factors[Int(item), $1]) * Double(solutions[row, $1]) }
          left += product * Double(factors[Int(item), column])
          right += Double(factors[Int(item), column])
        }
        #expect(abs(left - right) < 2e-4)
        if rows[row].isEmpty { #expect(solutions[row, column] == 0) }
      }
    }
  }

  @Test("conjugate gradients come to the exact solutions, from anywhere", arguments: widths)
  func gradients(width: Int) {
    var numbers = Numbers(seed: 23)
    let rows = numbers.binary(rows: 150, columns: 60, pairs: 1_200)
    let equations = NormalEquations(factors: numbers.matrix(rows: 60, columns: width), unobservedWeight: 0.2)
    let ridge = FrequencyRidge(scale: 0.1, offset: 3)
    var exact = Matrix(rows: 150, columns: width)
    #expect(equations.solve(&exact, rows: rows, ridge: ridge))
    for start in [Matrix(rows: 150, columns: width), numbers.matrix(rows: 150, columns: width)] {
      var solutions = start
      equations.improve(&solutions, rows: rows, ridge: ridge, steps: 3 * width + 10)
      #expect(distance(solutions, exact) < 1e-3)
      // Where there is nothing left to gain, nothing changes for the worse.
      equations.improve(&solutions, rows: rows, ridge: ridge, steps: 1)
      #expect(distance(solutions, exact) < 1e-3)
    }
  }

  /// Pairs with weights, some twice, and the dense matrix that they stand for.
  private func weighted(_ numbers: inout Numbers) -> (rows: BinaryRows, dense: [[Float]]) {
    var (first, second, weights): ([Int32], [Int32], [Float]) = ([], [], [])
    var dense = [[Float]](repeating: [Float](repeating: 0, count: 30), count: 40)
    for _ in 0..<500 {
      let (row, column) = (numbers.index(below: 40), numbers.index(below: 30))
      let weight = abs(numbers.next()) + 0.1
      first.append(Int32(row))
      second.append(Int32(column))
      weights.append(weight)
      dense[row][column] = max(dense[row][column], weight)
    }
    let rows = BinaryRows(
      rows: 40, columns: 30, rowOfPair: first, columnOfPair: second, weightOfPair: weights)
    return (rows, dense)
  }

  @Test("keep the greatest weight of a pair, transposed too, and multiply weights in products") func weights() {
    var numbers = Numbers(seed: 24)
    let (rows, dense) = weighted(&numbers)
    for matrix in [rows, rows.transposed().transposed()] {
      for row in 0..<40 {
        for (column, weight) in zip(matrix[row], matrix.weights[matrix.offsets[row]..<matrix.offsets[row + 1]]) {
          #expect(dense[row][Int(column)] == weight)
        }
        #expect(matrix[row].count == dense[row].count { $0 > 0 })
      }
    }
    let gram = rows.gram(ridge: 0.5)
    for a in 0..<30 {
      for b in a..<30 {
        var sum: Float = a == b ? 0.5 : 0
        for row in 0..<40 { sum += dense[row][a] * dense[row][b] }
        #expect(abs(gram[a, b] - sum) < 1e-4)
      }
    }
  }

  @Test("solve weighted systems, exactly and step by step", arguments: widths) func weightedSystems(width: Int) {
    var numbers = Numbers(seed: 25)
    let (rows, dense) = weighted(&numbers)
    let factors = numbers.matrix(rows: 30, columns: width)
    let equations = NormalEquations(factors: factors, unobservedWeight: 0.2)
    let ridge = FrequencyRidge(scale: 0.1, offset: 3)
    var exact = Matrix(rows: 40, columns: width)
    #expect(equations.solve(&exact, rows: rows, ridge: ridge))
    let gram = factors.gram(weight: 0.2)
    for row in 0..<40 {
      for column in 0..<width {
        // What is left of (Σ c·hhᵀ + G + ridge)·w − Σ c·h.
        var rest = Double(ridge(rows[row].count)) * Double(exact[row, column])
        for other in 0..<width { rest += Double(gram[column, other]) * Double(exact[row, other]) }
        for item in 0..<30 where dense[row][item] > 0 {
          var product = -1.0
          for other in 0..<width { product += Double(factors[item, other]) * Double(exact[row, other]) }
          rest += Double(dense[row][item]) * product * Double(factors[item, column])
        }
        #expect(abs(rest) < 2e-4)
      }
    }
    var improved = Matrix(rows: 40, columns: width)
    equations.improve(&improved, rows: rows, ridge: ridge, steps: 3 * width + 10)
    #expect(distance(improved, exact) < 1e-3)
  }
}
