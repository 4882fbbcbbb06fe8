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
}
