import Interactions

extension Benchmark {
  /// Reading a log in Personalize form.
  static let ingest = Benchmark(
    name: "ingest", summary: "reading half a million events in Personalize form from memory", unit: "rows/CPU s"
  ) { _ in
    let bytes = PersonalizeCSV.bytes(of: SyntheticLog(logParameters, seed: 1).log)
    return {
      let reading = readLog(bytes, source: "bench")
      return BenchmarkPass(units: reading.rowsRead, check: "\(reading.log.users.count) users")
    }
  }

  /// A log of half a million events.
  static var logParameters: SyntheticParameters {
    var parameters = SyntheticParameters()
    parameters.users = 20_000
    parameters.items = 3_000
    parameters.events = 500_000
    return parameters
  }
}
