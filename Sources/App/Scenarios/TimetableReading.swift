import Measures
import Serving

extension PlanReading {
  private static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  /// A list such as `- {days: mon-fri, from: "18:00", to: "23:00", …}` in local time; empty where absent.
  func timetable(_ reader: MappingReader, _ name: String, level: (MappingReader) -> Int) -> Timetable {
    Timetable(
      reader.readers(name).compactMap { entry in
        defer { entry.refuseUnknownKeys() }
        let days = days(entry)
        let from = clock(entry, "from")
        let to = clock(entry, "to")
        let height = level(entry)
        guard let days, let from, let to else { return nil }
        return Timetable.Entry(days: days, from: from, to: to, level: height)
      })
  }

  /// `daily`, or days and ranges of days: `mon-fri`, `sat, sun`.
  private func days(_ reader: MappingReader) -> Set<Int>? {
    let text = reader.valueText("days", Defaults.timetableDays)
    guard text != "daily" else { return Set(0..<7) }
    var days: Set<Int> = []
    for part in text.lowercased().split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.filter { $0 != " " }.split(separator: "-", omittingEmptySubsequences: false).map {
        PlanReading.dayNames.firstIndex(of: String($0))
      }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else {
        reader.report(
          "wrong-value", "days", "is `\(text)`.", remedy: "It needs `daily`, or days such as `mon-fri` or `sat, sun`.")
        return nil
      }
      for offset in 0...((last - first + 7) % 7) { days.insert((first + offset) % 7) }
    }
    return days
  }

  private func clock(_ reader: MappingReader, _ name: String) -> Timespan? {
    guard let text = reader.requiredText(name, example: "\"18:00\"") else { return nil }
    guard let time = MeasuredText.timeOfDay(text), time.microseconds % Timespan.minutes(5).microseconds == 0 else {
      reader.report(
        "wrong-value", name, "is `\(text)`.", remedy: "It needs a local time on whole five minutes, such as \"18:30\".")
      return nil
    }
    return time
  }
}
