import Measures

/// What a campaign is billed for in one calendar month: in every window the larger of its requests and its floor.
///
/// Source: "billed throughput is the larger of minProvisionedTPS and the actual average over each 5-minute window; the
/// 5-minute amounts are summed over the month" (Amazon Personalize Developer Guide, archived 2023-06-15; cheat sheet 2024).
struct CampaignMonth {
  let month: CalendarMonth
  var billed: Quantity
  /// Requests answered.
  var asked: Quantity
  /// The floor's requests: its rate times the seconds it stood.
  var floor: Quantity
  /// Windows in which the floor was the larger.
  var windowsAtFloor: Int
}

/// The months of one campaign, in order of time, added up window by window.
struct CampaignMonths {
  private(set) var months: [CampaignMonth] = []

  init() {}

  /// Adds windows of one month; months ascend.
  mutating func add(
    _ month: CalendarMonth, billed: Quantity, asked: Quantity = .zero, floor: Quantity = .zero, windowsAtFloor: Int = 0
  ) {
    if months.last?.month != month {
      months.append(CampaignMonth(month: month, billed: .zero, asked: .zero, floor: .zero, windowsAtFloor: 0))
    }
    let last = months.count - 1
    months[last].billed += billed
    months[last].asked += asked
    months[last].floor += floor
    months[last].windowsAtFloor += windowsAtFloor
  }
}

/// A campaign's floor as checked rows: in order of time, no two at once.
struct CampaignFloor {
  let resource: Resource
  let rows: [UsageRow]

  init(resource: Resource, rows: [UsageRow]) throws(PricingError) {
    self.resource = resource
    self.rows = rows.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    for (row, next) in zip(self.rows, self.rows.dropFirst()) where next.start < row.end {
      throw PricingError(code: .floorsOverlap, resource: resource, detail: "\(next.start)")
    }
  }

  /// The requests that a rate amounts to over some microseconds.
  func requests(rate: Quantity, microseconds: Int64) throws(PricingError) -> Quantity {
    guard let parts = FixedPoint.product(rate.parts, Int128(microseconds), over: 1_000_000) else {
      throw PricingError(code: .amountTooLarge, resource: resource, detail: "\(rate.text(places: 0)) TPS")
    }
    return Quantity(parts: parts)
  }

  func missing(at microseconds: Int64) -> PricingError {
    PricingError(code: .floorMissing, resource: resource, detail: "\(Instant(microseconds: microseconds))")
  }
}
