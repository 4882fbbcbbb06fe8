import LinearAlgebra
import Testing

@Suite("Cholesky's method")
struct CholeskyTests {
  @Test("inverts: the matrix times its inverse is one", arguments: [1, 2, 17, 255, 256, 257, 530])
  func inverse(order: Int) {
    var numbers = Numbers(seed: 11)
    let matrix = numbers.positiveDefinite(order, ridge: 5)
    var inverse = matrix
    #expect(Cholesky.invert(&inverse))
    #expect(distance(product(matrix, inverse), identity(order)) < 1e-3)
    for row in 0..<order { for column in 0..<row { #expect(inverse[row, column] == inverse[column, row]) } }
  }

  @Test("reads the upper triangle alone") func upper() {
    var numbers = Numbers(seed: 12)
    let matrix = numbers.positiveDefinite(300, ridge: 5)
    var (whole, half) = (matrix, matrix)
    for row in 0..<300 { for column in 0..<row { half[row, column] = .nan } }
    #expect(Cholesky.invert(&whole) && Cholesky.invert(&half))
    #expect(whole.flat == half.flat)
  }

  @Test("solves for many right sides", arguments: [1, 40, 300]) func solve(order: Int) {
    var numbers = Numbers(seed: 13)
    let matrix = numbers.positiveDefinite(order, ridge: 3)
    let solution = numbers.matrix(rows: order, columns: 270)
    var right = product(matrix, solution)
    var factor = matrix
    #expect(Cholesky.factor(&factor))
    Cholesky.solve(factor: factor, &right)
    #expect(distance(right, solution) < 1e-3)
  }

  @Test("says where a matrix is not positive definite, in the first tile and beyond") func indefinite() {
    for (order, place) in [(1, 0), (40, 20), (600, 599)] {
      var matrix = identity(order)
      matrix[place, place] = -1
      #expect(!Cholesky.invert(&matrix))
    }
    var notANumber = identity(3)
    notANumber[1, 1] = .nan
    #expect(!Cholesky.factor(&notANumber))
  }

  @Test("gives the same bits again") func repeatable() {
    var numbers = Numbers(seed: 14)
    let matrix = numbers.positiveDefinite(700, ridge: 5)
    var (first, second) = (matrix, matrix)
    #expect(Cholesky.invert(&first) && Cholesky.invert(&second))
    #expect(first.flat == second.flat)
  }
}
