import CVectorKernels
import LinearAlgebra
import Testing

/// The loops of each instruction set that this machine has, beside plain loops in double precision.
@Suite("Vector loops of each instruction set")
struct VectorLoopTests {
  static let levels = (0..<VECTOR_LEVELS).filter { vector_loops_of_level($0) != nil }

  /// Rows of width 64, and more entries than the four that are done at once.
  private let rows = drawn(40 * 64, seed: 1)
  private let index: [Int32] = (0..<39).map { Int32($0 * 7 % 40) }
  private let weights = drawn(39, seed: 2)

  private static func drawn(_ count: Int, seed: UInt64) -> [Float] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int(state >> 40) - 8_388_608) / 8_388_608
    }
  }

  private func loops(_ level: Int32) throws -> VectorLoops { try #require(vector_loops_of_level(level)).pointee }

  @Test("there is a baseline on every machine")
  func baseline() { #expect(Self.levels.first == 0 && vector_loops_of_level(99) == nil) }

  @Test("the product of normal equations is that of a plain loop", arguments: levels, [0, 1, 3, 4, 39])
  func normalProduct(_ level: Int32, _ count: Int) throws {
    let loops = try loops(level)
    let p = Self.drawn(64, seed: 3)
    for confidence in [nil, weights] {
      var out = Self.drawn(64, seed: 4)
      var expected = out.map(Double.init)
      for k in 0..<count {
        let start = Int(index[k]) * 64
        let row: [Double] = rows[start..<(start + 64)].map { Double($0) }
        var product = 0.0
        for column in 0..<64 { product += row[column] * Double(p[column]) }
        let weight: Float = confidence?[k] ?? 1
        let factor = (1 - 0.5 * product) * Double(weight)
        for column in 0..<64 { expected[column] += factor * row[column] }
      }
      if let confidence {
        loops.normal_product(rows, 64, index, confidence, count, 1, -0.5, p, &out)
      } else {
        loops.normal_product(rows, 64, index, nil, count, 1, -0.5, p, &out)
      }
      for (a, b) in zip(out, expected) { #expect(abs(Double(a) - b) < 1e-4) }
    }
  }

  @Test("sums of rows are those of a plain loop", arguments: levels, [0, 1, 39])
  func panelSum(_ level: Int32, _ count: Int) throws {
    let loops = try loops(level)
    for given in [nil, weights] {
      var out = [Float](repeating: 9, count: 64)
      if let given {
        loops.panel_sum(rows, 64, index, given, count, &out)
      } else {
        loops.panel_sum(rows, 64, index, nil, count, &out)
      }
      for column in 0..<64 {
        var sum = 0.0
        for k in 0..<count {
          let weight: Float = given?[k] ?? 1
          sum += Double(rows[Int(index[k]) * 64 + column]) * Double(weight)
        }
        #expect(abs(Double(out[column]) - sum) < 1e-5)
      }
    }
  }

  @Test("sums of shortened rows are those of the numbers that are left of them", arguments: levels)
  func panelSumShort(_ level: Int32) throws {
    let loops = try loops(level)
    let short = rows.map { UInt16($0.bitPattern >> 16) }
    var out = [Float](repeating: 9, count: 64)
    loops.panel_sum_short(short, 64, index, weights, 39, &out)
    for column in 0..<64 {
      var sum = 0.0
      for k in 0..<39 {
        let bits = UInt32(short[Int(index[k]) * 64 + column]) << 16
        sum += Double(Float(bitPattern: bits)) * Double(weights[k])
      }
      #expect(abs(Double(out[column]) - sum) < 1e-5)
    }
  }

  @Test("maxima of blocks pass over not-a-number", arguments: levels, [16, 32])
  func blockMaxima(_ level: Int32, _ width: Int) throws {
    let loops = try loops(level)
    var scores = rows
    scores[0] = .nan
    scores[5] = -.infinity
    let blocks = scores.count / width
    var maxima = [Float](repeating: 9, count: blocks)
    loops.block_maxima(scores, blocks, width, &maxima)
    for block in 0..<blocks {
      #expect(maxima[block] == scores[(block * width)..<((block + 1) * width)].filter { !$0.isNaN }.max())
    }
  }

  @Test("indices at or above a threshold are all of them, ascending", arguments: levels)
  func indices(_ level: Int32) throws {
    let loops = try loops(level)
    for threshold: Float in [-2, -0.5, 0, rows[17], 0.9, 2] {
      var found = [Int32](repeating: -1, count: rows.count)
      let count = loops.indices_at_least(rows, rows.count, threshold, &found)
      #expect(found.prefix(count).map(Int.init) == rows.indices.filter { rows[$0] >= threshold })
    }
  }
}

@Suite("Shortened matrices")
struct ShortMatrixTests {
  @Test("keep numbers to eight bits and add up rows")
  func sums() {
    let flat: [Float] = (0..<350).map { (number: Int) -> Float in Float(number * 37 % 101 - 50) / 7 }
    let matrix = Matrix(rows: 5, columns: 70, flat: flat)
    let short = ShortMatrix(matrix)
    for row in 0..<5 {
      for column in 0..<70 {
        #expect(abs(short[row, column] - matrix[row, column]) <= abs(matrix[row, column]) / 256)
      }
    }
    var out = [Float](repeating: 0, count: short.stride)
    short.sumRows([4, 0, 4], weights: [1, -2, 0.5], into: &out)
    for column in 0..<70 {
      let expected: Float = 1.5 * short[4, column] - 2 * short[0, column]
      #expect(abs(out[column] - expected) < 1e-4)
    }
  }

  @Test("are what was written of them, and refuse what is none")
  func coding() throws {
    let short = ShortMatrix(Matrix(rows: 2, columns: 3, flat: [1, -2, 3, 0, .greatestFiniteMagnitude, -0.1]))
    let read = try #require(ShortMatrix(rows: 2, columns: 3, flat: short.flat))
    #expect(read.flat == short.flat && read[1, 1].isFinite)
    #expect(ShortMatrix(rows: 2, columns: 2, flat: short.flat) == nil)
    #expect(
      ShortMatrix(rows: 1, columns: 1, flat: [0x7f80]) == nil && ShortMatrix(rows: -1, columns: 0, flat: []) == nil)
  }
}
