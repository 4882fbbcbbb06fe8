import Attributes
import Filters
import TestSupport

extension FilterExpression {
  /// A made-up expression on items with the fields GENRE, TAGS (text), PRICE and YEAR (numbers), users with COUNTRY and
  /// AGE, and the event types view and buy.
  static func made(_ draws: inout Draws) -> FilterExpression {
    FilterExpression(clauses: (0..<Int.random(in: 1...3, using: &draws)).map { _ in clause(&draws) })
  }

  private static func clause(_ draws: inout Draws) -> Clause {
    let isEvents = Int.random(in: 0..<3, using: &draws) == 0
    let anyOf = (0..<Int.random(in: 1...3, using: &draws)).map { _ in
      (0..<Int.random(in: 1...2, using: &draws)).map { _ in
        isEvents ? eventCondition(&draws) : condition(["GENRE", "TAGS"], ["PRICE", "YEAR"], isItem: true, &draws)
      }
    }
    let ifAll = (0..<pick([0, 0, 1, 2], &draws)).map { _ in condition(["COUNTRY"], ["AGE"], isItem: false, &draws) }
    return Clause(
      pick(Action.allCases, &draws), .items, where: isEvents ? .interactions : .items, anyOf: anyOf, ifAll: ifAll)
  }

  private static func eventCondition(_ draws: inout Draws) -> Condition {
    let tests: [Test] = [
      .isIn(.anything), .isIn(.listed(["view"])), .isNotIn(.listed(["BUY"])), .isIn(.listed(["buy", "no"])),
    ]
    return Condition("EVENT_TYPE", pick(tests, &draws))
  }

  private static func condition(
    _ texts: [String], _ numbers: [String], isItem: Bool, _ draws: inout Draws
  ) -> Condition {
    switch Int.random(in: 0..<6, using: &draws) {
    case 0, 1: return Condition(pick(texts, &draws), .isIn(.listed(values(&draws))))
    case 2: return Condition(pick(texts, &draws), .isNotIn(.listed(values(&draws))))
    case 3 where isItem:
      let tests: [Test] = [.isIn(.ofCurrentItem("GENRE")), .isNotIn(.ofCurrentItem("TAGS"))]
      return Condition(pick(texts, &draws), pick(tests, &draws))
    case 4 where isItem:
      return Condition(pick(numbers, &draws), .compare(pick(Comparison.allCases, &draws), .ofCurrentItem("PRICE")))
    default:
      let number = pick([0, 1, -2, 2.5, 1e20, 1.25e-7, 1_633_240_824, 0.5, 2, -1], &draws)
      return Condition(pick(numbers, &draws), .compare(pick(Comparison.allCases, &draws), .number(number)))
    }
  }

  private static func values(_ draws: inout Draws) -> [String] {
    (0..<Int.random(in: 1...3, using: &draws)).map { _ in pick(["a", "b", "c", "d e", "f'g", "한", "é,\n"], &draws) }
  }

  private static func pick<Value>(_ values: [Value], _ draws: inout Draws) -> Value {
    values[Int.random(in: 0..<values.count, using: &draws)]
  }
}
