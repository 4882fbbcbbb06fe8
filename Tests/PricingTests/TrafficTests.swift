import Measures
import Pricing
import Testing

@Suite("Dense traffic")
struct TrafficTests {
  /// Two months of slots with floors that begin, end and change inside and between slots.
  private func usage(_ dice: inout Dice, _ family: RecipeFamily) -> Usage {
    let resource = Resource(family, "shop")
    var floors: [UsageRow] = []
    var from = -dice.roll(0...5000)
    while from < 70 * 86_400 {
      let to = from + dice.roll(1...3 * 86_400)
      floors.append(
        UsageRow(
          resource: resource, meter: .minProvisionedTPS, start: december.start + .seconds(Double(from)),
          end: december.start + .seconds(Double(to)), quantity: quantity("\(dice.roll(1...20)).\(dice.roll(0...9))")))
      from = to
    }
    let requests = (0..<60 * 288).map { _ in Int32(dice.roll(0...3) == 0 ? 0 : dice.roll(0...6000)) }
    return Usage(
      rows: floors, traffic: [CampaignTraffic(resource: resource, start: december.start, requests: requests)])
  }

  @Test("costs to the last digit what the same traffic costs as rows, under every window")
  func equality() throws {
    for seed in 0..<6 {
      var dice = Dice(seed)
      let dense = usage(&dice, seed % 2 == 0 ? .legacy : .v2)
      let rows = Usage(rows: dense.rows + dense.traffic[0].rows)
      #expect(dense.total(of: .requests) == rows.total(of: .requests))
      for window in BillingWindow.allCases {
        let card = card(legacyWindows: [window], v2Windows: [window])
        #expect(
          try Bill(pricing: dense, with: card).lines == Bill(pricing: rows, with: card).lines,
          "seed \(seed), \(window.rawValue)")
      }
    }
  }

  @Test("requests where no floor stands are refused at their instant")
  func missing() throws {
    let floor = row("v2:shop", .minProvisionedTPS, "1", from: 0, to: 1)
    for (slot, isRefused) in [(0, false), (11, false), (12, true), (-1, true)] {
      var requests = [Int32](repeating: 0, count: 20)
      requests[slot + 1] = 5
      let traffic = CampaignTraffic(
        resource: Resource("v2:shop"), start: december.start - .minutes(5), requests: requests)
      let bill = try? Bill(pricing: Usage(rows: [floor], traffic: [traffic]), with: card())
      #expect((bill == nil) == isRefused, "slot \(slot)")
    }
  }

  @Test("counts up to the largest integer and floors beyond it are exact")
  func extremes() throws {
    let floors = ["7158278.823333333", "7158279", "100000000"]
    for floor in floors {
      let usage = Usage(
        rows: [row("legacy:shop", .minProvisionedTPS, floor, from: 0, to: 1)],
        traffic: [
          CampaignTraffic(
            resource: Resource("legacy:shop"), start: december.start, requests: [.max, 0, .max, 1])
        ])
      let rows = Usage(rows: usage.rows + usage.traffic[0].rows)
      #expect(try Bill(pricing: usage, with: card()).lines == Bill(pricing: rows, with: card()).lines)
    }
  }
}
