import Interactions
import Measures

extension ScenarioReading {
  /// The parameters of the synthetic log; what is left out keeps the generator's own default.
  static func readSynthetic(_ reader: MappingReader, utcOffset: Timespan) -> SyntheticParameters {
    let standard = SyntheticParameters()
    let why = "default of the generator; the log is made up, so it is an input and no finding"
    func number(_ name: String, _ value: Int, unit: String, in range: ClosedRange<Int>) -> Int {
      reader.count(
        name, Default(assumption: "\(value) \(unit)", why), units: [unit], example: "\(value) \(unit)", in: range)
    }
    func share(_ name: String, _ value: Double) -> Double {
      reader.share(name, Default(assumption: "\((value * 1000).rounded() / 10) %", why))
    }
    var parameters = standard
    parameters.utcOffset = utcOffset
    parameters.users = number("users", standard.users, unit: "users", in: 1...5_000_000)
    parameters.items = number("items", standard.items, unit: "items", in: 1...1_000_000)
    parameters.events = number("events", standard.events, unit: "events", in: 1...100_000_000)
    parameters.days = number("days", standard.days, unit: "days", in: 1...3650)
    parameters.newItemShare = share("newItems", standard.newItemShare)
    parameters.newUserShare = share("newUsers", standard.newUserShare)
    parameters.sessionIntent = share("sessionIntent", standard.sessionIntent)
    parameters.intentStrength = share("intentStrength", standard.intentStrength)
    parameters.tasteDriftPerDay = share("tasteDriftPerDay", standard.tasteDriftPerDay)
    if reader.has("start"), let date = reader.instant("start")?.utcDate { parameters.startDate = date }
    return parameters
  }
}
