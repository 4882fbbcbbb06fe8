import Measures

/// How the timestamps of a source are written.
package enum TimestampForm: Hashable, Sendable {
  /// Whole numbers, whose unit their size shows, or ISO 8601 text; text without a zone is in the zone given, UTC unless
  /// one is.
  case text(TimeZoneRule?)
  /// Whole numbers in a given unit.
  case numbers(TimestampUnit)
  /// Text by a pattern such as `dd/MM/yyyy HH:mm`.
  case pattern(TimePattern)

  /// Numbers by their size, text as ISO 8601.
  package static let automatic = TimestampForm.text(nil)

  @inline(__always)
  var isAutomatic: Bool { if case .text(nil) = self { true } else { false } }

  var isPattern: Bool { if case .pattern = self { true } else { false } }

  var zone: TimeZoneRule? { if case .text(let zone) = self { zone } else { nil } }

  /// Whether ISO 8601 text ends with an offset from UTC.
  static func statesZone(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.dropFirst(10).contains {
      [UInt8(ascii: "Z"), UInt8(ascii: "z"), UInt8(ascii: "+"), UInt8(ascii: "-")].contains($0)
    }
  }
}

/// The offsets from UTC that hold in a place, as they changed over time.
package struct TimeZoneRule: Hashable, Sendable {
  /// Seconds since 1970 at which an offset begins to hold, ascending.
  let changes: [Int64]
  /// Seconds that local time is ahead of UTC: before the first change, and from each change on.
  let offsets: [Int64]

  /// One offset for all time.
  package init(offsetSeconds: Int64) {
    changes = []
    offsets = [offsetSeconds]
  }

  /// - Parameter offsets: one more than `changes`.
  package init(changes: [Int64], offsets: [Int64]) {
    precondition(offsets.count == changes.count + 1)
    self.changes = changes
    self.offsets = offsets
  }

  /// The instant at which clocks show a local time, which is given as if it were UTC.
  ///
  /// Of a time that occurs twice, when clocks are set back, the first; a time that is skipped is taken by the offset before.
  package func utcSeconds(ofLocal seconds: Int64) -> Int64 {
    // The offset before a change holds for local times up to the change as seen by the larger of the two: of a time that
    // comes twice that is the first, and of one that is skipped the one before.
    var low = 0
    var high = changes.count
    while low < high {
      let middle = (low + high) / 2
      if seconds >= changes[middle] + max(offsets[middle], offsets[middle + 1]) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return seconds - offsets[low]
  }
}

/// A pattern of date and time: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss` for digits, all else as it stands.
///
/// `M`, `d`, `H` alone stand for one or two digits. A pattern without a time of day means midnight.
package struct TimePattern: Hashable, Sendable {
  private enum Part: Hashable {
    case year, month, day, hour, minute, second
    case literal(UInt8)
  }
  private let parts: [(part: Part, width: ClosedRange<Int>)]
  /// The pattern as written.
  package let text: String
  /// The zone of the times.
  package let zone: TimeZoneRule

  /// - Returns: nil for a pattern without year, month and day, or with a letter that means nothing.
  package init?(_ text: String, zone: TimeZoneRule = TimeZoneRule(offsetSeconds: 0)) {
    var parts: [(Part, ClosedRange<Int>)] = []
    var rest = Array(text.utf8)[...]
    let letters: [UInt8: Part] = [
      UInt8(ascii: "y"): .year, UInt8(ascii: "M"): .month, UInt8(ascii: "d"): .day, UInt8(ascii: "H"): .hour,
      UInt8(ascii: "m"): .minute, UInt8(ascii: "s"): .second,
    ]
    while let letter = rest.first {
      let run = rest.prefix { $0 == letter }.count
      if let part = letters[letter] {
        let isYear = letter == UInt8(ascii: "y")
        guard isYear ? run == 4 : run <= 2, !parts.contains(where: { $0.0 == part }) else { return nil }
        parts.append((part, isYear ? 4...4 : run == 2 ? 2...2 : 1...2))
        rest = rest.dropFirst(run)
      } else {
        // `T` stands for itself, as in ISO 8601; another letter is more likely a mistake.
        guard letter == UInt8(ascii: "T") || letter & 0xDF < 65 || letter & 0xDF > 90, letter < 128 else { return nil }
        parts.append((.literal(letter), 1...1))
        rest = rest.dropFirst()
      }
    }
    guard [Part.year, .month, .day].allSatisfy({ part in parts.contains { $0.0 == part } }), parts.count <= 32 else {
      return nil
    }
    self.parts = parts
    self.text = text
    self.zone = zone
  }

  package static func == (a: TimePattern, b: TimePattern) -> Bool { a.text == b.text && a.zone == b.zone }

  /// By text and zone, like `==`.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(text)
    hasher.combine(zone)
  }

  /// The instant in seconds since 1970, or nil where the text does not fit the pattern.
  func seconds(_ bytes: Span<UInt8>) -> Int64? {
    var at = 0
    var (year, month, day, hour, minute, second) = (0, 0, 0, 0, 0, 0)
    for (part, width) in parts {
      if case .literal(let byte) = part {
        guard at < bytes.count, bytes[at] == byte else { return nil }
        at += 1
        continue
      }
      var value = 0
      var digits = 0
      while at < bytes.count, digits < width.upperBound, bytes[at] &- 48 < 10 {
        value = value * 10 + Int(bytes[at] &- 48)
        digits += 1
        at += 1
      }
      guard digits >= width.lowerBound else { return nil }
      switch part {
      case .year: year = value
      case .month: month = value
      case .day: day = value
      case .hour: hour = value
      case .minute: minute = value
      case .second: second = value
      case .literal: break
      }
    }
    guard at == bytes.count, hour < 24, minute < 60, second < 60,
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    return zone.utcSeconds(ofLocal: date.start.seconds + Int64(hour * 3600 + minute * 60 + second))
  }
}
