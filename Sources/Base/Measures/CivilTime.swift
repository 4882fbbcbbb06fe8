/// A calendar day in the proleptic Gregorian calendar.
package struct CivilDate: Hashable, Comparable, Sendable {
  package var year: Int
  /// 1...12
  package var month: Int
  /// 1...31
  package var day: Int

  /// A date from its parts, or nil when no such day exists.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), (1...CalendarMonth.length(year: year, month: month)).contains(day),
      (-9999...9999).contains(year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// The date that lies `days` days after 1970-01-01.
  /// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2014, civil_from_days.
  package init(daysSinceEpoch days: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
    month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since 1970-01-01.
  package var daysSinceEpoch: Int { CivilDate.daysSinceEpoch(year: year, month: month, day: day) }

  /// Source: the same, days_from_civil.
  static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The day's first instant in UTC.
  package var start: Instant { Instant(seconds: Int64(daysSinceEpoch) * 86_400) }

  package static func < (a: CivilDate, b: CivilDate) -> Bool { a.daysSinceEpoch < b.daysSinceEpoch }
}

extension CivilDate: CustomStringConvertible {
  /// ISO 8601, e.g. `2026-12-01`.
  package var description: String { "\(fourDigits(year))-\(twoDigits(month))-\(twoDigits(day))" }
}

/// A calendar month in UTC, the period AWS bills by.
package struct CalendarMonth: Hashable, Comparable, Sendable {
  package let year: Int
  /// 1...12
  package let month: Int

  package init(year: Int, month: Int) {
    precondition((1...12).contains(month))
    self.year = year
    self.month = month
  }

  /// The month in which an instant lies (UTC).
  package init(containing instant: Instant) {
    let date = instant.utcDate
    self.init(year: date.year, month: date.month)
  }

  package var next: CalendarMonth {
    month == 12 ? CalendarMonth(year: year + 1, month: 1) : CalendarMonth(year: year, month: month + 1)
  }
  /// First instant of the month.
  package var start: Instant {
    Instant(seconds: Int64(CivilDate.daysSinceEpoch(year: year, month: month, day: 1)) * 86_400)
  }
  /// First instant after the month.
  package var end: Instant { next.start }
  /// Days in the month, 28...31.
  package var days: Int { Self.length(year: year, month: month) }

  package static func < (a: CalendarMonth, b: CalendarMonth) -> Bool { (a.year, a.month) < (b.year, b.month) }

  static func length(year: Int, month: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension CalendarMonth: CustomStringConvertible {
  /// ISO 8601, e.g. `2026-12`.
  package var description: String { "\(fourDigits(year))-\(twoDigits(month))" }
}

extension Instant {
  /// The calendar day in UTC.
  package var utcDate: CivilDate {
    CivilDate(daysSinceEpoch: Int(floorDivide(microseconds, Instant.microsecondsPerDay)))
  }

  /// Microseconds since the day began, after shifting by an offset from UTC; 0..<86,400,000,000.
  package func microsecondsOfDay(utcOffset: Timespan = .zero) -> Int64 {
    let local = microseconds + utcOffset.microseconds
    return local - floorDivide(local, Instant.microsecondsPerDay) * Instant.microsecondsPerDay
  }

  /// Hour of the week in local time: 0 is Monday 00:00–01:00, 167 Sunday 23:00–24:00.
  package func hourOfWeek(utcOffset: Timespan = .zero) -> Int {
    let hours = floorDivide(microseconds + utcOffset.microseconds, 3_600_000_000)
    // 1970-01-01 was a Thursday, 72 hours after Monday 00:00.
    let shifted = (hours + 72) % 168
    return Int(shifted < 0 ? shifted + 168 : shifted)
  }

  @inlinable package static var microsecondsPerDay: Int64 { 86_400_000_000 }
}

/// Division that rounds towards minus infinity; the divisor must be positive.
@inlinable package func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
  a >= 0 ? a / b : -((-a + b - 1) / b)
}

func twoDigits(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
func fourDigits(_ n: Int) -> String { String(repeating: "0", count: max(0, 4 - "\(n)".count)) + "\(n)" }
