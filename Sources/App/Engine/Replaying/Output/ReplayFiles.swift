import DelimitedText
import Measures
import Reports
import Statistics

extension ReportFolder {
  /// A replay as files: `replay.pdf`, `replay-1.png` …, `replay.md`, tables as CSV, `replay-run.json` with what differs from run
  /// to run, and `replay.json` last. The row for each request is apart, for it may be large.
  package init(_ result: LogReplayResult, runFacts: JSONValue) throws(ReportError) {
    let document = ReplayDocument.document(result)
    let rendered = try render(document)
    var files: [(String, [UInt8])] = [("replay.pdf", rendered.pdf)]
    for (index, page) in rendered.pages.enumerated() { files.append(("replay-\(index + 1).png", page)) }
    files.append(("replay.md", Array(markdown(document).utf8)))
    files.append(("by-day.csv", ReplayCSV.byDay(result)))
    if let curve = result.freshness { files.append(("freshness.csv", ReplayCSV.freshness(curve))) }
    if let decision = result.decision { files.append(("hybrid.csv", ReplayCSV.hybrid(decision))) }
    if let service = result.service { files.append(("latency.csv", ReplayCSV.latency(service))) }
    files.append(("replay-run.json", Array(try runFacts.text(isPretty: true).utf8)))
    files.append(("replay.json", Array(try ReplayJSON.json(result).text(isPretty: true).utf8)))
    self.init(files: files)
  }
}

/// The curves of a replay as CSV.
enum ReplayCSV {
  static func byDay(_ result: LogReplayResult) -> [UInt8] {
    var writer = DelimitedWriter()
    writer.append(["day", "requests", "users", "plan", "ndcg", "low", "high"])
    for period in result.byDay {
      for (plan, value) in zip(result.plans, period.ndcg) {
        writer.append(
          [
            "\(Instant(seconds: period.startSeconds))", "\(period.requests)", "\(period.users)", plan.name,
          ] + numbers(value))
      }
    }
    return writer.bytes
  }

  static func freshness(_ curve: FreshnessCurve) -> [UInt8] {
    var writer = DelimitedWriter()
    writer.append([
      "point", "period_hours", "segment", "ndcg", "low", "high", "real_time_more", "real_time_more_low",
      "real_time_more_high",
    ])
    for point in curve.points {
      for (index, segment) in curve.segments.enumerated() {
        writer.append(
          [point.name, point.periodHours.map { "\(Format.sixDigits($0))" } ?? "", segment.rawValue]
            + numbers(point.ndcg[index]) + numbers(point.lossToRealTime[index]))
      }
    }
    return writer.bytes
  }

  static func hybrid(_ decision: DecisionNumbers) -> [UInt8] {
    var writer = DelimitedWriter()
    writer.append(["order", "user_share", "request_share", "monthly_cost", "ndcg", "low", "high"])
    for point in decision.hybrid {
      let share = "\(Format.sixDigits(point.userShare))"
      let cost = point.monthlyCost.map { "\(Format.sixDigits($0))" } ?? ""
      writer.append(["activity", share, "\(Format.sixDigits(point.requestShare))", cost] + numbers(point.ndcg))
      writer.append(["gain", share, "\(Format.sixDigits(point.gainRequestShare))", ""] + numbers(point.gainNDCG))
    }
    return writer.bytes
  }

  static func latency(_ service: ServiceFigures) -> [UInt8] {
    var writer = DelimitedWriter()
    writer.append(["from", "milliseconds", "share_at_or_below"])
    for (name, histogram) in [("intended_start", service.fromIntended), ("sending", service.fromSending)] {
      for step in histogram.cumulative {
        writer.append([name, "\(Format.sixDigits(step.value))", "\(Format.sixDigits(step.share))"])
      }
    }
    return writer.bytes
  }

  private static func numbers(_ interval: Interval?) -> [String] {
    guard let interval else { return ["", "", ""] }
    return [interval.value, interval.low, interval.high].map { $0.isFinite ? "\(Format.sixDigits($0))" : "" }
  }
}
