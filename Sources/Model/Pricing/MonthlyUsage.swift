import Measures

/// One priced meter in one calendar month, with what each resource used of it.
struct MonthlyUsage {
  /// A resource's quantity under each billing window of the price row (one where the meter has no window).
  struct ResourceAmount {
    let resource: Resource
    let quantities: [Quantity]
    let formula: String
  }

  let month: CalendarMonth
  let meter: Meter
  var amounts: [ResourceAmount]

  /// All entries in order of month, meter and resource.
  static func entries(of usage: Usage, card: RateCard) throws(PricingError) -> [MonthlyUsage] {
    var collected: [(month: CalendarMonth, meter: Meter, amount: ResourceAmount)] = []
    collected += plainEntries(of: usage, card: card)
    collected += try campaignEntries(of: usage, card: card)
    let order = Dictionary(uniqueKeysWithValues: Meter.allCases.enumerated().map { ($1, $0) })
    collected.sort {
      ($0.month, order[$0.meter] ?? 0, $0.amount.resource) < ($1.month, order[$1.meter] ?? 0, $1.amount.resource)
    }
    var entries: [MonthlyUsage] = []
    for (month, meter, amount) in collected {
      if let last = entries.last, last.month == month, last.meter == meter {
        entries[entries.count - 1].amounts.append(amount)
      } else {
        entries.append(MonthlyUsage(month: month, meter: meter, amounts: [amount]))
      }
    }
    return entries
  }

  /// Meters whose quantity is simply summed over the month. One that is stated in TPS-hours or billed requests already is
  /// the same under every window.
  private static func plainEntries(of usage: Usage, card: RateCard) -> [(CalendarMonth, Meter, ResourceAmount)] {
    var sums: [Key: Quantity] = [:]
    for row in usage.rows where !row.isCampaignTraffic {
      for piece in row.piecesByMonth {
        sums[Key(month: piece.month, meter: row.meter, resource: row.resource), default: .zero] += piece.quantity
      }
    }
    // The order of the dictionary does not matter: the caller sorts by a complete key.
    return sums.map { key, quantity in
      (
        key.month, key.meter,
        ResourceAmount(
          resource: key.resource,
          quantities: [Quantity](repeating: quantity, count: max(1, card.price(of: key.meter)?.windows.count ?? 1)),
          formula: "sum of \(key.meter.rawValue) over the month")
      )
    }
  }

  /// Campaigns: requests and floors become TPS-hours (legacy) or requests (v2).
  private static func campaignEntries(of usage: Usage, card: RateCard) throws(PricingError)
    -> [(CalendarMonth, Meter, ResourceAmount)]
  {
    var requests: [Resource: [UsageRow]] = [:]
    var floors: [Resource: [UsageRow]] = [:]
    for row in usage.rows where row.isCampaignTraffic {
      if row.meter == .requests {
        requests[row.resource, default: []].append(row)
      } else {
        floors[row.resource, default: []].append(row)
      }
    }
    var entries: [(CalendarMonth, Meter, ResourceAmount)] = []
    for resource in Set(requests.keys).union(floors.keys).sorted() {
      guard let family = resource.family else {
        throw PricingError(code: .familyMissing, resource: resource, detail: "its traffic")
      }
      let meter: Meter = family == .legacy ? .tpsHours : .v2Requests
      let stated = card.price(of: meter)?.windows ?? []
      let windows = stated.isEmpty ? [.fiveMinutes] : stated
      var months: [CalendarMonth] = []
      var quantities: [[Quantity]] = []
      for window in windows {
        let sums = try CampaignWindows(
          resource: resource, requests: requests[resource] ?? [], floors: floors[resource] ?? [], window: window)
        months = sums.months.map(\.month)
        quantities.append(
          sums.months.map {
            family == .legacy ? Quantity(parts: FixedPoint.roundedQuotient($0.billed.parts, 3600)) : $0.billed
          })
      }
      let formula =
        "Σ over \(windows[0].rawValue) windows of max(requests, floor × seconds)"
        + (family == .legacy ? " / 3600" : "")
      for (index, month) in months.enumerated() {
        entries.append(
          (
            month, meter,
            ResourceAmount(resource: resource, quantities: quantities.map { $0[index] }, formula: formula)
          ))
      }
    }
    return entries
  }

  private struct Key: Hashable {
    let month: CalendarMonth
    let meter: Meter
    let resource: Resource
  }
}

extension UsageRow {
  /// Whether the row is traffic or floor of a campaign, billed by windows.
  var isCampaignTraffic: Bool { meter == .requests || meter == .minProvisionedTPS }

  /// The row cut at the ends of calendar months, in proportion to time, exact in the sum.
  var piecesByMonth: [(month: CalendarMonth, quantity: Quantity)] {
    var pieces: [(CalendarMonth, Quantity)] = []
    var from = start
    var left = quantity
    while true {
      let month = CalendarMonth(containing: from)
      guard end > month.end else { return pieces + [(month, left)] }
      let share = Quantity(
        parts: FixedPoint.share(
          left.parts, Int128((month.end - from).microseconds), of: Int128((end - from).microseconds)))
      pieces.append((month, share))
      left = left - share
      from = month.end
    }
  }
}
