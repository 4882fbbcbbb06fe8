import Measures

extension MeteredAmount {
  /// Campaigns: requests and floors become TPS-hours (legacy) or requests (v2), under each window of the price row.
  static func campaigns(in usage: Usage, card: RateCard) throws(PricingError) -> [MeteredAmount] {
    var requests: [Resource: [UsageRow]] = [:]
    var floors: [Resource: [UsageRow]] = [:]
    for row in usage.rows {
      switch row.meter {
      case .requests: requests[row.resource, default: []].append(row)
      case .minProvisionedTPS: floors[row.resource, default: []].append(row)
      default: continue
      }
    }
    var traffic: [Resource: CampaignTraffic] = [:]
    for dense in usage.traffic where traffic.updateValue(dense, forKey: dense.resource) != nil {
      throw PricingError(code: .trafficTwice, resource: dense.resource, detail: "")
    }
    var amounts: [MeteredAmount] = []
    for resource in Set(requests.keys).union(floors.keys).union(traffic.keys).sorted() {
      let floor = try CampaignFloor(resource: resource, rows: floors[resource] ?? [])
      amounts += try campaign(
        requests: requests[resource] ?? [], traffic: traffic[resource], floor: floor, card: card)
    }
    return amounts
  }

  private static func campaign(
    requests: [UsageRow], traffic: CampaignTraffic?, floor: CampaignFloor, card: RateCard
  ) throws(PricingError) -> [MeteredAmount] {
    guard let family = floor.resource.family else {
      throw PricingError(code: .familyMissing, resource: floor.resource, detail: "its traffic")
    }
    let meter: Meter = family == .legacy ? .tpsHours : .v2Requests
    let stated = card.price(of: meter)?.windows ?? []
    let windows = stated.isEmpty ? [.fiveMinutes] : stated
    var byWindow: [[CampaignMonth]] = []
    for window in windows {
      if let traffic, requests.isEmpty, window == .fiveMinutes {
        byWindow.append(try CampaignMonths(traffic: traffic, floor: floor).months)
      } else {
        byWindow.append(
          try CampaignMonths(requests: requests, traffic: traffic, floor: floor, window: window).months)
      }
    }
    let formula =
      "Σ over \(windows[0].rawValue) windows of max(requests, floor × seconds)" + (family == .legacy ? " / 3600" : "")
    // Every window sees the same months: those with a row of requests or a floor.
    return byWindow[0].indices.map { index in
      let expected = byWindow[0][index]
      return MeteredAmount(
        month: expected.month, meter: meter, resource: floor.resource,
        charge: .monthly(
          byWindow.map { months in
            let billed = months[index].billed
            return family == .legacy ? Quantity(parts: FixedPoint.roundedQuotient(billed.parts, 3600)) : billed
          }), formula: formula,
        inputs: [
          BillInput("requests answered", expected.asked, "request"),
          BillInput("floor × seconds", expected.floor, "request"),
          BillInput("windows at the floor", Quantity(expected.windowsAtFloor), "window"),
        ])
    }
  }
}
