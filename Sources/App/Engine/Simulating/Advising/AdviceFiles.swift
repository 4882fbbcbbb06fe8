import Measures
import Reports
import Scenarios
import Statistics

extension ReportFolder {
  /// Advice as files: `advice.pdf`, `advice-1.png` …, `advice.md`, `advice.json`.
  package init(_ advice: Advice) throws(ReportError) {
    let document = AdviceDocument.document(advice)
    let rendered = try render(document)
    var files: [(String, [UInt8])] = [("advice.pdf", rendered.pdf)]
    for (index, page) in rendered.pages.enumerated() { files.append(("advice-\(index + 1).png", page)) }
    files.append(("advice.md", Array(markdown(document).utf8)))
    files.append(("advice.json", Array(try AdviceJSON.json(advice).text(isPretty: true).utf8)))
    self.init(files: files)
  }
}

/// Advice for machines.
package enum AdviceJSON {
  /// All of it.
  package static func json(_ advice: Advice) -> JSONValue {
    [
      "formatVersion": .integer(1), "scenario": .string(advice.scenario.name),
      "seed": .string("\(advice.scenario.seed)"),
      "replications": .integer(advice.replications), "level": .number(advice.level),
      "currency": .string(advice.currency.code), "floors": .array(advice.floors.map(floor)),
    ]
  }

  private static func floor(_ floor: FloorAdvice) -> JSONValue {
    func point(_ point: FloorAdvice.Point) -> JSONValue {
      [
        "minProvisionedTPS": .integer(point.floorTPS), "throttledShare": Facts.interval(point.trial.throttledShare),
        "monthlyCost": Facts.interval(point.trial.monthlyCost),
        "p99Milliseconds": Facts.interval(point.trial.p99Milliseconds),
      ]
    }
    return [
      "plan": .string(floor.plan), "throttleLimit": .number(floor.throttleLimit),
      "budget": floor.budget.map { .number($0) } ?? .null, "stated": .integer(floor.statedTPS),
      "cheapest": floor.cheapest.map(point) ?? .null, "bestForBudget": floor.bestForBudget.map(point) ?? .null,
      "tried": .array(floor.points.map(point)),
    ]
  }
}
