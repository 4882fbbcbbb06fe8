import Recommenders
import Evaluation
import Measures
import Reports
import Scenarios
import Statistics

/// A sweep for machines.
package enum SweepJSON {
  /// All cells best first, the curves, the choice; the same bytes for the same file, log and seed.
  package static func json(_ result: SweepResult) -> JSONValue {
    let (input, standing) = (result.input, result.standing)
    let judging = input.file.judging
    return [
      "sweep": .string(input.file.name), "title": .string(input.file.title), "log": .string(input.origin.name),
      "logChecksum": .string(input.contentText), "seed": .integer(Int(clamping: input.file.seed)),
      "task": .string(judging.task), "question": .string(input.task.estimand), "metric": .string(judging.metric),
      "k": .integer(judging.k), "dialect": "standard",
      "estimand": "request-weighted", "interval": "95 % percentile bootstrap over users",
      "resamples": .integer(judging.resamples), "repeats": .boolean(judging.allowsRepeats),
      "answers": .array(judging.answers.map { .string($0) }),
      "origins": .array(
        input.windows.origins.enumerated().map { origin, window in
          var members = times(window)
          members["requests"] = .integer(result.requestCounts[origin])
          members["users"] = .integer(result.userCounts[origin])
          return .object(members)
        }),
      "cells": .array(standing.order.map { cell(result, $0) }),
      "curves": .array(result.curves.map { curve(result, $0) }),
      "choice": .string(result.cells[standing.best].label(in: input.file.grid)),
      "conclusion": .array(SweepText.conclusion(result).map { .string($0) }),
      "final": final(result), "notes": .array(SweepText.notes(result).map { .string($0) }),
      "caveat": .string(ProtocolText.caveat),
    ]
  }

  private static func times(_ window: Range<Int64>) -> [String: JSONValue] {
    [
      "from": .string("\(Instant(seconds: window.lowerBound))"),
      "to": .string("\(Instant(seconds: window.upperBound))"),
    ]
  }

  private static func cell(_ result: SweepResult, _ index: Int) -> JSONValue {
    let (one, standing) = (result.cells[index], result.standing)
    return [
      "recommender": .string(one.recommender.label), "parameters": .string(one.recommender.specification.text),
      "history": .string(one.history.label), "historyDays": number(result.historyDays(one.history)),
      "events": .string(one.events.label), "features": .array(one.features.columns.map { .string($0) }),
      "mean": number(standing.means[index]), "verdict": .string(standing.verdicts[index].rawValue),
      "origins": .array(
        result.input.windows.origins.indices.map { origin in
          let numbers = result.numbers[index][origin]
          var members: [String: JSONValue] = [
            "value": number(standing.values[index][origin].value), "low": number(standing.values[index][origin].low),
            "high": number(standing.values[index][origin].high),
            "lessBest": interval(standing.differences[index][origin]),
            "pHolm": number(standing.adjustedPValues[index][origin]),
            "trainingEvents": .integer(numbers.trainingEvents), "coverage": number(numbers.coverage),
          ]
          for (metric, mean) in zip(SweepNumbers.metrics, numbers.means) { members[metric.name] = number(mean) }
          return .object(members)
        }),
    ]
  }

  private static func curve(_ result: SweepResult, _ curve: SweepCurve) -> JSONValue {
    let series = curve.series.map { series -> JSONValue in
      let points = series.points.map { point -> JSONValue in
        [
          "x": number(point.x), "setting": .string(point.label), "mean": number(result.standing.means[point.cell]),
          "origins": .array(result.standing.values[point.cell].map(interval)),
        ]
      }
      return ["name": .string(series.name), "points": .array(points)]
    }
    return ["axis": .string(curve.name), "title": .string(curve.title), "series": .array(series)]
  }

  private static func final(_ result: SweepResult) -> JSONValue {
    guard let final = result.final else { return .null }
    var members = times(result.input.windows.last)
    members["value"] = interval(final.value)
    members["requests"] = .integer(final.requests)
    members["users"] = .integer(final.users)
    members["looks"] = .integer(final.looks)
    members["notes"] = .array(SweepText.final(result).map { .string($0) })
    return .object(members)
  }

  private static func number(_ value: Double) -> JSONValue { Facts.number(value) }
  private static func interval(_ interval: Interval) -> JSONValue { Facts.interval(interval) }
}
