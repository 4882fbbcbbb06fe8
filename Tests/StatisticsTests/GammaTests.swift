import Randomness
import Statistics
import Testing

@Suite("The gamma distribution")
struct GammaTests {
  // scipy.stats.gamma.cdf and ppf.
  @Test("shares and quantiles agree with scipy's and with the exponential and Erlang distributions")
  func values() {
    let exponential = GammaDistribution(shape: 1, scale: 2)
    // 1 − e^−1.5; −2 ln 0.01.
    #expect(abs(exponential.share(atOrBelow: 3) - 0.7768698398515702) < 1e-14)
    #expect(abs(exponential.quantile(0.99) - 9.210340371976182) < 1e-10)
    // Erlang of three: 1 − e^−x (1 + x + x²/2) at x = 2 and 10.
    let erlang = GammaDistribution(shape: 3, scale: 1)
    #expect(abs(erlang.share(atOrBelow: 2) - 0.3233235838169366) < 1e-14)
    #expect(abs(erlang.share(atOrBelow: 10) - 0.9972306042844884) < 1e-13)
    // A half: the chi-squared distribution of one degree, whose 95th percentile is 1.959964².
    let chiSquared = GammaDistribution(shape: 0.5, scale: 2)
    #expect(abs(chiSquared.quantile(0.95) - 3.841458820694124) < 1e-9)
    #expect(erlang.share(atOrBelow: 0) == 0 && erlang.share(atOrBelow: -1) == 0)
    for p in [1e-6, 0.01, 0.5, 0.999, 1 - 1e-9] {
      #expect(
        abs(
          GammaDistribution(shape: 40, scale: 3).share(atOrBelow: GammaDistribution(shape: 40, scale: 3).quantile(p))
            - p) < 1e-11)
    }
  }

  @Test("the likeliest parameters are found again from many values, and none from values that have none")
  func fitting() throws {
    var stream = RandomStream(seed: 4, name: "tests/gamma")
    let truth = GammaDistribution(shape: 2.5, scale: 8)
    let values = (0..<20_000).map { _ in truth.quantile(stream.uniform()) }
    let fit = try #require(GammaDistribution(fitting: values))
    #expect(abs(fit.shape / 2.5 - 1) < 0.04 && abs(fit.scale / 8 - 1) < 0.05)
    // The mean is kept exactly by the likeliest gamma.
    #expect(abs(fit.shape * fit.scale / (values.reduce(0, +) / 20_000) - 1) < 1e-12)
    for bad in [[], [1], [2, 2, 2], [1, 0], [1, -3], [1, .infinity]] as [[Double]] {
      #expect(GammaDistribution(fitting: bad) == nil)
    }
  }
}
