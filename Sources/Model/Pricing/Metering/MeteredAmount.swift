import Measures

/// What one resource used of one priced meter in one calendar month, ready to be priced.
struct MeteredAmount {
  /// How a quantity meets the ladder of its price.
  enum Charge {
    /// Climbs the month's ladder above what came before it; a quantity a billing window considered.
    case monthly([Quantity])
    /// Each quantity climbs the ladder by itself.
    case separately([Quantity])
    /// Hours, each priced by the ladder over the users of that hour.
    case hours([(users: Quantity, hours: Quantity)])
  }
  let month: CalendarMonth
  let meter: Meter
  let resource: Resource
  let charge: Charge
  let formula: String
  var inputs: [BillInput] = []

  /// The billed quantity under the expected window, in the meter's unit.
  var quantity: Quantity {
    switch charge {
    case .monthly(let windows): windows[0]
    case .separately(let quantities): quantities.reduce(.zero, +)
    case .hours(let groups): groups.reduce(.zero) { $0 + $1.hours }
    }
  }

  /// Everything that usage comes to, in order of month, meter and resource.
  static func all(in usage: Usage, card: RateCard) throws(PricingError) -> [MeteredAmount] {
    var amounts = plain(in: usage, card: card)
    amounts += try campaigns(in: usage, card: card)
    amounts += try recommenders(in: usage, card: card)
    // Sorted by small keys and not by the amounts themselves, of which a year of many campaigns has thousands. One resource
    // may state a meter that a formula of it gives too; their order is that of the list above.
    let meterOrder = Dictionary(uniqueKeysWithValues: Meter.allCases.enumerated().map { ($1, $0) })
    let keys = amounts.map { amount in
      (amount.month.year * 12 + amount.month.month) * Meter.allCases.count + (meterOrder[amount.meter] ?? 0)
    }
    return amounts.indices.sorted { a, b in
      guard keys[a] == keys[b] else { return keys[a] < keys[b] }
      let (resource, other) = (amounts[a].resource, amounts[b].resource)
      return resource == other ? a < b : resource < other
    }.map { amounts[$0] }
  }
}
