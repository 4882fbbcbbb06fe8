import Measures
import Pricing

/// The invoice's lines of one meter, day, region and currency.
struct UsageGroup {
  /// What the lines agree in; groups are in this order, and ladders run along it.
  struct Key: Hashable, Comparable {
    let period: CalendarMonth
    let region: String
    let currency: String
    /// Place of the meter in the list of meters; behind all where it is unknown.
    let meterOrder: Int
    /// Empty where the meter is known.
    let usageType: String
    /// What the file counts in, where that is not the meter's unit.
    let otherUnit: String
    let firstDay: CivilDate
    let days: Int

    static func < (a: Key, b: Key) -> Bool {
      if (a.period, a.region, a.currency) != (b.period, b.region, b.currency) {
        return (a.period, a.region, a.currency) < (b.period, b.region, b.currency)
      }
      if (a.meterOrder, a.usageType, a.otherUnit) != (b.meterOrder, b.usageType, b.otherUnit) {
        return (a.meterOrder, a.usageType, a.otherUnit) < (b.meterOrder, b.usageType, b.otherUnit)
      }
      return (a.firstDay, a.days) < (b.firstDay, b.days)
    }
  }

  let key: Key
  let meter: Meter?
  private(set) var lines: [InvoiceLine]

  var quantity: Quantity { lines.reduce(.zero) { $0 + $1.quantity } }
  var cost: Money { lines.dropFirst().reduce(lines[0].cost) { $0 + $1.cost } }
  /// The meter's unit; the file's where it counts in another or the meter is unknown.
  var unit: String { key.otherUnit.isEmpty ? meter?.unit ?? lines[0].unit : key.otherUnit }
  var rows: Int { lines.reduce(0) { $0 + $1.rows } }
  /// Public prices' amount, where all rows say it.
  var listCost: Money? {
    let costs = lines.compactMap(\.listCost)
    guard costs.count == lines.count else { return nil }
    return costs.dropFirst().reduce(costs[0]) { $0 + $1 }
  }

  /// The groups of all lines of usage, in order of their keys.
  static func groups(of lines: [InvoiceLine], meters: UsageTypeMeters) -> [UsageGroup] {
    let order = Dictionary(uniqueKeysWithValues: Meter.allCases.enumerated().map { ($1, $0) })
    var groups: [Key: UsageGroup] = [:]
    for line in lines where line.kind == .usage {
      let meter = meters.meter(of: line)
      let key = Key(
        period: line.period, region: line.region, currency: line.cost.currency.code,
        meterOrder: meter.flatMap { order[$0] } ?? order.count, usageType: meter == nil ? line.usageType : "",
        otherUnit: meters.otherUnit(of: line, meter: meter), firstDay: line.firstDay, days: line.days)
      groups[key, default: UsageGroup(key: key, meter: meter, lines: [])].lines.append(line)
    }
    return groups.values.sorted { $0.key < $1.key }
  }
}

/// Which meter a usage type counts: the user's word first, then what is known of the service.
package struct UsageTypeMeters: Sendable {
  private let given: [String: Meter]

  /// - Parameter given: meters by usage type as the file writes it, with its region's prefix or without.
  package init(given: [String: Meter] = [:]) { self.given = given }

  func meter(of line: InvoiceLine) -> Meter? {
    if let meter = givenMeter(of: line) { return meter }
    if let meter = Meter(usageType: line.usageType, service: line.service) { return meter }
    // What recast itself writes as FOCUS has its meters' names.
    return Meter(rawValue: line.usageType).flatMap { $0.service == line.service ? $0 : nil }
  }

  private func givenMeter(of line: InvoiceLine) -> Meter? {
    if let meter = given[line.usageType] { return meter }
    // A prefix is told from a name by what is left being known.
    guard let hyphen = line.usageType.firstIndex(of: "-") else { return nil }
    return given[String(line.usageType[line.usageType.index(after: hyphen)...])]
  }

  /// What the file counts in, where that is not the meter's unit; empty where it is, or where the user gave the meter.
  ///
  /// AWS writes hours as `Hrs`, and a kind of hours as `hours`.
  func otherUnit(of line: InvoiceLine, meter: Meter?) -> String {
    guard let meter, !line.unit.isEmpty, givenMeter(of: line) == nil else { return "" }
    let written = line.unit.lowercased().replacingSuffix("hrs", with: "hours")
    let isBareHour = meter.unit.hasSuffix("-hour") && ["hour", "hours"].contains(written)
    return meter.definition.accepts(unit: written) || isBareHour ? "" : line.unit
  }
}

extension String {
  fileprivate func replacingSuffix(_ suffix: String, with other: String) -> String {
    hasSuffix(suffix) ? dropLast(suffix.count) + other : self
  }
}
