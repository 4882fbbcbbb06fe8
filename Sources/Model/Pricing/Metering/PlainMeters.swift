import Measures

extension MeteredAmount {
  /// Meters whose quantity is simply summed over the month, and segments, of which each is priced by itself.
  static func plain(in usage: Usage, card: RateCard) -> [MeteredAmount] {
    struct Key: Hashable {
      let month: CalendarMonth
      let meter: Meter
      let resource: Resource
    }
    var sums: [Key: Quantity] = [:]
    var segments: [Key: [Quantity]] = [:]
    for row in usage.rows where row.meter.isPriced && row.meter != .recommenderHours {
      if row.meter == .segmentDatasetUsers {
        let key = Key(month: CalendarMonth(containing: row.start), meter: row.meter, resource: row.resource)
        segments[key, default: []].append(row.quantity)
      } else {
        for piece in row.piecesByMonth {
          sums[Key(month: piece.month, meter: row.meter, resource: row.resource), default: .zero] += piece.quantity
        }
      }
    }
    // The order of the dictionaries does not matter: the caller sorts by a complete key.
    return sums.map { key, quantity in
      // What is stated in TPS-hours or billed requests already is the same under every window.
      let windows = max(1, card.price(of: key.meter)?.windows.count ?? 1)
      return MeteredAmount(
        month: key.month, meter: key.meter, resource: key.resource,
        charge: .monthly([Quantity](repeating: quantity, count: windows)),
        formula: "sum of \(key.meter.rawValue) over the month")
    }
      + segments.map { key, users in
        MeteredAmount(
          month: key.month, meter: key.meter, resource: key.resource, charge: .separately(users.sorted()),
          formula: "Σ over segments of price(users in the dataset)",
          inputs: [BillInput("segments", Quantity(users.count), "segment")])
      }
  }
}

extension UsageRow {
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
