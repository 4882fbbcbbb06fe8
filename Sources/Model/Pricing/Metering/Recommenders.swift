import Measures

extension MeteredAmount {
  /// Domain recommenders: active hours priced by users, and requests above the free ones of each hour.
  ///
  /// Source: "larger of minimum requests per hour (minRecommendationRequestsPerSecond × 3,600) and actual requests, averaged
  /// over one hour" (API change of 2022-02-02, developer guide 2023-06-15).
  static func recommenders(in usage: Usage, card: RateCard) throws(PricingError) -> [MeteredAmount] {
    var rows: [Resource: [UsageRow]] = [:]
    let meters: [Meter] = [.recommenderHours, .recommenderRequests, .recommenderUsers, .minRecommendationRPS]
    for row in usage.rows where meters.contains(row.meter) { rows[row.resource, default: []].append(row) }
    var amounts: [MeteredAmount] = []
    for (resource, rows) in rows.sorted(by: { $0.key < $1.key }) {
      amounts += try recommender(resource, rows, price: card.price(of: .recommenderHours))
    }
    return amounts
  }

  private static func recommender(_ resource: Resource, _ rows: [UsageRow], price: Price?) throws(PricingError)
    -> [MeteredAmount]
  {
    let users = try Level(rows.filter { $0.meter == .recommenderUsers }, of: .recommenderUsers)
    let minimum = try Level(rows.filter { $0.meter == .minRecommendationRPS }, of: .minRecommendationRPS)
    var hours = WindowSums(window: .hour)
    var requests = WindowSums(window: .hour)
    for row in rows where row.meter == .recommenderHours { hours.add(row) }
    for row in rows where row.meter == .recommenderRequests { requests.add(row) }
    try hours.check(resource)
    try requests.check(resource)
    var asked = Dictionary(uniqueKeysWithValues: requests.sorted.map { ($0.start, $0.sum) })
    var months: [RecommenderMonth] = []
    for (start, active) in hours.sorted where active > .zero {
      let hour = Instant(microseconds: start)
      guard let userCount = users.value(before: hour + .hours(1)) else {
        throw PricingError(code: .usersMissing, resource: resource, detail: "\(hour)")
      }
      let month = CalendarMonth(containing: hour)
      if months.last?.month != month { months.append(RecommenderMonth(month: month)) }
      try months[months.count - 1].add(
        resource, hours: active, users: userCount, requests: asked.removeValue(forKey: start) ?? .zero,
        minimumPerSecond: minimum.value(before: hour + .hours(1)) ?? Quantity(1), price: price)
    }
    if let orphan = asked.filter({ $0.value > .zero }).keys.min() {
      throw PricingError(code: .hoursMissing, resource: resource, detail: "\(Instant(microseconds: orphan))")
    }
    return months.flatMap { $0.amounts(resource) }
  }
}

/// One recommender in one calendar month.
private struct RecommenderMonth {
  let month: CalendarMonth
  private var hoursByUsers: [(users: Quantity, hours: Quantity)] = []
  private var requests = Quantity.zero
  private var counted = Quantity.zero
  private var free = Quantity.zero
  private var extra = Quantity.zero

  init(month: CalendarMonth) { self.month = month }

  /// Adds a clock hour; all its terms are in proportion to the share of it in which the recommender was active.
  mutating func add(
    _ resource: Resource, hours: Quantity, users: Quantity, requests: Quantity, minimumPerSecond: Quantity,
    price: Price?
  ) throws(PricingError) {
    if let last = hoursByUsers.last, last.users == users {
      hoursByUsers[hoursByUsers.count - 1].hours += hours
    } else {
      hoursByUsers.append((users, hours))
    }
    func times(_ quantity: Quantity, _ factor: Int128 = 1) throws(PricingError) -> Quantity {
      let (perHour, overflow) = quantity.parts.multipliedReportingOverflow(by: factor)
      guard !overflow, let parts = FixedPoint.product(perHour, hours.parts, over: Quantity.scale) else {
        throw PricingError(
          code: .amountTooLarge, resource: resource, detail: "\(quantity.text(places: 0)) in \(hours.text()) hours")
      }
      return Quantity(parts: parts)
    }
    let billed = max(requests, try times(minimumPerSecond, 3600))
    let allowed = try times(price?.freeRequests(forUsers: users) ?? .zero)
    self.requests += requests
    counted += billed
    free += allowed
    if billed > allowed { extra += billed - allowed }
  }

  func amounts(_ resource: Resource) -> [MeteredAmount] {
    let hours = MeteredAmount(
      month: month, meter: .recommenderHours, resource: resource, charge: .hours(hoursByUsers),
      formula: "Σ over active hours of price(users of the hour)",
      inputs: [BillInput("users at the end", hoursByUsers.last?.users ?? .zero, "user")])
    guard extra > .zero else { return [hours] }
    let requests = MeteredAmount(
      month: month, meter: .recommenderExtraRequests, resource: resource, charge: .monthly([extra]),
      formula: "Σ over hours of max(0, max(requests, minimum rate × 3600) − free requests)",
      inputs: [
        BillInput("requests answered", requests, "request"),
        BillInput("requests counted, at least the minimum rate", counted, "request"),
        BillInput("free requests of the active hours", free, "request"),
      ])
    return [hours, requests]
  }
}

extension Price {
  /// Requests an hour that are free for this many users.
  fileprivate func freeRequests(forUsers users: Quantity) -> Quantity? {
    guard let hourly else { return nil }
    let band = candidates[0].tiers.firstIndex { tier in tier.upTo.map { users <= $0 } ?? true }
    return band.map { hourly.freeRequestsPerHour[$0] }
  }
}

/// A quantity that holds from each row's start until the next row's.
private struct Level {
  private let rows: [UsageRow]

  init(_ rows: [UsageRow], of meter: Meter) throws(PricingError) {
    self.rows = rows.sorted { ($0.start, $0.quantity) < ($1.start, $1.quantity) }
    for (row, next) in zip(self.rows, self.rows.dropFirst())
    where row.start == next.start && row.quantity != next.quantity {
      throw PricingError(
        code: .levelsConflict, resource: row.resource, detail: "\(meter.rawValue) from \(row.start) on")
    }
  }

  /// The value of the last row that began before an instant.
  func value(before instant: Instant) -> Quantity? { rows.last { $0.start < instant }?.quantity }
}
