import Measures

extension CampaignMonths {
  /// Adds up rows of requests of any length and dense traffic, under any window.
  ///
  /// A row that crosses a window's end is spread evenly over its time.
  init(requests: [UsageRow], traffic: CampaignTraffic?, floor: CampaignFloor, window: BillingWindow)
    throws(PricingError)
  {
    var asked = WindowSums(window: window)
    for row in requests where row.quantity > .zero { asked.add(row) }
    if let traffic { asked.add(traffic) }
    try asked.check(floor.resource)
    var floorSums = WindowSums(window: window)
    for row in floor.rows {
      let length = (row.end - row.start).microseconds
      floorSums.add(row, quantity: try floor.requests(rate: row.quantity, microseconds: length))
    }
    try floorSums.check(floor.resource)
    let floors = floorSums.sorted

    var months = CampaignMonths()
    var hour = RoundedHour()
    func take(_ start: Int64, asked: Quantity, floor: Quantity) {
      let billed = max(asked, floor)
      let month = CalendarMonth(containing: Instant(microseconds: start))
      let rounding = window == .roundedHour ? hour.roundingBefore(start, adding: billed) : nil
      if let rounding { months.add(rounding.month, billed: rounding.requests) }
      months.add(month, billed: billed, asked: asked, floor: floor, windowsAtFloor: floor > asked ? 1 : 0)
    }
    var position = 0
    for (start, sum) in asked.sorted {
      while position < floors.count, floors[position].start < start {
        take(floors[position].start, asked: .zero, floor: floors[position].sum)
        position += 1
      }
      guard position < floors.count, floors[position].start == start else { throw floor.missing(at: start) }
      take(start, asked: sum, floor: floors[position].sum)
      position += 1
    }
    for (start, sum) in floors[position...] { take(start, asked: .zero, floor: sum) }
    if let rounding = hour.roundingAtEnd() { months.add(rounding.month, billed: rounding.requests) }
    self = months
  }
}

/// What a clock hour's sum lacks to whole TPS-hours of 3,600 requests.
private struct RoundedHour {
  private var start: Int64?
  private var billed = Quantity.zero

  /// Adds a window; where it begins a new hour, what the hour before lacked.
  mutating func roundingBefore(_ window: Int64, adding quantity: Quantity) -> (
    month: CalendarMonth, requests: Quantity
  )? {
    let hour = floorDivide(window, 3_600_000_000) * 3_600_000_000
    guard hour != start else {
      billed += quantity
      return nil
    }
    let rounding = roundingAtEnd()
    start = hour
    billed = quantity
    return rounding
  }

  func roundingAtEnd() -> (month: CalendarMonth, requests: Quantity)? {
    guard let start else { return nil }
    let unit = Quantity.scale * 3600
    let whole = Quantity(parts: FixedPoint.ceiling(billed.parts, unit) * unit)
    // Hours lie within months, so that the windows before it were added to this month.
    return (CalendarMonth(containing: Instant(microseconds: start)), whole - billed)
  }
}
