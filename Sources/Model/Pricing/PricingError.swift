import Measures

/// Why a usage could not be priced at all.
package struct PricingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is missing or too large.
  package enum Code: String, Sendable {
    /// A product left the range of exact integers (about 10^25 units at a dollar each).
    case amountTooLarge
    /// Requests of a campaign at a time for which no row states its floor.
    case floorMissing
    /// Two rows of a campaign's floor cover the same time.
    case floorsOverlap
    /// A campaign whose resource name does not say whether it is `legacy:` or `v2:`.
    case familyMissing
    /// A recommender's active hours before any row of its users.
    case usersMissing
    /// Requests of a recommender in an hour in which no row says that it was active.
    case hoursMissing
    /// Two rows of a level (users, minimum rate) begin at the same time with different values.
    case levelsConflict
    /// Rows that cover more billing windows than can be added up.
    case tooManyWindows
    /// Two dense records of one campaign's traffic.
    case trafficTwice
  }
  package let code: Code
  package let resource: Resource
  /// The instant or number at fault.
  package let detail: String

  package var description: String {
    switch code {
    case .amountTooLarge: "\(resource): an amount is too large to be priced exactly (\(detail))"
    case .floorMissing:
      "\(resource): requests at \(detail) without a row `minProvisionedTPS` that covers them; "
        + "a campaign is billed for at least its floor"
    case .floorsOverlap:
      "\(resource): two rows `minProvisionedTPS` cover \(detail); a campaign has one floor at a time"
    case .familyMissing:
      "\(resource): a campaign's resource begins with `legacy:` or `v2:`; without it \(detail) cannot be priced"
    case .usersMissing:
      "\(resource): active at \(detail) without a row `recommenderUsers` at or before it; "
        + "a recommender's hour is priced by its users"
    case .hoursMissing:
      "\(resource): requests in the hour of \(detail) without a row `recommenderHours` that covers it"
    case .levelsConflict: "\(resource): two rows give different \(detail)"
    case .tooManyWindows: "\(resource): its rows cover more than \(detail) billing windows; give shorter or fewer rows"
    case .trafficTwice: "\(resource): its traffic is given twice"
    }
  }
}
