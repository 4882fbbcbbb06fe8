/// The unit a file's TIMESTAMP numbers are in, known by their size: no two units share a range of plausible dates.
package enum TimestampUnit: Int, CaseIterable, Sendable {
  case seconds, milliseconds, microseconds, nanoseconds

  /// 2200-01-01T00:00:00Z; no interaction is later.
  static let lastSecond: Int64 = 7_258_118_400

  /// The unit in which a number is an instant before 2200, and, for units finer than the second, after February 1973; nil
  /// for negative numbers and those between the units.
  @inline(__always)
  init?(of number: Int64) {
    if number >= 0 && number < TimestampUnit.lastSecond {
      self = .seconds
    } else if let finer = TimestampUnit.finer(number) {
      self = finer
    } else {
      return nil
    }
  }

  private static func finer(_ number: Int64) -> TimestampUnit? {
    for unit in allCases.dropFirst() where number >= 100_000_000 * unit.perSecond {
      if number / unit.perSecond < lastSecond { return unit }
    }
    return nil
  }

  /// How many make a second.
  var perSecond: Int64 {
    switch self {
    case .seconds: 1
    case .milliseconds: 1_000
    case .microseconds: 1_000_000
    case .nanoseconds: 1_000_000_000
    }
  }
}
