import Filters
import Measures

extension BoundFilter {
  /// The filter of `--filter` with the values of `--value`, or a stop with what is wrong with it.
  ///
  /// - Parameter values: each `NAME=VALUE`.
  static func given(_ filter: String, values: [String]) throws -> BoundFilter {
    let parsed = FilterText(filter)
    for problem in parsed.problems {
      Terminal.say("--filter: \(problem.severity.rawValue): \(Terminal.quiet(problem.message))")
    }
    guard let expression = parsed.expression, !parsed.problems.hasErrors else { throw Stop(.wrongInput) }
    var named: [String: String] = [:]
    for entry in values {
      let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else { throw Stop(.wrongInput, "--value takes NAME=VALUE.") }
      named[parts[0]] = parts[1]
    }
    do { return try expression.bound(to: named).get() } catch { throw Stop(.wrongInput, "\(error)") }
  }
}
