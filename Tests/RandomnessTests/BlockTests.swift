import Glibc
import Randomness
import Testing

@Suite("Draws in blocks")
struct BlockTests {
  @Test("a block of uniform or exponential draws has the bits of as many single ones, whatever its length")
  func sameBits() {
    for length in [0, 1, 3, 4, 7, 64, 2048] {
      var (single, block) = (RandomStream(seed: 7, name: "tests"), RandomStream(seed: 7, name: "tests"))
      var values = [Double](repeating: 0, count: length)
      values.withUnsafeMutableBufferPointer { block.fillUniform($0) }
      #expect(values == (0..<length).map { _ in single.uniform() })
      values.withUnsafeMutableBufferPointer { block.fillExponential($0, mean: 3) }
      #expect(values == (0..<length).map { _ in single.exponential(mean: 3) })
      #expect(single.next() == block.next())
    }
  }

  @Test("the logarithm is within one unit in the last place of the C library's, four at a time with the same bits")
  func logarithm() {
    var stream = RandomStream(seed: 3, name: "tests/logarithm")
    var worst = 0.0
    for round in 0..<100_000 {
      // Near 1, over the unit interval, and over all normal magnitudes.
      let x =
        switch round % 3 {
        case 0: 1 + (stream.uniform() - 0.5) * 1e-3
        case 1: stream.uniform()
        default: Double(sign: .plus, exponent: Int(stream.uniform() * 2000) - 1000, significand: 1 + stream.uniform())
        }
      let expected = log(x)
      worst = max(worst, abs(Logarithm.log(x) - expected) / expected.ulp)
      #expect(Logarithm.log(SIMD4(x, 1, 2, x))[3] == Logarithm.log(x))
    }
    #expect(worst <= 1, "\(worst) ulp")
    #expect(Logarithm.log(1) == 0 && Logarithm.log(2) == log(2.0))
  }
}
