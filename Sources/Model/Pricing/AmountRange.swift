import Measures

/// An amount with the ends of its range; the range comes from conflicting prices and unstated billing windows.
package struct AmountRange: Hashable, Sendable {
  package let expected: Money
  package let low: Money
  package let high: Money

  package init(expected: Money, low: Money, high: Money) {
    precondition(low <= expected && expected <= high)
    self.expected = expected
    self.low = low
    self.high = high
  }

  package static func + (a: AmountRange, b: AmountRange) -> AmountRange {
    AmountRange(expected: a.expected + b.expected, low: a.low + b.low, high: a.high + b.high)
  }
  /// Nothing, in a currency.
  package static func zero(_ currency: Currency) -> AmountRange {
    AmountRange(expected: .zero(currency), low: .zero(currency), high: .zero(currency))
  }
}
