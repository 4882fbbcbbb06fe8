import RealModule

/// A stretch of numbers laid along a line, evenly or by powers of ten, with its ticks at round numbers.
package struct Scale: Sendable, Hashable {
  /// How values are laid along the scale.
  package enum Kind: Sendable { case linear, log10 }

  /// A place on the scale; a minor tick has no label.
  package struct Tick: Sendable, Hashable {
    package let value: Double
    /// Digits after the point that its label needs.
    package let decimals: Int
    package let isMajor: Bool
  }

  package let kind: Kind
  package let lower: Double
  package let upper: Double

  /// A scale that shows all `values` and ends at round numbers, unless `lower` or `upper` are given; a tight one ends
  /// at the outermost values.
  ///
  /// Values that cannot be shown (not finite; not above zero on a log scale) are left out. Without any value the scale
  /// is 0...1, or 1...10; a single value lies inside a stretch of its own magnitude. Always `lower < upper`.
  package init(
    _ kind: Kind, covering values: [Double], includesZero: Bool = false, isTight: Bool = false, lower: Double? = nil,
    upper: Double? = nil
  ) {
    self.kind = kind
    let limit = 1e290
    let shown = ([lower, upper].compactMap { $0 } + values).filter { $0.isFinite && (kind == .linear || $0 > 0) }
      .map { kind == .linear ? min(limit, max(-limit, $0)) : min(limit, max(1 / limit, $0)) }
    var bounds = Self.roundBounds(kind, shown, includesZero: includesZero)
    if isTight, let least = shown.min(), let most = shown.max(), most - least > most.magnitude * 1e-9 {
      bounds = (least, most)
    }
    let low = Self.usable(lower, kind) ?? bounds.lower
    let high = Self.usable(upper, kind) ?? bounds.upper
    let isUsable = low < high && (high - low) > high.magnitude * 1e-13
    self.lower = isUsable ? low : bounds.lower
    self.upper = isUsable ? high : bounds.upper
  }

  /// Where a value lies: 0 at the lower end, 1 at the upper; outside them for values beyond. NaN if it has no place.
  package func fraction(_ value: Double) -> Double {
    switch kind {
    case .linear: (value - lower) / (upper - lower)
    case .log10:
      value > 0 ? Double.log10(value / lower) / Double.log10(upper / lower) : Double.nan
    }
  }

  /// Ticks in rising order, with at most `target` (at least two) labelled ones where round numbers allow it.
  package func ticks(atMost target: Int) -> [Tick] {
    kind == .linear ? linearTicks(max(2, target)) : logTicks(max(2, target))
  }

  private func linearTicks(_ target: Int) -> [Tick] {
    var step = RoundStep(atLeast: (upper - lower) / Double(target))
    while step.count(from: lower, through: upper) > target { step = step.next }
    let first = step.index(notBelow: lower)
    return (0..<max(0, step.count(from: lower, through: upper))).map {
      Tick(value: step.value(first + Double($0)), decimals: max(0, -step.exponent), isMajor: true)
    }
  }

  private func logTicks(_ target: Int) -> [Tick] {
    let firstDecade = Int(Double.log10(lower).rounded(.down))
    let lastDecade = Int(Double.log10(upper).rounded(.up))
    let slack = 1e-9
    var all: [(mantissa: Int, exponent: Int, value: Double)] = []
    for exponent in firstDecade...max(firstDecade, lastDecade) {
      for mantissa in 1...9 {
        let value = RoundStep(mantissa: mantissa, exponent: exponent).value(1)
        if value >= lower * (1 - slack), value <= upper * (1 + slack) { all.append((mantissa, exponent, value)) }
      }
    }
    let decades = all.filter { $0.mantissa == 1 }.count
    let fine = all.filter { [1, 2, 5].contains($0.mantissa) }.count
    let stride = max(1, (decades + target - 1) / target)
    let labelsFine = fine <= target || decades < 2
    return all.compactMap { tick in
      let isMajor =
        labelsFine
        ? [1, 2, 5].contains(tick.mantissa) : tick.mantissa == 1 && (tick.exponent - firstDecade) % stride == 0
      if !isMajor, stride > 1, tick.mantissa != 1 { return nil }
      return Tick(value: tick.value, decimals: max(0, -tick.exponent), isMajor: isMajor)
    }
  }

  private static func usable(_ bound: Double?, _ kind: Kind) -> Double? {
    guard let bound, bound.isFinite, bound.magnitude < 1e290, kind == .linear || bound > 1e-290 else { return nil }
    return bound
  }

  private static func roundBounds(
    _ kind: Kind, _ values: [Double], includesZero: Bool
  ) -> (lower: Double, upper: Double) {
    guard var low = values.min(), var high = values.max() else { return kind == .linear ? (0, 1) : (1, 10) }
    switch kind {
    case .linear:
      if includesZero {
        low = min(0, low)
        high = max(0, high)
      }
      if high.magnitude < 1e-290, low.magnitude < 1e-290 { return (0, 1) }
      if high - low <= max(high.magnitude, low.magnitude) * 1e-12 {
        let pad = high.magnitude * 0.1
        low -= pad
        high += pad
      }
      let step = RoundStep(atLeast: (high - low) / 6)
      return (step.value((low / step.size + 1e-9).rounded(.down)), step.value((high / step.size - 1e-9).rounded(.up)))
    case .log10:
      if high <= low * (1 + 1e-9) {
        low /= 2
        high *= 2
      }
      return (roundDown(low), roundUp(high))
    }
  }

  private static func roundDown(_ value: Double) -> Double {
    let exponent = Int(Double.log10(value).rounded(.down))
    let candidates = [5, 2, 1].map { RoundStep(mantissa: $0, exponent: exponent).value(1) }
    return candidates.first { $0 <= value * (1 + 1e-9) } ?? RoundStep(mantissa: 5, exponent: exponent - 1).value(1)
  }

  private static func roundUp(_ value: Double) -> Double {
    let exponent = Int(Double.log10(value).rounded(.down))
    let candidates = [1, 2, 5, 10].map { RoundStep(mantissa: $0, exponent: exponent).value(1) }
    return candidates.first { $0 >= value * (1 - 1e-9) } ?? RoundStep(mantissa: 2, exponent: exponent + 1).value(1)
  }
}

