import Serving

extension Plan {
  /// The settings of the plan's only campaign; nil where it has none or several.
  var onlyCampaign: CampaignSettings? {
    switch kind {
    case .campaign(let settings), .hybrid(_, let settings, _): settings
    case .campaigns, .batch, .recommender, .own, .popular: nil
    }
  }

  /// The same plan with another campaign; plans without exactly one stay as they are.
  func with(campaign settings: CampaignSettings) -> Plan {
    switch kind {
    case .campaign: Plan(name: name, kind: .campaign(settings), cache: cache)
    case .hybrid(let batch, _, let routing): Plan(name: name, kind: .hybrid(batch, settings, routing), cache: cache)
    case .campaigns, .batch, .recommender, .own, .popular: self
    }
  }

  /// The same plan with another floor.
  func with(floorTPS: Int) -> Plan {
    guard var settings = onlyCampaign else { return self }
    settings.minProvisionedTPS = floorTPS
    return with(campaign: settings)
  }

  /// The same plan with another cache, or none.
  func with(cache: CacheSettings?) -> Plan { Plan(name: name, kind: kind, cache: cache) }
}
