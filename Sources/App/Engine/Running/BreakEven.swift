import Measures
import Pricing
import Serving

/// Where a batch and a campaign cost the same, found by pricing their usage again with users or requests scaled.
///
/// A batch's cost grows with users × jobs and hardly with requests, a campaign's with requests above its floor and not
/// with users. Throttling is not replayed: a campaign scaled far up would need a higher floor.
package struct BreakEven: Sendable {
  package let batch: String
  package let campaign: String
  /// Users at which both cost the same, at the stated requests.
  package let users: Crossing
  /// Requests a day at which both cost the same, at the stated users.
  package let requestsPerDay: Crossing
  /// Factor on users and requests together at which both cost the same.
  package let together: Crossing

  /// Where two costs cross within a thousandth to a thousand times today's size.
  package enum Crossing: Sendable, Equatable {
    case at(Double, isBatchCheaperAbove: Bool)
    /// No crossing: which plan is the cheaper one throughout.
    case batchAlwaysCheaper
    case campaignAlwaysCheaper
  }

  /// - Parameter stores: how large each plan's store is, in the plans' order; nil for plans without one.
  init?(
    plans: [PlanResult], stores: [StoreSize?], users: Int, requestsPerDay: Double, card: RateCard, terms: BillingTerms
  )
    throws(PricingError)
  {
    guard let batchIndex = plans.firstIndex(where: { $0.kind == "batch" }),
      let campaign = plans.first(where: { $0.kind == "campaign" }), !plans[batchIndex].cost.bill.isPartial,
      !campaign.cost.bill.isPartial
    else { return nil }
    let (batch, store) = (plans[batchIndex], stores[batchIndex])
    self.batch = batch.name
    self.campaign = campaign.name
    /// Batch cost minus campaign cost with users and requests scaled.
    func difference(_ userFactor: Double, _ requestFactor: Double) throws(PricingError) -> Double {
      let a = try Bill(
        pricing: batch.serving.usage.scaled(users: userFactor, requests: requestFactor, store: store), with: card,
        terms: terms)
      let b = try Bill(
        pricing: campaign.serving.usage.scaled(users: userFactor, requests: requestFactor), with: card, terms: terms)
      return a.total.expected.approximate - b.total.expected.approximate
    }
    self.users = try BreakEven.crossing(times: Double(users)) { factor throws(PricingError) in
      try difference(factor, 1)
    }
    self.requestsPerDay = try BreakEven.crossing(times: requestsPerDay) { factor throws(PricingError) in
      try difference(1, factor)
    }
    together = try BreakEven.crossing(times: 1) { factor throws(PricingError) in try difference(factor, factor) }
  }

  /// The factor nearest to 1 at which the difference changes sign, on a logarithmic grid and then by bisection.
  private static func crossing(times unit: Double, _ difference: (Double) throws(PricingError) -> Double)
    throws(PricingError) -> Crossing
  {
    let grid = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000]
    var values: [Double] = []
    for factor in grid { values.append(try difference(factor)) }
    let changes = (1..<grid.count).filter { (values[$0 - 1] < 0) != (values[$0] < 0) }
    guard let upper = changes.min(by: { abs($0 - 7) < abs($1 - 7) }) else {
      return values[6] < 0 ? .batchAlwaysCheaper : .campaignAlwaysCheaper
    }
    var (low, high) = (grid[upper - 1], grid[upper])
    let isLowNegative = values[upper - 1] < 0
    for _ in 0..<20 {
      let middle = (low * high).squareRoot()
      if (try difference(middle) < 0) == isLowNegative { low = middle } else { high = middle }
    }
    return .at((low * high).squareRoot() * unit, isBatchCheaperAbove: !isLowNegative)
  }
}
