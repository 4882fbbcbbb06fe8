extension Instant: CustomStringConvertible {
  /// ISO 8601 in UTC to the second, e.g. `2026-12-01T09:30:00Z`; fractions are cut off.
  @usableFromInline package var description: String {
    let second = Int(microsecondsOfDay() / 1_000_000)
    return "\(utcDate)T\(twoDigits(second / 3600)):\(twoDigits(second / 60 % 60)):\(twoDigits(second % 60))Z"
  }

  /// Reads `2026-12-01`, `2026-12-01T09:30:00Z`, `2026-12-01 09:30:00+09:00` and forms with a fraction of a second.
  /// A time without a zone is UTC. Returns nil for anything else.
  package init?(iso8601 text: String) {
    var rest = Array(text.utf8)[...]
    guard let year = takeDigits(&rest, count: 4), take("-", &rest), let month = takeDigits(&rest, count: 2),
      take("-", &rest), let day = takeDigits(&rest, count: 2),
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    guard !rest.isEmpty else {
      self = date.start
      return
    }
    guard take("T", &rest) || take(" ", &rest), let hour = takeDigits(&rest, count: 2), take(":", &rest),
      let minute = takeDigits(&rest, count: 2), hour < 24, minute < 60
    else { return nil }
    var second = 0
    var fraction: Int64 = 0
    if take(":", &rest) {
      guard let read = takeDigits(&rest, count: 2), read < 60 else { return nil }
      second = read
      if take(".", &rest) {
        var digits = 0
        while let digit = takeDigits(&rest, count: 1) {
          digits += 1
          if digits <= 6 { fraction = fraction * 10 + Int64(digit) }
        }
        guard digits > 0 else { return nil }
        for _ in 0..<max(0, 6 - digits) { fraction *= 10 }
      }
    }
    guard let offset = rest.isEmpty ? Timespan.zero : Timespan(utcOffset: String(decoding: rest, as: UTF8.self)) else {
      return nil
    }
    let seconds = Int64(hour * 3600 + minute * 60 + second)
    self = Instant(microseconds: date.start.microseconds + seconds * 1_000_000 + fraction) - offset
  }
}

extension Timespan {
  /// An offset from UTC: `Z`, `+09:00`, `-0330` or `+09`; nil for anything else or beyond ±18 h.
  package init?(utcOffset text: String) {
    if text == "Z" || text == "z" {
      self = .zero
      return
    }
    var rest = Array(text.utf8)[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    guard take("+", &rest) || take("-", &rest), let hours = takeDigits(&rest, count: 2) else { return nil }
    let hasColon = take(":", &rest)
    let minutes = rest.isEmpty && !hasColon ? 0 : takeDigits(&rest, count: 2)
    guard let minutes, rest.isEmpty, minutes < 60, hours * 60 + minutes <= 18 * 60 else { return nil }
    let total = Int64(hours * 60 + minutes) * 60_000_000
    self.init(microseconds: isNegative ? -total : total)
  }
}

private func take(_ character: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
  guard rest.first == UInt8(ascii: character) else { return false }
  rest.removeFirst()
  return true
}

private func takeDigits(_ rest: inout ArraySlice<UInt8>, count: Int) -> Int? {
  guard rest.count >= count else { return nil }
  var value = 0
  for byte in rest.prefix(count) {
    guard byte >= 48, byte <= 57 else { return nil }
    value = value * 10 + Int(byte - 48)
  }
  rest.removeFirst(count)
  return value
}
