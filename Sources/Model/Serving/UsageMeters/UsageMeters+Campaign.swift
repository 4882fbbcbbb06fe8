import Demand
import Measures

/// What a campaign answers.
extension UsageMeters {
  func addCampaign(_ campaign: CampaignSimulation, _ settings: CampaignSettings, to usage: inout Usage) {
    let resource = resource(settings.training.family)
    add(
      .minProvisionedTPS, Double(settings.minProvisionedTPS), resource: resource, from: start, to: end, into: &usage)
    usage.traffic.append(CampaignTraffic(resource: resource, start: start, requests: campaign.answered))
  }

  /// Requests that the surcharge for metadata is billed on: in each five minutes the answered ones, at least the floor's.
  ///
  /// Source: the surcharge was fitted to totals in which it falls on billed requests, idle ones included (KFC, 2026-08-09).
  func addMetadata(_ campaign: CampaignSimulation, _ settings: CampaignSettings, to usage: inout Usage) {
    guard settings.returnsMetadata else { return }
    let floor = settings.minProvisionedTPS * Int(CampaignCapacity.windowMicroseconds / 1_000_000)
    let windowsPerDay = Int(Instant.microsecondsPerDay / CampaignCapacity.windowMicroseconds)
    for (index, day) in days.enumerated() {
      let billed = campaign.answered.dropFirst(index * windowsPerDay).prefix(windowsPerDay).reduce(0) {
        $0 + max(Int($1), floor)
      }
      add(
        .metadataRequests, Double(billed), resource: resource(settings.training.family), from: day.start, to: day.end,
        into: &usage)
    }
  }
}
