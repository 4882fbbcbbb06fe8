import Demand
import Measures

/// What a campaign answers.
extension UsageMeters {
  /// Its floor, a row each time it changes; its requests; and the surcharge for metadata.
  func addCampaign(_ campaign: CampaignSimulation, to usage: inout Usage) {
    let windows = campaign.windows
    var first = 0
    for window in windows.floors.indices
    where window + 1 == windows.floors.count
      || windows.floors[window + 1] != windows.floors[first]
    {
      add(
        .minProvisionedTPS, Double(windows.floors[first]), resource: windows.resource, from: instant(first),
        to: instant(window + 1), into: &usage)
      first = window + 1
    }
    usage.traffic.append(
      CampaignTraffic(resource: windows.resource, start: start, requests: windows.answered))
    if campaign.settings.returnsMetadata { addMetadata(windows, to: &usage) }
  }

  /// Requests that the surcharge for metadata is billed on: in each five minutes the answered ones, at least the floor's.
  ///
  /// Source: the surcharge was fitted to totals in which it falls on billed requests, idle ones included (KFC, 2026-08-09).
  private func addMetadata(_ windows: CampaignWindows, to usage: inout Usage) {
    let windowSeconds = Int(CampaignCapacity.windowMicroseconds / 1_000_000)
    let windowsPerDay = Int(Instant.microsecondsPerDay / CampaignCapacity.windowMicroseconds)
    for (index, day) in days.enumerated() {
      let own = (index * windowsPerDay)..<min((index + 1) * windowsPerDay, windows.answered.count)
      let billed = own.reduce(0) { $0 + max(Int(windows.answered[$1]), Int(windows.floors[$1]) * windowSeconds) }
      add(.metadataRequests, Double(billed), resource: windows.resource, from: day.start, to: day.end, into: &usage)
    }
  }

  /// The start of a window of five minutes.
  func instant(_ window: Int) -> Instant {
    start + Timespan(microseconds: Int64(window) * CampaignCapacity.windowMicroseconds)
  }

  /// A cache's nodes, where it is not in the product's own memory.
  func addCache(_ cache: CacheSettings, to usage: inout Usage) {
    guard case .elastiCache(let engine, let usableGBPerNode) = cache.place else { return }
    let gigabytes = Double(cache.entries) * Double(cache.resultsPerAnswer) * data.bytesPerListItem / 1e9
    let nodes = max(1, (gigabytes / usableGBPerNode).rounded(.up))
    for day in days {
      add(
        engine.nodeHours, nodes * day.hours, resource: resource("cache"), from: day.start, to: day.end, into: &usage)
    }
  }
}

extension BatchSettings.CacheEngine {
  /// The meter of a node's hours.
  var nodeHours: Meter { self == .redis ? .elastiCacheRedisMicroHours : .elastiCacheValkeyMicroHours }
}
