import Measures
import Serving

extension PlanReading {
  /// `{median: 40 ms, p99: 150 ms}`, with `shape: gamma` if it is no log-normal; or `{quantiles: {p0: 8 ms, …, p100: 900 ms}}`.
  func latency(_ reader: MappingReader, _ median: Default, _ p99: Default) -> LatencyDistribution {
    defer { reader.refuseUnknownKeys() }
    if reader.has("quantiles") {
      for name in ["median", "p99", "shape"] { reader.refuse(name, belongsTo: "a latency without `quantiles`") }
      if let measured = quantiles(reader.reader("quantiles")) { return measured }
    }
    let isGamma =
      reader.has("shape")
      && reader.choice("shape", Defaults.latencyShape, among: [("log-normal", false), ("gamma", true)])
    let medianTime = reader.duration("median", median)
    let p99Time = reader.duration("p99", p99)
    if p99Time < medianTime {
      reader.report("contradiction", "p99", "is shorter than the median.", remedy: "Give a longer p99.")
    }
    let (low, high) = (medianTime.milliseconds, max(medianTime, p99Time).milliseconds)
    return isGamma
      ? LatencyDistribution(gammaMedianMilliseconds: low, p99Milliseconds: high)
      : LatencyDistribution(medianMilliseconds: low, p99Milliseconds: high)
  }

  private func quantiles(_ reader: MappingReader) -> LatencyDistribution? {
    var points: [(share: Double, milliseconds: Double)] = []
    for name in reader.keys {
      let time = reader.duration(name, Default(assumption: "1 ms", ""))
      guard name.first == "p", let percent = MeasuredText.number(String(name.dropFirst())), (0...100).contains(percent)
      else {
        reader.report(
          "wrong-value", name, "is no percentile.", remedy: "Use keys such as p50 or p99.9, from p0 to p100.")
        continue
      }
      points.append((percent / 100, time.milliseconds))
    }
    points.sort { $0.share < $1.share }
    let ascends = zip(points, points.dropFirst()).allSatisfy {
      $0.share < $1.share && $0.milliseconds <= $1.milliseconds
    }
    guard points.count >= 2, points.first?.share == 0, points.last?.share == 1, ascends else {
      reader.report(
        "wrong-value", nil, "is no list of percentiles.",
        remedy: "It needs p0, p100 and any between them, with times that ascend.")
      return nil
    }
    return LatencyDistribution(quantiles: points)
  }
}
