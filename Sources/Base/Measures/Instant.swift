/// A point in time: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
@usableFromInline package struct Instant: Hashable, Comparable, Sendable {
  /// Microseconds since the epoch.
  @usableFromInline package var microseconds: Int64

  @inlinable package init(microseconds: Int64) { self.microseconds = microseconds }

  /// An instant from whole seconds since the epoch, as interaction logs carry them.
  @inlinable package init(seconds: Int64) { microseconds = seconds &* 1_000_000 }

  /// Whole seconds since the epoch, rounded towards the past.
  @inlinable package var seconds: Int64 {
    microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000
  }

  @inlinable package static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }
  @inlinable package static func + (a: Instant, b: Timespan) -> Instant {
    Instant(microseconds: a.microseconds + b.microseconds)
  }
  @inlinable package static func - (a: Instant, b: Timespan) -> Instant {
    Instant(microseconds: a.microseconds - b.microseconds)
  }
  @inlinable package static func - (a: Instant, b: Instant) -> Timespan {
    Timespan(microseconds: a.microseconds - b.microseconds)
  }
}

/// A length of time in microseconds; may be negative.
@usableFromInline package struct Timespan: Hashable, Comparable, Sendable {
  /// The length in microseconds.
  @usableFromInline package var microseconds: Int64

  @inlinable package init(microseconds: Int64) { self.microseconds = microseconds }

  package static let zero = Timespan(microseconds: 0)
  @inlinable package static func milliseconds(_ n: Double) -> Timespan {
    Timespan(microseconds: Int64((n * 1e3).rounded()))
  }
  @inlinable package static func seconds(_ n: Double) -> Timespan { Timespan(microseconds: Int64((n * 1e6).rounded())) }
  @inlinable package static func minutes(_ n: Double) -> Timespan { .seconds(n * 60) }
  @inlinable package static func hours(_ n: Double) -> Timespan { .seconds(n * 3600) }
  @inlinable package static func days(_ n: Double) -> Timespan { .seconds(n * 86_400) }

  /// The length in seconds.
  @inlinable package var seconds: Double { Double(microseconds) / 1e6 }
  /// The length in milliseconds.
  @inlinable package var milliseconds: Double { Double(microseconds) / 1e3 }
  /// The length in hours.
  @inlinable package var hours: Double { Double(microseconds) / 3.6e9 }

  @inlinable package static func < (a: Timespan, b: Timespan) -> Bool { a.microseconds < b.microseconds }
  @inlinable package static func + (a: Timespan, b: Timespan) -> Timespan {
    Timespan(microseconds: a.microseconds + b.microseconds)
  }
  @inlinable package static func - (a: Timespan, b: Timespan) -> Timespan {
    Timespan(microseconds: a.microseconds - b.microseconds)
  }
}
