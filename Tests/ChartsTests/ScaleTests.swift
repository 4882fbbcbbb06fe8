import Charts
import Testing

@Suite("Scale")
struct ScaleTests {
  private func labels(_ scale: Scale, _ target: Int) -> [Double] {
    scale.ticks(atMost: target).filter(\.isMajor).map(\.value)
  }

  @Test("linear ticks are steps of 1, 2 or 5, and exact")
  func linear() {
    let scale = Scale(.linear, covering: [0.03, 0.97])
    #expect(scale.lower == 0)
    #expect(scale.upper == 1)
    #expect(labels(scale, 6) == [0, 0.2, 0.4, 0.6, 0.8, 1])
    #expect(labels(scale, 4) == [0, 0.5, 1])
    #expect(labels(scale, 12) == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
    #expect(scale.ticks(atMost: 12).allSatisfy { $0.decimals == 1 })
  }

  @Test("a scale with zero reaches down to it, and bounds that are given stand")
  func bounds() {
    #expect(Scale(.linear, covering: [412, 1652], includesZero: true).lower == 0)
    let fixed = Scale(.linear, covering: [3, 40], lower: 0, upper: 100)
    #expect([fixed.lower, fixed.upper] == [0, 100])
    let tight = Scale(.linear, covering: [1, 31], isTight: true)
    #expect([tight.lower, tight.upper] == [1, 31])
    #expect(labels(tight, 6) == [5, 10, 15, 20, 25, 30])
  }

  @Test("log ticks are powers of ten with minor ticks between, and 2 and 5 where there is room")
  func logarithmic() {
    let scale = Scale(.log10, covering: [1.5, 480])
    #expect([scale.lower, scale.upper] == [1, 500])
    #expect(labels(scale, 10) == [1, 2, 5, 10, 20, 50, 100, 200, 500])
    #expect(labels(scale, 4) == [1, 10, 100])
    #expect(scale.ticks(atMost: 4).count == 9 + 9 + 5)
    #expect(scale.fraction(1) == 0)
    #expect(scale.fraction(500) == 1)
    #expect(scale.fraction(0).isNaN)
    #expect(Scale(.log10, covering: [1e-9, 1e9]).ticks(atMost: 5).filter(\.isMajor).count <= 5)
  }

  @Test(
    "any numbers give a scale with a length and a handful of finite ticks",
    arguments: [
      [], [0], [5], [-5], [5, 5, 5], [1e300, -1e300], [1e-300], [.leastNonzeroMagnitude, .leastNormalMagnitude], [.nan],
      [.infinity, 1], [-.infinity],
      [1, 1 + 1e-15], [1e15, 1e15 + 1], [-3, 0, 7], [0.1, 0.3], [123_456_789, 123_456_790],
    ])
  func anything(values: [Double]) {
    for kind in [Scale.Kind.linear, .log10] {
      for includesZero in [false, true] {
        let scale = Scale(kind, covering: values, includesZero: includesZero)
        #expect(scale.lower < scale.upper)
        for target in [0, 2, 5, 10] {
          let ticks = scale.ticks(atMost: target)
          #expect(ticks.filter(\.isMajor).count <= max(4, target) + 1)
          for tick in ticks {
            #expect(tick.value.isFinite)
            #expect((-1e-6...1 + 1e-6).contains(scale.fraction(tick.value)))
          }
        }
        for value in values where value.isFinite && value.magnitude < 1e290 && (kind == .linear || value > 1e-290) {
          #expect((-1e-6...1 + 1e-6).contains(scale.fraction(value)))
        }
      }
    }
  }
}
