import Measures

extension CampaignMonths {
  /// Adds up rows of requests of any length and dense traffic, under any window.
  ///
  /// A row that crosses a window's end is spread evenly over its time.
  init(requests: [UsageRow], traffic: CampaignTraffic?, floor: CampaignFloor, window: BillingWindow)
    throws(PricingError)
  {
    var asked = WindowSums(window: window)
    for row in requests { asked.add(row) }
    if let traffic { asked.add(traffic) }
    var floorSums = WindowSums(window: window)
    var seconds = WindowSums(window: window)
    for row in floor.rows {
      let length = (row.end - row.start).microseconds
      floorSums.add(row, quantity: try floor.requests(rate: row.quantity, microseconds: length))
      seconds.add(row, quantity: Quantity(parts: Int128(length)))
    }
    var floors = floorSums.sorted
    if window == .startedHour { floors = CampaignMonths.wholeHours(floors, seconds: seconds.sorted) }

    var position = 0
    func take(_ start: Int64, asked: Quantity, floor: Quantity) {
      add(
        CalendarMonth(containing: Instant(microseconds: start)), billed: max(asked, floor), asked: asked, floor: floor,
        windowsAtFloor: floor > asked ? 1 : 0)
    }
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
  }

  /// Floors of begun hours as if they had stood the whole hour at their mean rate.
  private static func wholeHours(_ floors: [(start: Int64, sum: Quantity)], seconds: [(start: Int64, sum: Quantity)])
    -> [(start: Int64, sum: Quantity)]
  {
    zip(floors, seconds).map { floor, stood in
      guard stood.sum > .zero else { return floor }
      let whole = FixedPoint.product(floor.sum.parts, 3_600_000_000, over: stood.sum.parts)
      return (floor.start, Quantity(parts: whole ?? floor.sum.parts))
    }
  }
}
