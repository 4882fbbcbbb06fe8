import Measures

/// Typed values. Each method reads the scenario's text or the default's, notes it in the ledger, and returns a value even
/// where a finding was noted, so that reading goes on to the next finding; a scenario with findings never runs.
extension MappingReader {
  /// The text of a key or its default, noted in the ledger.
  func valueText(_ name: String, _ fallback: Default) -> String {
    let given = text(name)
    notes.ledger.append(
      LedgerEntry(
        key: key(name), value: given ?? fallback.text, origin: given == nil ? fallback.origin : .given,
        source: given == nil ? fallback.source : ""))
    return given ?? fallback.text
  }

  func duration(_ name: String, _ fallback: Default, positive: Bool = true) -> Timespan {
    let text = valueText(name, fallback)
    guard let value = MeasuredText.duration(text) else {
      return refuse(name, text, needs: "a time with its unit, such as `24 h`, `30 min` or `120 ms`", .hours(1))
    }
    guard value > .zero || (!positive && value == .zero) else {
      return refuseRange(name, text, positive ? "must be longer than zero" : "must not be negative", .hours(1))
    }
    return value
  }

  /// A period of repetition that is not shorter than what is repeated takes.
  func period(_ name: String, _ fallback: Default, atLeast least: Timespan) -> Timespan {
    let value = duration(name, fallback)
    guard value >= least else {
      return refuseRange(
        name, text(name) ?? "", "must be at least \(shortest(least.hours * 60)) min: what is repeated takes longer",
        least)
    }
    return value
  }

  func durationRange(_ name: String, _ fallback: Default) -> (low: Timespan, high: Timespan) {
    let text = valueText(name, fallback)
    let (lowText, highText) = MeasuredText.ends(text)
    guard let low = MeasuredText.duration(lowText), let high = MeasuredText.duration(highText) else {
      return refuse(name, text, needs: "a range of times, such as `5 min .. 10 min`", (.zero, .zero))
    }
    guard low >= .zero, low <= high else {
      return refuseRange(name, text, "must not be negative, and must ascend", (.zero, .zero))
    }
    return (low, high)
  }

  /// The same for something that cannot take longer than a week: jobs are simulated one by one from that long ago.
  func briefRange(_ name: String, _ fallback: Default) -> (low: Timespan, high: Timespan) {
    let range = durationRange(name, fallback)
    guard range.high <= .days(7) else {
      return refuseRange(name, text(name) ?? "", "must be 7 d at the most", (.zero, .zero))
    }
    return range
  }

  func timeOfDay(_ name: String, _ fallback: Default) -> Timespan {
    let text = valueText(name, fallback)
    guard let value = MeasuredText.timeOfDay(text) else {
      return refuse(name, text, needs: "a local time of day, such as \"02:00\" (in quotes)", .zero)
    }
    return value
  }

  /// A share written in percent, as a number in `range`.
  func share(_ name: String, _ fallback: Default, in range: ClosedRange<Double> = 0...1) -> Double {
    let text = valueText(name, fallback)
    guard let (value, unit) = MeasuredText.split(text), unit == "%" else {
      return refuse(name, text, needs: "a share in percent, such as `3 %`", range.upperBound)
    }
    guard range.contains(value / 100) else {
      let bounds = "\(shortest(range.lowerBound * 100)) % and \(shortest(range.upperBound * 100)) %"
      return refuseRange(name, text, "must lie between \(bounds)", range.upperBound)
    }
    return value / 100
  }

  /// A positive number of things, such as `20,000 users`; one of the units must be written.
  func amount(_ name: String, _ fallback: Default?, units: [String], example: String, positive: Bool = true) -> Double {
    guard let text = fallback.map({ valueText(name, $0) }) ?? requiredText(name, example: example) else { return 1 }
    guard let (value, unit) = MeasuredText.split(text), units.contains(unit) else {
      return refuse(name, text, needs: "a number with the unit \(units[0]), such as `\(example)`", 1)
    }
    guard value > 0 || (!positive && value == 0), value < 1e12 else {
      return refuseRange(name, text, "must be \(positive ? "more than" : "at least") zero, below 10^12", 1)
    }
    return value
  }

  /// A whole number of things in a range.
  func count(_ name: String, _ fallback: Default?, units: [String], example: String, in range: ClosedRange<Int>) -> Int
  {
    guard let text = fallback.map({ valueText(name, $0) }) ?? requiredText(name, example: example) else {
      return range.lowerBound
    }
    guard let (value, unit) = MeasuredText.split(text), units.contains(unit), value == value.rounded() else {
      return refuse(
        name, text, needs: "a whole number with the unit \(units[0]), such as `\(example)`", range.lowerBound)
    }
    guard value >= Double(range.lowerBound), value <= Double(range.upperBound) else {
      return refuseRange(
        name, text, "must lie between \(range.lowerBound) and \(range.upperBound)", range.lowerBound)
    }
    return Int(value)
  }

  /// One of a few words.
  func choice<Value>(_ name: String, _ fallback: Default, among choices: [(String, Value)]) -> Value {
    let text = valueText(name, fallback)
    if let found = choices.first(where: { $0.0 == text }) { return found.1 }
    let words = choices.map(\.0)
    let hint = MeasuredText.suggestion(for: text, among: words).map { " Did you mean `\($0)`?" } ?? ""
    report("unknown-word", name, "is `\(text)`.", remedy: "Use one of: \(words.joined(separator: ", ")).\(hint)")
    return choices[0].1
  }

  /// Whether something is switched `on` or `off`.
  func isOn(_ name: String, _ fallback: Default) -> Bool {
    choice(name, fallback, among: [("off", false), ("on", true)])
  }

  /// Notes a key that means something only beside another value, which is not there.
  func refuse(_ name: String, belongsTo owner: String) {
    guard node(name) != nil else { return }
    report("contradiction", name, "has no meaning here.", remedy: "It belongs to \(owner).")
  }

  func instant(_ name: String) -> Instant? {
    guard let text = requiredText(name, example: "2026-12-01T10:00:00+09:00") else { return nil }
    guard let value = Instant(iso8601: text) else {
      return refuse(name, text, needs: "a date or time in ISO 8601, such as `2026-12-01T10:00:00+09:00`", nil)
    }
    return value
  }

  /// The text of a key that has no default.
  func requiredText(_ name: String, example: String) -> String? {
    let given = text(name)
    if let given {
      notes.ledger.append(LedgerEntry(key: key(name), value: given, origin: .given, source: ""))
    } else if !hasFinding(at: key(name)) {
      report("missing-key", name, "is missing.", remedy: "Add it, such as `\(name): \(example)`.")
    }
    return given
  }

  private func hasFinding(at path: String) -> Bool {
    notes.findings.contains { if case .key(path, _) = $0.place { true } else { false } }
  }

  private func refuse<Value>(_ name: String, _ text: String, needs: String, _ substitute: Value) -> Value {
    report("wrong-value", name, "is `\(text)`.", remedy: "It needs \(needs).")
    return substitute
  }

  private func refuseRange<Value>(_ name: String, _ text: String, _ rule: String, _ substitute: Value) -> Value {
    report("out-of-range", name, "is `\(text)`.", remedy: "It \(rule).")
    return substitute
  }

  private func shortest(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(value)"
  }
}
