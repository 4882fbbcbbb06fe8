import Demand
import Measures
import Serving
import Testing

@Suite("Item metadata in answers")
struct MetadataTests {
  private func settings(floor: Int, family: RecipeFamily = .v2) -> CampaignSettings {
    var settings = campaign(floor: floor, family: family)
    settings.returnsMetadata = true
    return settings
  }

  @Test("idle, the surcharge falls on the floor's requests: 300 a TPS in five minutes")
  func idle() {
    for floor in [1, 3] {
      let usage = play(.campaign(settings(floor: floor)), demand(days: 1.5, perDay: 1e-6)).usage
      #expect(usage.total(of: .metadataRequests) == Quantity(floor * 300 * 432))
      let rows = usage.rows.filter { $0.meter == .metadataRequests }
      #expect(
        rows.map { ($0.end - $0.start).hours } == [24, 12] && rows.allSatisfy { $0.resource == Resource(.v2, "shop") })
    }
  }

  @Test("in each five minutes it falls on what was answered, or on the floor where that is more")
  func windows() {
    // A tenth of a request a second, and five for two hours.
    let burst = Burst(start: monday + .hours(26), duration: .hours(2), factor: 50, ramp: .zero)
    let demand = demand(days: 2, perDay: 8640, bursts: [burst])
    for family in RecipeFamily.allCases {
      for plan in [
        Plan.Kind.campaign(settings(floor: 2, family: family)),
        .hybrid(
          batch(training: training(family)), settings(floor: 2, family: family),
          HybridRouting(mostActiveShare: 0.5, sendsUnknownUsers: true)),
      ] {
        let usage = play(plan, demand).usage
        let answered = usage.traffic[0].requests
        let excess = answered.reduce(0) { $0 + max(0, Int($1) - 600) }
        #expect(excess > 0 && answered.contains { $0 < 600 })
        #expect(usage.total(of: .metadataRequests) == Quantity(2 * 288 * 600 + excess))
        #expect(usage.rows.contains { $0.meter == .metadataRequests && $0.quantity == Quantity(288 * 600) })
      }
    }
  }

  @Test("without it there is no surcharge") func off() {
    #expect(play(.campaign(campaign()), demand()).usage.total(of: .metadataRequests) == .zero)
  }
}
