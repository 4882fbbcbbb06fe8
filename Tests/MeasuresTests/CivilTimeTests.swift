import Measures
import Testing

@Suite("Dates and months")
struct CivilTimeTests {
  @Test("every day from 1600 to 2400 follows the day before by the rules of the calendar")
  func everyDay() throws {
    // An independent walk: lengths of months by rule, days counted one by one.
    var (year, month, day) = (1600, 1, 1)
    var days = try #require(CivilDate(year: 1600, month: 1, day: 1)).daysSinceEpoch
    #expect(days == -135_140)
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var mistakes = 0
    while year <= 2400 {
      let date = CivilDate(daysSinceEpoch: days)
      if (date.year, date.month, date.day) != (year, month, day) || date.daysSinceEpoch != days { mistakes += 1 }
      let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
      let length = month == 2 && isLeap ? 29 : lengths[month - 1]
      (day, days) = (day + 1, days + 1)
      if day > length { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
    }
    #expect(mistakes == 0)
    #expect(days == 157_420)
  }

  // Days from Python's datetime.date(...) - date(1970, 1, 1).
  @Test(
    "known dates lie where they should",
    arguments: [
      (1600, 2, 29, -135_081), (1700, 3, 1, -98_556), (1899, 12, 31, -25_568), (1969, 12, 31, -1), (1970, 1, 1, 0),
      (2000, 2, 29, 11_016), (2024, 2, 29, 19_782), (2026, 12, 1, 20_788), (2100, 3, 1, 47_541), (2400, 2, 29, 157_113),
    ])
  func knownDates(year: Int, month: Int, day: Int, days: Int) throws {
    let date = try #require(CivilDate(year: year, month: month, day: day))
    #expect(date.daysSinceEpoch == days)
    #expect(CivilDate(daysSinceEpoch: days) == date)
    #expect(date.start.seconds == Int64(days) * 86_400)
    #expect(date.start.utcDate == date)
  }

  @Test("days that do not exist are refused")
  func refusals() {
    let wrong = [
      (2023, 2, 29), (1900, 2, 29), (2100, 2, 29), (2024, 2, 30), (2024, 4, 31), (2024, 0, 1), (2024, 13, 1),
      (2024, 1, 0), (2024, 1, 32), (10_000, 1, 1),
    ]
    for (year, month, day) in wrong { #expect(CivilDate(year: year, month: month, day: day) == nil) }
  }

  @Test("a month holds its days, and the next begins where it ends, to the last that can be written and beyond")
  func months() {
    #expect([2023, 2024, 1900, 2000].map { CalendarMonth(year: $0, month: 2).days } == [28, 29, 28, 29])
    var month = CalendarMonth(year: 9998, month: 11)
    for _ in 0..<24 {
      #expect((month.end - month.start).hours == Double(month.days * 24))
      #expect(month.end == month.next.start && month < month.next)
      #expect(CalendarMonth(containing: month.start) == month)
      #expect(CalendarMonth(containing: month.end - Timespan(microseconds: 1)) == month)
      month = month.next
    }
    #expect(CalendarMonth(year: 2026, month: 3).description == "2026-03")
  }

  @Test("an instant knows its hour of the week, also before 1970 and away from Greenwich")
  func hoursOfWeek() throws {
    func hour(_ text: String, _ offset: Timespan = .zero) throws -> Int {
      try #require(Instant(iso8601: text)).hourOfWeek(utcOffset: offset)
    }
    // Weekdays by the calendar on the wall: 1970-01-01 was a Thursday, 2026-11-23 a Monday, 1969-07-20 a Sunday.
    #expect(try hour("1970-01-01T00:00:00Z") == 72)
    #expect(try hour("2026-11-23T00:00:00Z") == 0)
    #expect(try hour("2026-11-22T23:59:59.999999Z") == 167)
    #expect(try hour("1969-07-20T20:17:40Z") == 6 * 24 + 20)
    #expect(try hour("1969-12-31T23:59:59Z") == 2 * 24 + 23)
    #expect(try hour("1969-12-28T23:59:59.999999Z") == 167)
    #expect(try hour("1600-01-01T05:00:00Z") == 5 * 24 + 5)
    #expect(try hour("2026-11-22T15:00:00Z", .hours(9)) == 0)
    #expect(try hour("2026-11-23T03:29:59Z", .minutes(-210)) == 167)
    #expect(try hour("2026-11-23T03:30:00Z", .minutes(-210)) == 0)
    #expect(try hour("2026-11-22T18:30:00Z", .minutes(330)) == 0)
  }

  @Test("the time of day is counted from local midnight, also before 1970")
  func timeOfDay() {
    #expect(Instant(microseconds: -1).microsecondsOfDay() == 86_399_999_999)
    #expect(Instant(microseconds: 0).microsecondsOfDay(utcOffset: .hours(-1)) == 82_800_000_000)
    #expect(Instant(seconds: 86_400).microsecondsOfDay() == 0)
    #expect(Instant(microseconds: -1).seconds == -1 && Instant(microseconds: -1_000_000).seconds == -1)
    #expect(Instant(microseconds: 1_999_999).seconds == 1)
  }

  @Test("division rounds towards minus infinity")
  func floors() {
    for a in Int64(-25)...25 {
      for b in Int64(1)...7 {
        let quotient = floorDivide(a, b)
        #expect(quotient * b <= a && a < (quotient + 1) * b)
      }
    }
  }

  @Test("durations keep their unit")
  func durations() {
    #expect(Timespan.days(1) == .hours(24) && Timespan.hours(1) == .minutes(60) && Timespan.minutes(1) == .seconds(60))
    #expect(Timespan.milliseconds(1.5).microseconds == 1500 && Timespan.milliseconds(1500).seconds == 1.5)
    #expect(Timespan.minutes(90).hours == 1.5 && Timespan.seconds(0.25).milliseconds == 250)
  }
}

@Suite("ISO 8601")
struct ISO8601Tests {
  @Test(
    "forms that people write are read, with zone and fraction",
    arguments: [
      ("1970-01-01", Int64(0)), ("1970-01-01T00:00:00Z", 0), ("1970-01-01 00:00:01", 1_000_000),
      ("1970-01-01T00:01Z", 60_000_000), ("1970-01-01T09:00:00+09:00", 0), ("1969-12-31T20:30:00-0330", 0),
      ("1970-01-01T01:00:00+01", 0), ("1970-01-01T00:00:00.5Z", 500_000), ("1970-01-01T00:00:00.1234567Z", 123_456),
      ("1969-12-31T23:59:59.999999z", -1), ("2026-12-01T09:30:00Z", 1_796_117_400_000_000),
      ("1600-02-29T12:00:00Z", -11_670_955_200_000_000), ("1970-01-01T18:00:00+18:00", 0),
    ])
  func reading(text: String, microseconds: Int64) {
    #expect(Instant(iso8601: text)?.microseconds == microseconds)
  }

  @Test(
    "anything else is refused",
    arguments: [
      "", "1970", "1970-01", "70-01-01", "1970-1-1", "1970/01/01", "1970-01-01T", "1970-01-01T00", "1970-01-01T00:0",
      "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:60Z", "1970-01-01T00:00:00.", "1970-02-29",
      "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00+9", "1970-01-01T00:00:00+09:", "1970-01-01T00:00:00+09:60",
      "1970-01-01T00:00:00+19:00", "1970-01-01T00:00:00+18:01", "1970-01-01T00:00:00ZZ", "1970-01-01Z", "+970-01-01",
      " 1970-01-01", "1970-01-01 ", "1970-01-01T00:00:00 Z", "1970-13-01", "١٩٧٠-٠١-٠١",
    ])
  func refusals(text: String) {
    #expect(Instant(iso8601: text) == nil)
  }

  @Test("what is written is read again, from 1600 to 2400")
  func roundTrip() {
    var seconds: Int64 = -11_676_096_000
    while seconds < 13_600_000_000 {
      let instant = Instant(seconds: seconds)
      #expect(Instant(iso8601: instant.description) == instant)
      seconds += 86_400 * 97 + 12_345
    }
    #expect(Instant(microseconds: -1).description == "1969-12-31T23:59:59Z")
    #expect(Instant(seconds: 1_796_117_400).description == "2026-12-01T09:30:00Z")
  }
}
