/// The family of recipes a resource belongs to, which decides how its requests and trainings are billed.
package enum RecipeFamily: String, Hashable, Sendable, CaseIterable {
  /// User-Personalization (v1), Personalized-Ranking, SIMS, …: TPS-hours and training-hours.
  case legacy
  /// User-Personalization-v2, Personalized-Ranking-v2: requests and training interactions.
  case v2
}

/// Something in the cloud that meters run on; `legacy:shop` and `v2:shop` name a campaign with its recipe family.
package struct Resource: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let name: String

  package init(_ name: String) { self.name = name }
  package init(_ family: RecipeFamily, _ name: String) { self.name = "\(family.rawValue):\(name)" }

  /// The family named by the prefix, if there is one.
  package var family: RecipeFamily? {
    RecipeFamily.allCases.first { name.hasPrefix($0.rawValue + ":") }
  }
  package var description: String { name }
  package static func < (a: Resource, b: Resource) -> Bool { a.name < b.name }
}

/// One row of usage: so much of a meter on a resource between two instants.
package struct UsageRow: Hashable, Sendable {
  package let resource: Resource
  package let meter: Meter
  /// Start of the time the quantity belongs to; included.
  package let start: Instant
  /// End of that time; not included. Never before `start`.
  package let end: Instant
  /// In the meter's unit; never negative.
  package let quantity: Quantity

  package init(resource: Resource, meter: Meter, start: Instant, end: Instant, quantity: Quantity) {
    precondition(start <= end && quantity >= .zero)
    self.resource = resource
    self.meter = meter
    self.start = start
    self.end = end
    self.quantity = quantity
  }
}

/// Requests that a campaign answered in successive slots of five minutes: the dense form of `Meter.requests` rows.
///
/// A year of 5-minute rows of one campaign is 105,120 rows; as slots it is an array that can be summed at the speed of
/// memory.
package struct CampaignTraffic: Hashable, Sendable {
  package let resource: Resource
  /// Start of the first slot: a whole multiple of five minutes since 1970.
  package let start: Instant
  /// Requests of each slot, never negative.
  package let requests: [Int32]

  /// Length of a slot in microseconds.
  package static let slotMicroseconds: Int64 = 300_000_000

  package init(resource: Resource, start: Instant, requests: [Int32]) {
    precondition(start.microseconds % CampaignTraffic.slotMicroseconds == 0)
    self.resource = resource
    self.start = start
    self.requests = requests
  }

  /// The same traffic as rows of usage, a row a slot that has requests.
  package var rows: [UsageRow] {
    requests.enumerated().filter { $0.element > 0 }.map { slot, count in
      let begin = start + Timespan(microseconds: Int64(slot) * CampaignTraffic.slotMicroseconds)
      return UsageRow(
        resource: resource, meter: .requests, start: begin,
        end: begin + Timespan(microseconds: CampaignTraffic.slotMicroseconds), quantity: Quantity(Int(count)))
    }
  }
}

/// What a plan used of everything that is billed: the only thing Serving and Pricing share.
package struct Usage: Sendable {
  package var rows: [UsageRow]
  /// Campaigns' requests in dense form, at most one entry a campaign.
  package var traffic: [CampaignTraffic]

  package init(rows: [UsageRow] = [], traffic: [CampaignTraffic] = []) {
    self.rows = rows
    self.traffic = traffic
  }

  /// The sum of a meter over all rows and traffic.
  package func total(of meter: Meter) -> Quantity {
    let sum = rows.reduce(into: Quantity.zero) { if $1.meter == meter { $0 += $1.quantity } }
    guard meter == .requests else { return sum }
    return traffic.reduce(into: sum) { $0 += Quantity($1.requests.reduce(0) { $0 + Int($1) }) }
  }
}
