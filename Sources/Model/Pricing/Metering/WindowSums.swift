import Measures

/// Sums of quantities by billing window, found by the window's first microsecond.
struct WindowSums {
  let window: BillingWindow
  private var starts: [Int64] = []
  private var sums: [Quantity] = []
  private var isSorted = true
  /// Entries at which equal windows are put together, so that many rows over the same time stay small.
  private var mostEntries = 1 << 20
  /// Windows that rows were spread over so far.
  private(set) var steps = 0
  /// A year of 5-minute windows has 105,120; beyond this number rows overlap beyond any sense.
  static let mostSteps = 100_000_000

  init(window: BillingWindow) { self.window = window }

  mutating func add(_ row: UsageRow) { add(row, quantity: row.quantity) }

  /// Spreads a quantity over the windows that the row's time touches, in proportion, exact in the sum.
  mutating func add(_ row: UsageRow, quantity: Quantity) {
    var from = row.start.microseconds
    let end = row.end.microseconds
    var left = quantity
    while steps < WindowSums.mostSteps {
      steps += 1
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

  /// Throws where rows cover too many windows to be added up.
  func check(_ resource: Resource) throws(PricingError) {
    guard steps >= WindowSums.mostSteps else { return }
    throw PricingError(code: .tooManyWindows, resource: resource, detail: "\(WindowSums.mostSteps)")
  }

  private mutating func compact() {
    let merged = sorted
    starts = merged.map(\.start)
    sums = merged.map(\.sum)
    isSorted = true
    mostEntries = max(1 << 20, 2 * starts.count)
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
    if starts.count >= mostEntries { compact() }
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
