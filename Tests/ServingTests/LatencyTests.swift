import Randomness
import RealModule
import Serving
import Testing

@Suite("Latency distributions and their fit")
struct LatencyTests {
  @Test("gamma quantiles agree with known values and invert the cumulative share")
  func gamma() {
    // Chi-square tables: a gamma of shape k/2 and scale 2. Shape 1 is exponential.
    #expect(abs(GammaDistribution(shape: 0.5, scale: 2).quantile(0.95) - 3.841458820694124) < 1e-9)
    #expect(abs(GammaDistribution(shape: 5, scale: 2).quantile(0.99) - 23.209251158954356) < 1e-8)
    #expect(abs(GammaDistribution(shape: 50, scale: 2).quantile(0.01) - 70.0648949253998) < 1e-7)
    #expect(abs(GammaDistribution(shape: 1, scale: 3).quantile(0.5) - 3 * Double.log(2)) < 1e-12)
    for shape in [0.05, 0.7, 3, 40, 2000] {
      let gamma = GammaDistribution(shape: shape, scale: 7)
      for p in [1e-6, 0.01, 0.3, 0.9, 0.999999] {
        #expect(abs(gamma.cumulative(gamma.quantile(p)) - p) < 1e-9, "shape \(shape), p \(p)")
      }
    }
  }

  @Test("a gamma latency has the stated median and 99th percentile, and inverts to 0.1 %", arguments: [1.3, 3.75, 12])
  func gammaLatency(ratio: Double) throws {
    let latency = LatencyDistribution(gammaMedianMilliseconds: 40, p99Milliseconds: 40 * ratio)
    #expect(abs(latency.medianMilliseconds - 40) < 1e-6 && abs(latency.p99Milliseconds / 40 / ratio - 1) < 1e-6)
    guard case .gamma(let gamma) = latency.shape else { throw Mismatch() }
    for step in 1..<5000 {
      let uniform = Double(step) / 5000
      #expect(abs(latency.milliseconds(at: uniform) / gamma.quantile(uniform) - 1) < 1e-3, "\(uniform)")
    }
    #expect(latency.milliseconds(at: 1 - 0x1.0p-53).isFinite && latency.milliseconds(at: 0x1.0p-53) >= 0)
  }

  @Test("the tails of a log-normal latency are exact to 0.1 % far out")
  func tails() {
    let latency = LatencyDistribution(medianMilliseconds: 40, p99Milliseconds: 150)
    let sigma = Double.log(150.0 / 40) / NormalDistribution.quantile(0.99)
    for exponent in stride(from: 4.0, to: 12, by: 0.13) {
      let p = Double.exp(-exponent)
      for uniform in [p, 1 - p] {
        let exact = 40 * Double.exp(sigma * NormalDistribution.quantile(uniform))
        #expect(abs(latency.milliseconds(at: uniform) / exact - 1) < 1e-3, "\(uniform)")
      }
    }
  }

  @Test("a measured latency goes through its quantiles, and never beyond its ends")
  func empirical() {
    let latency = LatencyDistribution(quantiles: [(0, 8), (0.5, 40), (0.99, 150), (0.999, 400), (1, 900)])
    #expect(abs(latency.milliseconds(at: 0.5) - 40) < 0.1 && abs(latency.milliseconds(at: 0.99) - 150) < 0.5)
    #expect(abs(latency.milliseconds(at: 0.999) - 400) < 2 && abs(latency.milliseconds(at: 0.25) - 24) < 0.1)
    #expect(latency.milliseconds(at: 0x1.0p-53) >= 8 && latency.milliseconds(at: 1 - 0x1.0p-53) <= 900)
    #expect(latency.medianMilliseconds == 40 && latency.p99Milliseconds == 150)
  }

  private func samples(_ count: Int, seed: UInt64, _ quantile: (Double) -> Double) -> [Double] {
    var stream = RandomStream(seed: seed, name: "latencies")
    return (0..<count).map { _ in quantile(stream.uniform()) }
  }

  @Test("fitting finds the form that the values came from, and its parameters", arguments: [UInt64(1), 2, 3])
  func fit(seed: UInt64) throws {
    let gamma = GammaDistribution(shape: 3, scale: 20)
    let fromGamma = try #require(LatencyFit(milliseconds: samples(20_000, seed: seed, gamma.quantile)))
    #expect(fromGamma.choice == .candidate(1))
    guard case .gamma(let found) = fromGamma.candidates[1].distribution.shape else { throw Mismatch() }
    // The standard error of the shape is about k·√(2/n) = 0.03.
    #expect(abs(found.shape - 3) < 0.1 && abs(found.shape * found.scale - 60) < 3.3 * 0.25)
    #expect(fromGamma.candidates[1].logLikelihood > fromGamma.candidates[0].logLikelihood)

    let sigma = 0.6
    let logNormal = try #require(
      LatencyFit(milliseconds: samples(20_000, seed: seed) { 40 * Double.exp(sigma * NormalDistribution.quantile($0)) })
    )
    #expect(logNormal.choice == .candidate(0) && logNormal.candidates[0].distance < logNormal.acceptedDistance)
    #expect(abs(logNormal.chosen.medianMilliseconds - 40) < 3.3 * 40 * sigma / 20_000.0.squareRoot() * 1.1)

    // Two humps are neither.
    let humps = try #require(LatencyFit(milliseconds: samples(20_000, seed: seed) { $0 < 0.5 ? 5 + $0 : 100 + $0 }))
    #expect(humps.choice == .empirical && humps.candidates.allSatisfy { $0.distance > 0.1 })
    #expect(
      abs(humps.chosen.milliseconds(at: 0.25) - 5.25) < 0.05 && abs(humps.chosen.milliseconds(at: 0.75) - 100.75) < 0.1)
  }

  @Test("the distance of Kolmogorov and Smirnov by hand, and what cannot be fitted")
  func limits() {
    #expect(LatencyFit(milliseconds: [Double](repeating: 5, count: 50)) == nil)
    #expect(LatencyFit(milliseconds: (1...19).map(Double.init)) == nil)
    #expect(LatencyFit(milliseconds: (0...30).map(Double.init)) == nil)
    #expect(LatencyFit(milliseconds: [.infinity] + (1...30).map(Double.init)) == nil)
    let few = LatencyFit(milliseconds: (1...30).map(Double.init))
    #expect(few?.empirical.milliseconds(at: 0.5) ?? 0 > 15 && few?.count == 30)
  }

  private struct Mismatch: Error {}
}
