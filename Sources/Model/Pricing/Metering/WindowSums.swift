import Measures

/// Sums of quantities by billing window, found by the window's first microsecond.
struct WindowSums {
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

  /// Adds dense traffic; windows without a request get no entry.
  mutating func add(_ traffic: CampaignTraffic) {
    let slot = CampaignTraffic.slotMicroseconds
    var index = 0
    while index < traffic.requests.count {
      let (start, next) = bounds(of: traffic.start.microseconds + Int64(index) * slot)
      let end = min(traffic.requests.count, Int((next - traffic.start.microseconds) / slot))
      let sum = traffic.requests[index..<end].reduce(0) { $0 + Int($1) }
      if sum > 0 { append(start, Quantity(sum)) }
      index = end
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
