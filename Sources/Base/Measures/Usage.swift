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

/// What a plan used of everything that is billed: the only thing Serving and Pricing share.
package struct Usage: Sendable {
  package var rows: [UsageRow]

  package init(rows: [UsageRow] = []) { self.rows = rows }

  /// The sum of a meter over all rows.
  package func total(of meter: Meter) -> Quantity {
    rows.reduce(into: .zero) { if $1.meter == meter { $0 += $1.quantity } }
  }
}
