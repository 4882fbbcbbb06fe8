import Statistics
import Evaluation
import Scenarios

/// A sweep's tables for spreadsheets: every cell at every origin, and the curves.
enum SweepCSV {
  /// A row a cell and origin, best cell first.
  static func leaderboard(_ result: SweepResult) -> String {
    let standing = result.standing
    var text = "rank,recommender,history,events,features,origin,metric,value,low,high,less_best,less_best_low,"
    text += "less_best_high,p_holm,mean_of_origins,verdict,requests,users,training_events,training_users,training_items"
    text += SweepNumbers.metrics.map { ",\($0.name)" }.joined() + ",coverage\n"
    for (rank, cell) in standing.order.enumerated() {
      let one = result.cells[cell]
      for origin in result.input.windows.origins.indices {
        let (value, difference) = (standing.values[cell][origin], standing.differences[cell][origin])
        let numbers = result.numbers[cell][origin]
        let words = [
          "\(rank + 1)", one.recommender.label, one.history.label, one.events.label, one.features.label,
          "\(origin + 1)",
          result.input.metricName,
        ]
        var fields = words.map(quoted)
        fields += [
          value.value, value.low, value.high, difference.value, difference.low, difference.high,
          standing.adjustedPValues[cell][origin], standing.means[cell],
        ].map(number)
        fields += [
          standing.verdicts[cell].rawValue, "\(result.requestCounts[origin])", "\(result.userCounts[origin])",
          "\(numbers.trainingEvents)", "\(numbers.trainingUsers)", "\(numbers.trainingItems)",
        ]
        fields += (numbers.means + [numbers.coverage]).map(number)
        text += fields.joined(separator: ",") + "\n"
      }
    }
    return text
  }

  /// A row a point and origin.
  static func curves(_ result: SweepResult) -> String {
    var text = "axis,series,x,setting,origin,value,low,high,training_events\n"
    for curve in result.curves {
      for series in curve.series {
        for point in series.points {
          for origin in result.input.windows.origins.indices {
            let value = result.standing.values[point.cell][origin]
            let fields =
              [curve.name, series.name].map(quoted)
              + [number(point.x), quoted(point.label), "\(origin + 1)"]
              + [value.value, value.low, value.high].map(number)
              + ["\(result.numbers[point.cell][origin].trainingEvents)"]
            text += fields.joined(separator: ",") + "\n"
          }
        }
      }
    }
    return text
  }

  private static func number(_ value: Double) -> String { value.isFinite ? "\(Format.sixDigits(value))" : "" }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
