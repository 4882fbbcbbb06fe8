import Interactions
import Evaluation
import Scenarios
import Statistics

/// Quality along one axis of the grid, all else as in the best cell of a model: each point is a cell that was tried.
package struct SweepCurve: Sendable {
  /// What changes along the axis.
  package enum Axis: Sendable, Hashable {
    /// Months of 30 days that were there to learn from, on average over the origins.
    case history
    /// Number of item attributes.
    case features
    /// A parameter of a model.
    case parameter(model: String, key: String)
  }

  /// One model along the axis.
  package struct Series: Sendable {
    package let name: String
    /// Ascending; several may share an x.
    package let points: [Point]
  }

  /// One cell on the axis.
  package struct Point: Sendable {
    package let x: Double
    /// As the file writes it.
    package let label: String
    /// Position of the cell.
    package let cell: Int
  }

  package let axis: Axis
  /// The model with the best cell first.
  package let series: [Series]

  var isOfParameter: Bool { if case .parameter = axis { true } else { false } }

  /// With its unit.
  package var title: String {
    switch axis {
    case .history: "Months of history"
    case .features: "Item attributes learned from"
    case .parameter(let model, let key): "\(model): \(key)"
    }
  }

  /// A short name for files.
  package var name: String {
    switch axis {
    case .history: "history"
    case .features: "features"
    case .parameter(let model, let key): "\(model):\(key)"
    }
  }
}

extension SweepResult {
  /// The curves of all axes along which something was tried: history, attributes, then parameters.
  package var curves: [SweepCurve] {
    let grid = input.file.grid
    // The best cell of each model, the best model first.
    var leaders: [Int] = []
    for cell in standing.order
    where !leaders.contains(where: { cells[$0].recommender.model == cells[cell].recommender.model }) {
      leaders.append(cell)
    }
    var curves: [SweepCurve] = []
    if grid.histories.count > 1 {
      curves.append(
        curve(.history, leaders) {
          $0.recommender == $1.recommender && $0.events == $1.events && $0.features == $1.features
        })
    }
    if Set(grid.features.map(\.columns.count)).count > 1 {
      curves.append(
        curve(.features, leaders) {
          $0.recommender == $1.recommender && $0.events == $1.events && $0.history == $1.history
        })
    }
    for leader in leaders {
      let model = cells[leader].recommender.model
      for key in parameterKeys(model) {
        curves.append(
          curve(.parameter(model: model, key: key), [leader]) { a, b in
            a.events == b.events && a.features == b.features && a.history == b.history
              && a.recommender.model == b.recommender.model
              && a.recommender.others(key) == b.recommender.others(key)
          })
      }
    }
    return curves.filter { $0.series.contains { $0.points.count > 1 } }
  }

  private func curve(
    _ axis: SweepCurve.Axis, _ leaders: [Int], _ isAlong: (SweepCell, SweepCell) -> Bool
  ) -> SweepCurve {
    let series = leaders.map { leader -> SweepCurve.Series in
      let points = cells.indices.filter { isAlong(cells[$0], cells[leader]) }.compactMap { point(axis, $0) }
        .sorted { ($0.x, $0.cell) < ($1.x, $1.cell) }
      return SweepCurve.Series(name: cells[leader].recommender.label, points: points)
    }
    return SweepCurve(axis: axis, series: series.filter { $0.points.count > 1 })
  }

  private func point(_ axis: SweepCurve.Axis, _ cell: Int) -> SweepCurve.Point? {
    switch axis {
    case .history:
      SweepCurve.Point(x: historyDays(cells[cell].history) / 30, label: cells[cell].history.label, cell: cell)
    case .features:
      SweepCurve.Point(
        x: Double(cells[cell].features.columns.count), label: cells[cell].features.label, cell: cell)
    case .parameter(_, let key):
      cells[cell].recommender.parameters.first { $0.key == key }.flatMap { parameter in
        Double(parameter.value).map { SweepCurve.Point(x: $0, label: parameter.value, cell: cell) }
      }
    }
  }

  /// Days there were to learn from, on average over the origins.
  package func historyDays(_ history: SweepHistory) -> Double {
    let first = input.log.timestamps.first ?? 0
    let days = input.windows.origins.map { Double(min($0.lowerBound - first, history.seconds ?? .max)) / 86_400 }
    return days.reduce(0, +) / Double(days.count)
  }

  /// Parameters of a model that were tried with several numbers.
  private func parameterKeys(_ model: String) -> [String] {
    let tried = input.file.grid.recommenders.filter { $0.model == model }
    var keys: [String] = []
    for key in tried.flatMap({ $0.parameters.map(\.key) }) where !keys.contains(key) { keys.append(key) }
    return keys.filter { key in
      Set(tried.flatMap { $0.parameters.filter { $0.key == key }.compactMap { Double($0.value) } }).count > 1
    }
  }
}

extension SweepRecommender {
  /// The stated parameters besides one.
  fileprivate func others(_ key: String) -> [Parameter] { parameters.filter { $0.key != key } }
}
