import Interactions
import Measures
import Reports

/// A twin's parameters as a file that may be read, changed and shared.
package enum TwinFitJSON {
  /// The file's members; numbers have three significant digits, as they were measured.
  package static func value(_ parameters: TwinParameters) -> JSONValue {
    [
      "format": "recast twin 1", "leastUsersBehindEachNumber": .integer(parameters.leastUsers),
      "users": .integer(parameters.users), "items": .integer(parameters.items),
      "startDate": .string("\(parameters.startDate)"), "days": .integer(parameters.days),
      "utcOffsetMinutes": .integer(Int(parameters.utcOffset.microseconds / 60_000_000)),
      "eventsPerUser": sketch(parameters.activity), "eventsPerItem": sketch(parameters.popularity),
      "hourOfWeekWeights": numbers(parameters.hourOfWeekWeights),
      "pauseSeconds": sketch(parameters.pauseSeconds), "sessionGapSeconds": .number(parameters.sessionGapSeconds),
      "repeatShare": .number(parameters.repeatShare), "drift": .number(parameters.drift),
      "groupShares": numbers(parameters.groupShares), "groupLoyalty": .number(parameters.groupLoyalty),
      "groupStickiness": .number(parameters.groupStickiness),
      "userClasses": .array(
        parameters.classes.map {
          [
            "upToShareOfUsers": .number($0.upTo), "sessionsPerEvent": sketch($0.sessionsPerEvent),
            "eventsPerSession": sketch($0.sessionEvents), "spans": $0.spans.map(sketch) ?? .null,
            "firstSessionShares": $0.firstSessionShares.map(sketch) ?? .null,
            "hoursBetweenSessions": $0.hoursBetween.map(sketch) ?? .null, "firstVisits": numbers($0.firstVisits),
          ]
        }),
      "itemStrata": .array(
        parameters.strata.map {
          [
            "upToShareOfItems": .number($0.upTo), "births": $0.births.map(sketch) ?? .null,
            "lives": $0.lives.map(sketch) ?? .null, "groupShares": numbers($0.groupShares),
          ]
        }),
      "eventTypes": .array(
        parameters.eventTypes.map {
          [
            "name": .string($0.name), "firstShare": .number($0.firstShare), "nextShares": numbers($0.nextShares),
            "valueShare": .number($0.valueShare), "values": $0.values.map(sketch) ?? .null,
            "valueDecimals": .integer($0.valueDecimals),
          ]
        }),
    ]
  }

  private static func numbers(_ values: [Double]) -> JSONValue { .array(values.map { .number($0) }) }

  private static func sketch(_ sketch: QuantileSketch) -> JSONValue {
    ["shares": numbers(sketch.shares), "values": numbers(sketch.values)]
  }

  // MARK: - Reading

  /// The parameters of a file, or findings that name what is wrong by key path.
  package static func parameters(_ bytes: [UInt8], source: String) -> (TwinParameters?, [Finding]) {
    guard case .object(let members)? = JSONValue(bytes: bytes), members["format"] == .string("recast twin 1") else {
      let message = "It is no fit of a log: there is no JSON with the format `recast twin 1`."
      return (nil, [Finding(code: "not-a-fit", source: source, place: .whole, message: message)])
    }
    var reader = TwinFitReader(source: source)
    let parameters = reader.parameters(members)
    return (reader.findings.hasErrors ? nil : parameters, reader.findings)
  }
}

/// Reads members one by one and collects what is wrong.
private struct TwinFitReader {
  let source: String
  private(set) var findings: [Finding] = []

  init(source: String) { self.source = source }

