import Measures
import Serving

extension ScenarioReading {
  /// `front: {api: http-api, lambda: x86, …}`; without it, or with `front: none`, the bill knows of nothing before the answers.
  static func readFront(_ root: MappingReader) -> FrontSettings {
    guard root.has("front"), !root.says("front", "none") else {
      _ = root.valueText("front", Defaults.front)
      return .none
    }
    let reader = root.reader("front")
    defer { reader.refuseUnknownKeys() }
    let api = reader.choice(
      "api", Defaults.api, among: [("none", nil)] + FrontSettings.API.allCases.map { ($0.rawValue, $0) })
    let lambda = readLambda(reader)
    return FrontSettings(
      api: api, lambda: lambda, logBytesPerRequest: bytes(reader, "logs", Defaults.logs),
      transferOutBytesPerRequest: bytes(reader, "transferOut", Defaults.transferOut))
  }

  private static func readLambda(_ reader: MappingReader) -> FrontSettings.Lambda? {
    let processor = reader.choice(
      "lambda", Defaults.lambda,
      among: [("none", nil)] + FrontSettings.Lambda.Processor.allCases.map { ($0.rawValue, $0) })
    guard let processor else {
      for name in ["lambdaMemory", "lambdaOwnTime"] { reader.refuse(name, belongsTo: "`lambda: x86` or `arm64`") }
      return nil
    }
    let memory = reader.count(
      "lambdaMemory", Defaults.lambdaMemory, units: ["MB"], example: "128 MB", in: 128...10_240)
    let ownTime = reader.duration("lambdaOwnTime", Defaults.lambdaOwnTime, positive: false)
    if ownTime > .minutes(15) {
      reader.report(
        "out-of-range", "lambdaOwnTime", "is longer than Lambda allows.", remedy: "It must be 15 min at most.")
    }
    return FrontSettings.Lambda(processor: processor, memoryMB: memory, ownTime: ownTime)
  }

  private static func bytes(_ reader: MappingReader, _ name: String, _ fallback: Default) -> Double {
    reader.amount(name, fallback, units: ["B/req"], example: fallback.text, positive: false)
  }
}
