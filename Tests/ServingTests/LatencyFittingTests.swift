import Randomness
import Serving
import Testing

@Suite("Fitting latencies")
struct LatencyFittingTests {
  @Test("a log-normal sample gives its parameters, its distance is noise, and the gamma is farther off")
  func logNormal() {
    var stream = RandomStream(seed: 9, name: "tests/fit")
    let sample = (0..<5000).map { _ in stream.logNormal(mu: 3.7, sigma: 0.6) }
    let fits = LatencyFit.fits(to: sample)
    guard fits.count == 2, case .logNormal(let mu, let sigma) = fits[0].shape else {
      Issue.record("no log-normal")
      return
    }
    #expect(abs(mu - 3.7) < 0.03 && abs(sigma - 0.6) < 0.02)
    // 1.63/√n is the 1 % point.
    #expect(fits[0].distance < 0.023 && fits[1].distance > 2 * fits[0].distance)
    #expect(abs(fits[0].quantile(0.5) / 40.447 - 1) < 0.03)
  }

  @Test("by hand: the distance of two values from a fit, and no fit of what has no spread") func edges() {
    // mu = ln 2, sigma = ln 2: both values lie one sigma off, at shares 0.158655 and 0.841345.
    let fits = LatencyFit.fits(to: [1, 4])
    #expect(abs((fits.first?.distance ?? 0) - 0.341345) < 1e-6)
    #expect(LatencyFit.fits(to: [5, 5, 5]).isEmpty && LatencyFit.fits(to: [1]).isEmpty)
    #expect(LatencyFit.fits(to: [1, -2]).isEmpty)
  }
}
