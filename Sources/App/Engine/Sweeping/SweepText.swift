import Evaluation
import Interactions
import Measures
import Scenarios
import Statistics

/// A sweep as sentences and tables.
package enum SweepText {
  /// A table for the terminal.
  package typealias Table = ProtocolText.Table

  /// Most rows of the leaderboard that are printed; files hold all.
  static let printedRows = 20

  /// What was done, and what comes of it.
  ///
  /// - Parameter withParameters: whether the curves of parameters are spoken of too.
  package static func conclusion(_ result: SweepResult, withParameters: Bool = true) -> [String] {
    let (standing, grid) = (result.standing, result.input.file.grid)
    let best = standing.best
    var sentences = [
      "Choose \(result.cells[best].label(in: grid)): \(result.input.metricName) "
        + "\(fixed(standing.means[best])) on average over \(result.input.windows.origins.count) origins."
    ]
    let others = result.cells.count - 1
    let noise = standing.verdicts.count { $0 == .noise }
    if others > 0 {
      sentences.append(
        "Of the \(counted(others, "other cell")), \(noise) cannot be told from it at any origin: between those and it the "
          + "data do not choose, so take the cheapest or simplest."
      )
    }
    for curve in result.curves where withParameters || !curve.isOfParameter {
      if let lesson = lesson(result, curve) { sentences.append(lesson) }
    }
    let without = grid.modelsWithoutFeatures
    if !without.isEmpty {
      sentences.append("Tried without attributes, of which they cannot learn: \(without.joined(separator: ", ")).")
    }
    if result.input.origin.isRatings {
      sentences.append(
        "The log is one of ratings, given in sittings at sign-up: its history and its sessions are not those of visits."
      )
    }
    return sentences
  }

  /// What the axis teaches, model by model: where each is best, and whether the most that was tried is worse.
  static func lesson(_ result: SweepResult, _ curve: SweepCurve) -> String? {
    let lessons = curve.series.prefix(5).compactMap { lesson(result.standing, $0) }
    return lessons.isEmpty ? nil : "\(curve.title): \(lessons.joined(separator: ". "))."
  }

  private static func lesson(_ standing: SweepStanding, _ series: SweepCurve.Series) -> String? {
    guard let most = series.points.last, let least = series.points.first else { return nil }
    let top = series.points.reduce(most) { standing.means[$1.cell] > standing.means[$0.cell] ? $1 : $0 }
    // Of those that share the end's x, the one that was tried last stands for it.
    let other = top.x == most.x ? least : most
    guard other.cell != top.cell else { return nil }
    let told = standing.telling(series.points.map(\.cell).filter { $0 != top.cell }, against: top.cell)
    guard let found = told.first(where: { $0.cell == other.cell }) else { return nil }
    let origins = standing.values[top.cell].count
    let words =
      switch (found.worse, found.better) {
      case (0, 0): "cannot be told from it"
      case (let worse, 0): "is worse beyond noise at \(worse) of \(origins) origins"
      case (0, let better): "is better at \(better) of \(origins) origins, though not on average"
      case (let worse, let better): "is worse at \(worse) and better at \(better) of \(origins) origins"
      }
    let place = top.x == most.x ? "the most that was tried" : "not the most"
    return "\(series.name) is best at \(top.label), \(place); \(other.label) \(words)"
  }

  /// The warning and the number of the last slice.
  package static func final(_ result: SweepResult) -> [String] {
    guard let final = result.final else { return [] }
    let window = result.input.windows.last
    let times = "\(Instant(seconds: window.lowerBound)) – \(Instant(seconds: window.upperBound))"
    var sentences = [
      "The choice on the last slice, which no origin touched (\(times)): \(result.input.metricName) "
        + "\(Format.interval(final.value, 4)), \(counted(final.requests, "request")) of \(counted(final.users, "user"))."
    ]
    if let lack = final.lack { sentences.append(lack.sentence) }
    sentences.append(
      final.looks == 1
        ? "Look at this number once. It is honest for this choice alone: whoever chooses again because of it has no "
          + "untouched data left."
        : "Warning: this is the \(ordinal(final.looks)) different choice scored on this slice. It is no longer untouched, and "
          + "the number flatters whatever was chosen after looking.")
    return sentences
  }

  /// How the numbers are made; stands below every table.
  package static func notes(_ result: SweepResult) -> [String] {
    let hasFeatures = result.input.file.grid.features.contains { !$0.columns.isEmpty }
    let attributes =
      "Attributes: \(SweepGrid.stacksFeatures.sorted().joined(separator: ", ")) learn from items that share one as from a "
      + "user who took them all; other models use them for items with few events."
    return (hasFeatures ? [attributes] : []) + [
      "Means over requests; 95 % intervals: bootstrap over users, \(result.input.file.judging.resamples) resamples, seed "
        + "\(result.input.file.seed), the same resamples for all cells. Differences from the best by users, Holm's "
        + "correction over all cells and origins, at 5 %; along a curve over its own points.",
      "The mean over origins orders the cells and has no interval: origins are different models at different times. The "
        + "best was chosen on these very windows, so its lead is flattered; the last slice is not.",
      ProtocolText.caveat,
    ] + (result.input.task == .personalization ? [] : [result.input.task.estimand, result.input.task.warning])
  }

  // MARK: - Tables

  /// The leaderboard, best first.
  package static func leaderboard(_ result: SweepResult, rows limit: Int = printedRows) -> Table {
    let (standing, grid) = (result.standing, result.input.file.grid)
    let origins = result.input.windows.origins.indices
    let rows = standing.order.prefix(limit).enumerated().map { rank, cell in
      ["\(rank + 1)", result.cells[cell].label(in: grid), fixed(standing.means[cell])]
        + origins.map { fixed(standing.values[cell][$0].value) }
        + [
          Format.count(result.numbers[cell].map(\.trainingEvents).reduce(0, +) / origins.count),
          verdict(result, cell),
        ]
    }
    return Table(
      title: "\(result.input.metricName), best first"
        + (standing.order.count > limit ? " (\(limit) of \(standing.order.count))" : ""),
      header: ["", "cell", "mean"] + origins.map { "origin \($0 + 1)" } + ["events", "against the best"], rows: rows)
  }

  /// A cell's standing in words.
  static func verdict(_ result: SweepResult, _ cell: Int) -> String {
    let (origins, all) = (result.standing.tellingOrigins(cell), result.input.windows.origins.count)
    return switch result.standing.verdicts[cell] {
    case .best: "–"
    case .noise: "noise"
    case .worse: "worse at \(origins) of \(all)"
    case .mixed: "worse and better"
    case .better: "better at \(origins) of \(all)"
    }
  }

  /// A curve: a row a value, the mean over origins of each model, and each origin of the model that won.
  package static func table(_ result: SweepResult, _ curve: SweepCurve) -> Table {
    let standing = result.standing
    var rows: [(x: Double, label: String)] = []
    for point in curve.series.flatMap(\.points)
    where !rows.contains(where: { $0.x == point.x && $0.label == point.label }) {
      rows.append((point.x, point.label))
    }
    rows.sort { $0.x < $1.x }
    let series = Array(curve.series.prefix(6))
    let leader = series[0]
    let origins = result.input.windows.origins.indices
    return Table(
      title:
        "\(result.input.metricName) against \(curve.title.prefix(1).lowercased() + curve.title.dropFirst()): means of "
        + "the origins, then each origin of \(leader.name)",
      header: [curve.title, ""] + series.map(\.name) + origins.map { "origin \($0 + 1)" },
      rows: rows.map { row in
        func cell(_ one: SweepCurve.Series) -> Int? {
          one.points.first { $0.x == row.x && $0.label == row.label }?.cell
        }
        let own = cell(leader)
        return [Format.fixed(row.x, curve.axis == .history ? 1 : row.x == row.x.rounded() ? 0 : 3), row.label]
          + series.map { cell($0).map { fixed(standing.means[$0]) } ?? "" }
          + origins.map { origin in own.map { Format.interval(standing.values[$0][origin], 4) } ?? "" }
      })
  }

  static func fixed(_ value: Double) -> String { Format.fixed(value, 4) }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(Format.count(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  private static func ordinal(_ number: Int) -> String {
    switch (number % 10, number % 100) {
    case (_, 11...13): "\(number)th"
    case (1, _): "\(number)st"
    case (2, _): "\(number)nd"
    case (3, _): "\(number)rd"
    default: "\(number)th"
    }
  }
}
