import Engine
import Evaluation
import Reports
import Statistics

/// Numbers about lists for machines and for a terminal, each with its passport.
struct EvaluationOutput {
  let rows: [EvaluatedMetric]
  let dialect: Dialect
  let ties: String
  let settings: IntervalSettings
  let caveat: String
  let notes: [String]

  /// `metrics` with a row a number; what else is said stands beside it.
  var members: [String: JSONValue] {
    [
      "metrics": .array(rows.map(json)), "dialect": .string(dialect.name), "caveat": .string(caveat),
      "clauses": .array(dialect.clauses.map(JSONValue.string)), "notes": .array(notes.map(JSONValue.string)),
    ]
  }

  private func json(_ row: EvaluatedMetric) -> JSONValue {
    let interval: JSONValue =
      row.low == nil
      ? .null : ["method": .string(row.intervalMethod), "level": .number(settings.level)]
    return [
      "name": .string(row.name), "k": .integer(row.k), "value": .number(row.value),
      "low": row.low.map(JSONValue.number) ?? .null, "high": row.high.map(JSONValue.number) ?? .null,
      "users": .integer(row.users), "dialect": .string(dialect.name), "ties": .string(ties),
      "counted": .string(dialect.counted), "denominator": .string(row.denominator), "interval": interval,
      "seed": .integer(Int(truncatingIfNeeded: settings.seed)),
    ]
  }

  /// A table, and the passport and caveat beneath it.
  var text: String {
    let table = TextTable.text(
      header: ["metric", "mean", "from", "to", "users"],
      rows: rows.map { row in
        let name = row.k > 0 && dialect != .personalize ? "\(row.name)@\(row.k)" : row.name
        return [
          name, EvaluationOutput.digits(row.value), row.low.map(EvaluationOutput.digits) ?? "",
          row.high.map(EvaluationOutput.digits) ?? "", "\(row.users)",
        ]
      }, numbers: [1, 2, 3, 4])
    let methods = rows.map(\.intervalMethod).filter { !$0.isEmpty }
    let intervals =
      methods.first.map { first in
        let level = Int((settings.level * 100).rounded())
        return " Bounds: \(level) % \(first), seed \(settings.seed); those of other numbers stand in --json."
      } ?? ""
    let passport =
      "Dialect \(dialect.name): \(ties); \(dialect.clauses.joined(separator: "; ")). Counted: \(dialect.counted)."
      + intervals
    return table + ([passport] + notes + [caveat]).map { $0 + "\n" }.joined()
  }

  /// The comparisons with other files, a row a metric and file.
  func json(_ comparison: ListComparison) -> JSONValue {
    .array(
      comparison.rows.map { row in
        func number(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
        return [
          "other": .string(row.other), "name": .string(row.name), "k": .integer(row.k),
          "difference": .number(row.difference), "low": number(row.low), "high": number(row.high),
          "users": .integer(row.tests.count), "effectSize": number(row.tests.effectSize), "t": number(row.tests.t),
          "tPValue": number(row.tests.tPValue), "permutationPValue": .number(row.tests.permutationPValue),
          "permutations": .integer(row.tests.permutations), "tPValueHolm": number(row.tPValueHolm),
          "permutationPValueHolm": .number(row.permutationPValueHolm), "dialect": .string(dialect.name),
          "interval": ["method": .string(comparison.intervalMethod), "level": .number(settings.level)],
          "seed": .integer(Int(truncatingIfNeeded: settings.seed)),
        ]
      })
  }

  /// The comparisons as a table with what its columns mean.
  func text(_ comparison: ListComparison) -> String {
    let rows = comparison.rows.map { row -> [String] in
      func digits(_ value: Double?) -> String { value.map(EvaluationOutput.digits) ?? "" }
      let name = row.k > 0 && dialect != .personalize ? "\(row.name)@\(row.k)" : row.name
      return [
        DataFiles.plain(row.other), name, digits(row.difference), digits(row.low), digits(row.high),
        digits(row.tests.effectSize), digits(row.tPValueHolm), digits(row.permutationPValueHolm),
      ]
    }
    return TextTable.text(
      header: ["other file", "metric", "difference", "from", "to", "effect", "p (t)", "p (perm.)"], rows: rows,
      numbers: [2, 3, 4, 5, 6, 7])
      + "Differences are --lists less the other file on the same users; effect is the mean difference over its standard "
      + "deviation; p values are two-sided and corrected for the number of files (Holm).\n\n"
  }

  /// A number with five digits behind the point.
  static func digits(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let scaled = Int((min(1e12, abs(value)) * 100_000).rounded())
    let rest = String(scaled % 100_000)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return "\(sign)\(scaled / 100_000)." + String(repeating: "0", count: 5 - rest.count) + rest
  }
}