/// A step of 1, 2 or 5 times a power of ten, with its multiples rounded once only.
struct RoundStep {
  let mantissa: Int
  let exponent: Int

  init(mantissa: Int, exponent: Int) {
    self.mantissa = mantissa
    self.exponent = exponent
  }

  /// The smallest round step that is not below `size` (above zero).
  init(atLeast size: Double) {
    let exponent = Int(Double.log10(size).rounded(.down))
    let mantissa = [1, 2, 5].first { RoundStep(mantissa: $0, exponent: exponent).size >= size * (1 - 1e-9) }
    self.init(mantissa: mantissa ?? 1, exponent: mantissa == nil ? exponent + 1 : exponent)
  }

  var size: Double { value(1) }

  var next: RoundStep {
    switch mantissa {
    case 1: RoundStep(mantissa: 2, exponent: exponent)
    case 2: RoundStep(mantissa: 5, exponent: exponent)
    default: RoundStep(mantissa: 1, exponent: exponent + 1)
    }
  }

  /// `index` steps from zero; 3 × 0.1 is 0.3, because the division comes last.
  func value(_ index: Double) -> Double {
    let whole = index * Double(mantissa)
    return exponent >= 0 ? whole * Double.pow(10, exponent) : whole / Double.pow(10, -exponent)
  }

  func index(notBelow lower: Double) -> Double { (lower / size - 1e-9).rounded(.up) }

  func count(from lower: Double, through upper: Double) -> Int {
    let span = (upper / size + 1e-9).rounded(.down) - index(notBelow: lower) + 1
    return span.isFinite ? Int(min(1000, max(0, span))) : 0
  }
}
