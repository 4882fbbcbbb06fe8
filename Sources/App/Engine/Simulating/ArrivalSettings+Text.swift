import Demand
import Scenarios

extension ArrivalSettings {
  /// Where demand comes from, in words.
  var sentence: String {
    let requests: String
    switch process {
    case .poisson:
      requests = "Poisson arrivals with the rate of \(trace == nil ? "the scenario" : "trace \(traceName)")"
    case .deterministic: requests = "evenly spaced arrivals with the scenario's rate"
    case .renewal(let dispersion, let gaps):
      requests = "arrivals with \(gaps.rawValue) gaps, index of dispersion \(Format.fixed(dispersion, 2))"
    case .countsOfTrace: requests = "the counts of trace \(traceName), each request at a place of its bin"
    case .timesOfLog: requests = "the instants of the log's own events, scaled"
    }
    let gaps = trace?.counts?.gaps.count ?? 0
    return requests + (gaps > 0 ? ", its \(gaps) gaps kept" : "")
      + (sessions.map { ", in visits of \(Format.fixed($0.meanRequests, 1)) requests" } ?? "")
  }

  /// The file's name without what could steer a terminal.
  private var traceName: String {
    PathText.fileName(trace?.file ?? "").filter { character in
      character.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
    }
  }
}