  mutating func parameters(_ members: [String: JSONValue]) -> TwinParameters {
    var parameters = TwinParameters()
    parameters.leastUsers = whole(members, "leastUsersBehindEachNumber", 1...1_000_000)
    parameters.users = whole(members, "users", 1...5_000_000)
    parameters.items = whole(members, "items", 1...5_000_000)
    parameters.days = whole(members, "days", 1...36_500)
    parameters.utcOffset = .minutes(Double(whole(members, "utcOffsetMinutes", -1_440...1_440)))
    if case .string(let text)? = members["startDate"], let date = Instant(iso8601: text)?.utcDate {
      parameters.startDate = date
    } else {
      wrong("startDate", "needs a date such as 2026-01-31.")
    }
    parameters.activity = sketch(members["eventsPerUser"], "eventsPerUser")
    parameters.popularity = sketch(members["eventsPerItem"], "eventsPerItem")
    parameters.hourOfWeekWeights = weights(members["hourOfWeekWeights"], "hourOfWeekWeights", count: 168)
    parameters.pauseSeconds = sketch(members["pauseSeconds"], "pauseSeconds")
    parameters.sessionGapSeconds = number(members, "sessionGapSeconds", 1...1e7)
    parameters.repeatShare = number(members, "repeatShare", 0...1)
    parameters.drift = number(members, "drift", 0...5)
    parameters.groupShares = weights(members["groupShares"], "groupShares", count: nil)
    parameters.groupLoyalty = number(members, "groupLoyalty", 0...0.99)
    parameters.groupStickiness = number(members, "groupStickiness", 0...1)
    let groups = parameters.groupShares.count
    let stretches = TwinParameters.stretches(max(1, parameters.days))
    for (path, one) in objects(members, "userClasses") {
      parameters.classes.append(
        TwinParameters.UserClass(
          upTo: number(one, "upToShareOfUsers", 0...1, path),
          sessionsPerEvent: sketch(one["sessionsPerEvent"], path + ".sessionsPerEvent"),
          sessionEvents: sketch(one["eventsPerSession"], path + ".eventsPerSession"),
          firstSessionShares: isNull(one["firstSessionShares"])
            ? nil : sketch(one["firstSessionShares"], path + ".firstSessionShares"),
          hoursBetween: isNull(one["hoursBetweenSessions"]) ? nil : sketch(one["hoursBetweenSessions"], path),
          spans: isNull(one["spans"]) ? nil : sketch(one["spans"], path + ".spans"),
          firstVisits: weights(one["firstVisits"], path + ".firstVisits", count: stretches)))
    }
    for (path, one) in objects(members, "itemStrata") {
      parameters.strata.append(
        TwinParameters.ItemStratum(
          upTo: number(one, "upToShareOfItems", 0...1, path),
          births: isNull(one["births"]) ? nil : sketch(one["births"], path + ".births"),
          lives: isNull(one["lives"]) ? nil : sketch(one["lives"], path + ".lives"),
          groupShares: weights(one["groupShares"], path + ".groupShares", count: groups)))
    }
    let types = objects(members, "eventTypes")
    if types.count > 255 { wrong("eventTypes", "has more than 255 types.") }
    for (path, one) in types {
      var name = ""
      if case .string(let text)? = one["name"], text.utf8.count <= 256 {
        name = text
      } else {
        wrong(path + ".name", "needs a text.")
      }
      parameters.eventTypes.append(
        TwinParameters.EventType(
          name: name, firstShare: number(one, "firstShare", 0...1, path),
          nextShares: weights(one["nextShares"], path + ".nextShares", count: types.count),
          valueShare: number(one, "valueShare", 0...1, path),
          values: isNull(one["values"]) ? nil : sketch(one["values"], path + ".values"),
          valueDecimals: whole(one, "valueDecimals", 0...2, path)))
    }
    if !types.isEmpty, !parameters.eventTypes.contains(where: { $0.firstShare > 0 }) {
      wrong("eventTypes", "no type has a firstShare above 0.")
    }
    let mean = parameters.activity.values.reduce(0, +) / Double(parameters.activity.values.count)
    if mean * Double(parameters.users) > 2e8 { wrong("eventsPerUser", "makes more than 200,000,000 events.") }
    return parameters
  }

  private mutating func wrong(_ path: String, _ message: String) {
    findings.append(
      Finding(code: "bad-fit", source: source, place: .key(path: path, line: nil), message: message))
  }

  private func isNull(_ value: JSONValue?) -> Bool { value == nil || value == .null }

  private mutating func objects(_ members: [String: JSONValue], _ key: String) -> [(String, [String: JSONValue])] {
    guard case .array(let values)? = members[key], !values.isEmpty, values.count <= 1_000 else {
      wrong(key, "needs a list of 1 to 1,000 objects.")
      return []
    }
    return values.enumerated().map { index, value in
      if case .object(let one) = value { return ("\(key)[\(index)]", one) }
      wrong("\(key)[\(index)]", "needs an object.")
      return ("\(key)[\(index)]", [:])
    }
  }

  private static func double(_ value: JSONValue?) -> Double? {
    switch value {
    case .number(let number)?: number
    case .integer(let number)?: Double(number)
    default: nil
    }
  }

  private mutating func number(
    _ members: [String: JSONValue], _ key: String, _ range: ClosedRange<Double>, _ path: String = ""
  ) -> Double {
    if let number = TwinFitReader.double(members[key]), range.contains(number) { return number }
    wrong(path.isEmpty ? key : "\(path).\(key)", "needs a number from \(range.lowerBound) to \(range.upperBound).")
    return range.lowerBound
  }

  private mutating func whole(
    _ members: [String: JSONValue], _ key: String, _ range: ClosedRange<Int>, _ path: String = ""
  ) -> Int {
    if case .integer(let number)? = members[key], range.contains(number) { return number }
    wrong(
      path.isEmpty ? key : "\(path).\(key)", "needs a whole number from \(range.lowerBound) to \(range.upperBound).")
    return range.lowerBound
  }

  private mutating func list(_ value: JSONValue?) -> [Double]? {
    guard case .array(let values)? = value, !values.isEmpty, values.count <= 100_000 else { return nil }
    let numbers = values.compactMap(TwinFitReader.double)
    return numbers.count == values.count && numbers.allSatisfy(\.isFinite) ? numbers : nil
  }

  private mutating func weights(_ value: JSONValue?, _ path: String, count: Int?) -> [Double] {
    if let numbers = list(value), count == nil || numbers.count == count, numbers.allSatisfy({ $0 >= 0 && $0 < 1e12 }),
      numbers.contains(where: { $0 > 0 })
    {
      return numbers
    }
    wrong(path, "needs a list of \(count.map { "\($0) " } ?? "")numbers, none below 0 and not all of them 0.")
    return [Double](repeating: 1, count: count ?? 1)
  }

  private mutating func sketch(_ value: JSONValue?, _ path: String) -> QuantileSketch {
    if case .object(let members)? = value, let shares = list(members["shares"]), let values = list(members["values"]),
      values.allSatisfy({ abs($0) < 1e9 }), let sketch = QuantileSketch(shares: shares, values: values)
    {
      return sketch
    }
    wrong(path, "needs `shares` between 0 and 1 and as many `values`, both ascending.")
    return .one
  }
}
