import Measures

/// Reads the timestamps of a file: whole numbers, whose unit their size shows, and text.
struct TimestampReader {
  /// Unit the numbers are taken to be in: given, or that of the first number.
  private(set) var unit: TimestampUnit?
  /// How text is read.
  let form: TimestampForm
  /// Whether the first number decides the unit; if not, a number without a unit is `unknownUnit`.
  private var learnsUnit: Bool
  /// Numbers met by unit.
  private(set) var unitCounts = [Int](repeating: 0, count: TimestampUnit.allCases.count)
  /// Whether a timestamp was text.
  private(set) var hasText = false
  /// Whether a number came where no unit was known and none might be learned.
  private(set) var metUnknownUnit = false

  // The last text that was read: logs in order of time repeat it, or its day.
  private var lastText: (UInt64, UInt64, UInt32) = (0, 0, 0)
  private var lastSeconds: Int64 = 0
  private var lastDayStart: Int64 = 0

  init(unit: TimestampUnit?, form: TimestampForm = .automatic, learnsUnit: Bool = true) {
    self.form = form
    self.learnsUnit = learnsUnit
    self.unit = unit
    if case .numbers(let given) = form { self.unit = given }
  }

  /// From here on a number is no longer the first, even where none came yet.
  mutating func stopLearningUnit() { learnsUnit = false }

  enum Seconds {
    case success(Int64)
    case failure(RowFault)
  }

  /// The unit of most numbers; the finer one loses a tie. Nil without numbers, and where the form states the unit.
  static func commonest(_ counts: [Int]) -> TimestampUnit? {
    var best: TimestampUnit?
    for unit in TimestampUnit.allCases where counts[unit.rawValue] > (best.map { counts[$0.rawValue] } ?? 0) {
      best = unit
    }
    return best
  }

  /// The instant in `bytes[start..<end]`, in seconds since 1970; eight bytes behind the end may be read.
  @inline(__always)
  mutating func padded(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Seconds {
    if end - start == 20, form.isAutomatic, let seconds = dayAndTime(bytes + start) { return .success(seconds) }
    return read(UnsafeBufferPointer(start: bytes + start, count: end - start))
  }

  /// `2024-03-01T00:00:05Z`, the commonest text by far; nil for all else.
  @inline(__always)
  private mutating func dayAndTime(_ text: UnsafePointer<UInt8>) -> Int64? {
    let raw = UnsafeRawPointer(text)
    let first = raw.loadUnaligned(as: UInt64.self).littleEndian
    let second = raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self).littleEndian
    let third = raw.loadUnaligned(fromByteOffset: 16, as: UInt32.self).littleEndian
    if first == lastText.0, second == lastText.1, third == lastText.2 { return lastSeconds }
    // Of the second word `DDThh:mm` the time is bytes 3–4 and 6–7, of the third, `:ssZ`, bytes 1–2.
    guard first == lastText.0, second & 0xFF_FFFF == lastText.1 & 0xFF_FFFF, third >> 24 == 0x5A, third & 0xFF == 0x3A,
      (second >> 40) & 0xFF == 0x3A
    else { return nil }
    let hour = TimestampReader.twoDigits(UInt32(truncatingIfNeeded: second >> 24))
    let minute = TimestampReader.twoDigits(UInt32(truncatingIfNeeded: second >> 48))
    let secondOfMinute = TimestampReader.twoDigits(third >> 8)
    guard hour < 24, minute < 60, secondOfMinute < 60 else { return nil }
    lastText.1 = second
    lastText.2 = third
    lastSeconds = lastDayStart + Int64(hour * 3600 + minute * 60 + secondOfMinute)
    return lastSeconds
  }

  /// The number of two digits in the low two bytes, or more than 99 where they are no digits.
  @inline(__always)
  private static func twoDigits(_ word: UInt32) -> UInt32 {
    let tens = (word & 0xFF) &- 48
    let ones = ((word >> 8) & 0xFF) &- 48
    return tens < 10 && ones < 10 ? tens * 10 + ones : 100
  }

  /// The instant that some text or a number says.
  mutating func read(_ text: UnsafeBufferPointer<UInt8>) -> Seconds {
    if case .pattern(let pattern) = form { return inRange(pattern.seconds(text.span)) }
    guard let number = wholeNumber(text.span, 0..<text.count) else {
      if case .numbers = form { return .failure(.badTimestamp) }
      return readText(text)
    }
    guard let unit = TimestampUnit(of: number) else { return .failure(.timestampOutOfRange) }
    if case .numbers(let given) = form { return divided(number, given) }
    unitCounts[unit.rawValue] += 1
    if self.unit == nil {
      if !learnsUnit { metUnknownUnit = true }
      self.unit = unit
    }
    guard unit == self.unit else { return .failure(.otherTimestampUnit) }
    return .success(unit == .seconds ? number : number / unit.perSecond)
  }

  private func divided(_ number: Int64, _ unit: TimestampUnit) -> Seconds {
    let seconds = number / unit.perSecond
    guard number >= 0, seconds < TimestampUnit.lastSecond else { return .failure(.timestampOutOfRange) }
    return .success(seconds)
  }

  private mutating func readText(_ text: UnsafeBufferPointer<UInt8>) -> Seconds {
    guard text.count <= 64, let string = String(validating: text, as: UTF8.self) else { return .failure(.badTimestamp) }
    guard var instant = Instant(iso8601: string) else { return .failure(.badTimestamp) }
    if let zone = form.zone, !TimestampForm.statesZone(text) {
      instant = Instant(seconds: zone.utcSeconds(ofLocal: instant.seconds))
    }
    let seconds = instant.seconds
    guard seconds >= 0, seconds < TimestampUnit.lastSecond else { return .failure(.timestampOutOfRange) }
    hasText = true
    if text.count == 20, text[10] == UInt8(ascii: "T"), text[19] == UInt8(ascii: "Z"), form.isAutomatic {
      let raw = UnsafeRawBufferPointer(text)
      lastText.0 = raw.loadUnaligned(as: UInt64.self).littleEndian
      lastText.1 = raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self).littleEndian
      lastText.2 = raw.loadUnaligned(fromByteOffset: 16, as: UInt32.self).littleEndian
      lastSeconds = seconds
      lastDayStart = seconds - seconds % 86_400
    }
    return .success(seconds)
  }

  private mutating func inRange(_ seconds: Int64?) -> Seconds {
    guard let seconds else { return .failure(.badTimestamp) }
    guard seconds >= 0, seconds < TimestampUnit.lastSecond else { return .failure(.timestampOutOfRange) }
    hasText = true
    return .success(seconds)
  }
}
