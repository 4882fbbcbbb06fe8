import Measures

/// What a campaign is billed for in each calendar month: in every window the larger of its requests and its floor.
///
/// Source: "billed throughput is the larger of minProvisionedTPS and the actual average over each 5-minute window; the
/// 5-minute amounts are summed over the month" (Amazon Personalize Developer Guide, archived 2023-06-15; cheat sheet 2024).
struct CampaignWindows {
  /// Billed requests of each month that has any, in order of time.
  private(set) var months: [(month: CalendarMonth, billed: Quantity, asked: Quantity, floor: Quantity)] = []

  /// Adds up one campaign's rows.
  ///
  /// - Parameters:
  ///   - requests: rows of `Meter.requests`; a row that crosses a window's end is spread evenly over its time.
  ///   - floors: rows of `Meter.minProvisionedTPS`; their quantity is a rate, so two must not overlap.
  init(resource: Resource, requests: [UsageRow], floors: [UsageRow], window: BillingWindow) throws(PricingError) {
    var asked = WindowSums(window: window)
    for row in requests { asked.add(row) }
    let floors = floors.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    for (row, next) in zip(floors, floors.dropFirst()) where next.start < row.end {
      throw PricingError(code: .floorsOverlap, resource: resource, detail: "\(next.start)")
    }
    var floor = WindowSums(window: window)
    for row in floors { floor.add(row, quantity: try Self.requests(of: row)) }

    var position = 0
    let floorSums = floor.sorted
    func take(_ start: Int64, asked: Quantity, floor: Quantity) {
      let month = CalendarMonth(containing: Instant(microseconds: start))
      let billed = max(asked, floor)
      if let last = months.last, last.month == month {
        months[months.count - 1] = (month, last.billed + billed, last.asked + asked, last.floor + floor)
      } else {
        months.append((month, billed, asked, floor))
      }
    }
    for (start, sum) in asked.sorted {
      while position < floorSums.count, floorSums[position].start < start {
        take(floorSums[position].start, asked: .zero, floor: floorSums[position].sum)
        position += 1
      }
      guard position < floorSums.count, floorSums[position].start == start else {
        throw PricingError(
          code: .floorMissing, resource: resource, detail: "\(Instant(microseconds: start))")
      }
      take(start, asked: sum, floor: floorSums[position].sum)
      position += 1
    }
    for (start, sum) in floorSums[position...] { take(start, asked: .zero, floor: sum) }
  }

  /// The requests that a floor's rate amounts to over its row.
  private static func requests(of floor: UsageRow) throws(PricingError) -> Quantity {
    let length = Int128((floor.end - floor.start).microseconds)
    let (product, overflow) = floor.quantity.parts.multipliedReportingOverflow(by: length)
    guard !overflow else {
      throw PricingError(
        code: .amountTooLarge, resource: floor.resource, detail: "\(floor.quantity.text(places: 0)) TPS")
    }
    return Quantity(parts: FixedPoint.roundedQuotient(product, 1_000_000))
  }
}

/// Sums of quantities by window, found by the window's first microsecond.
private struct WindowSums {
  let window: BillingWindow
  private var starts: [Int64] = []
  private var sums: [Quantity] = []
  private var isSorted = true

  init(window: BillingWindow) { self.window = window }

  mutating func add(_ row: UsageRow) { add(row, quantity: row.quantity) }

  /// Spreads a quantity over the windows that the row's time touches, in proportion, exact in the sum.
  mutating func add(_ row: UsageRow, quantity: Quantity) {
    var from = row.start.microseconds
    let end = row.end.microseconds
    var left = quantity
    while true {
      let (start, next) = bounds(of: from)
      guard end > next else {
        append(start, left)
        return
      }
      let share = Quantity(parts: FixedPoint.share(left.parts, Int128(next - from), of: Int128(end - from)))
      append(start, share)
      left = left - share
      from = next
    }
  }

  var sorted: [(start: Int64, sum: Quantity)] {
    let order = isSorted ? Array(starts.indices) : starts.indices.sorted { (starts[$0], $0) < (starts[$1], $1) }
    var result: [(start: Int64, sum: Quantity)] = []
    result.reserveCapacity(order.count)
    for index in order {
      if let last = result.last, last.start == starts[index] {
        result[result.count - 1].sum += sums[index]
      } else {
        result.append((starts[index], sums[index]))
      }
    }
    return result
  }

  private mutating func append(_ start: Int64, _ quantity: Quantity) {
    if let last = starts.last {
      if last == start {
        sums[sums.count - 1] += quantity
        return
      }
      if last > start { isSorted = false }
    }
    starts.append(start)
    sums.append(quantity)
  }

  private func bounds(of instant: Int64) -> (start: Int64, next: Int64) {
    guard let length = window.microseconds else {
      let month = CalendarMonth(containing: Instant(microseconds: instant))
      return (month.start.microseconds, month.end.microseconds)
    }
    let start = floorDivide(instant, length) * length
    return (start, start + length)
  }
}
