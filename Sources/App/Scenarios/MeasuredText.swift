import Measures

/// Reads values with units as they stand in scenario files: `24 h`, `5 min .. 10 min`, `3 %`, `40 req/s`, `20,000 users`.
package enum MeasuredText {
  /// A number and the unit written behind it; the unit is empty for a bare number.
  static func split(_ text: String) -> (number: Double, unit: String)? {
    let digits = text.prefix { "+-0123456789.,_eE".contains($0) }
    // An `e` that starts the unit is not an exponent.
    let numberText = digits.last.map { "eE".contains($0) } == true ? digits.dropLast() : digits
    guard let value = number(String(numberText)) else { return nil }
    let unit = text.dropFirst(numberText.count).drop { $0 == " " }
    return (value, String(unit))
  }

  /// A finite decimal number; `_`, or `,` before each three digits, may separate thousands. `1,5` is refused: read as 15 it
  /// would be wrong by ten.
  static func number(_ text: String) -> Double? {
    if text.contains(",") {
      let groups = text.prefix { $0 != "." }.split(separator: ",", omittingEmptySubsequences: false)
      guard groups.dropFirst().allSatisfy({ $0.count == 3 }), (1...4).contains(groups[0].count) else { return nil }
    }
    let plain = text.filter { $0 != "," && $0 != "_" }
    guard let first = plain.first, first.isNumber || "+-.".contains(first), let value = Double(plain), value.isFinite
    else { return nil }
    return value
  }

  /// Units of time and their length in seconds.
  static func seconds(inUnit unit: String) -> Double? {
    switch unit {
    case "ms": 1e-3
    case "s", "second", "seconds": 1
    case "min", "minute", "minutes": 60
    case "h", "hour", "hours": 3600
    case "d", "day", "days": 86_400
    case "week", "weeks": 604_800
    default: nil
    }
  }

  /// A time with its unit, such as `5 min`; nil for anything else.
  package static func duration(_ text: String) -> Timespan? {
    guard let (value, unit) = split(text), let length = seconds(inUnit: unit), abs(value * length) < 1e10 else {
      return nil
    }
    return .seconds(value * length)
  }

  /// Two values parted by ` .. `, or one value for both ends.
  static func ends(_ text: String) -> (low: String, high: String) {
    let parts = text.split(separator: "..", omittingEmptySubsequences: false).map {
      String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    return parts.count == 2 ? (parts[0], parts[1]) : (text, text)
  }

  /// A time of day such as `02:00`.
  static func timeOfDay(_ text: String) -> Timespan? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]), (0..<24).contains(hour),
      (0..<60).contains(minute)
    else { return nil }
    return .minutes(Double(hour * 60 + minute))
  }

  /// Closest of the allowed words, where one is near enough to be what was meant.
  static func suggestion(for word: String, among words: [String]) -> String? {
    words.map { ($0, distance(word.lowercased(), $0.lowercased())) }.filter { $0.1 <= max(1, word.count / 3) }
      .min { $0.1 < $1.1 }?.0
  }

  /// Levenshtein distance.
  private static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (x == y ? 0 : 1))
        diagonal = row[j + 1]
        row[j + 1] = next
      }
    }
    return row[b.count]
  }
}
