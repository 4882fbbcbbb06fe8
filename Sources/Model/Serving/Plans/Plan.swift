import Measures

/// A way of serving recommendations.
package struct Plan: Sendable, Equatable {
  /// The name it has in the scenario and in every table.
  package let name: String
  package let kind: Kind
  /// What keeps the answers that were computed at a request, for the next one with the same key.
  package let cache: CacheSettings?

  /// The ways of serving with their settings.
  package enum Kind: Sendable, Equatable {
    /// Lists computed by a job for many users, read from a store.
    case batch(BatchSettings)
    /// Lists computed at the moment of the request by a campaign.
    case campaign(CampaignSettings)
    /// The same by several campaigns, each for its share of the requests or for its pages.
    case campaigns(CampaignGroup)
    /// Batch for all, a campaign for some.
    case hybrid(BatchSettings, CampaignSettings, HybridRouting)
    /// Lists computed at the moment of the request by a domain recommender, paid by the hour.
    case recommender(RecommenderSettings)
    /// Lists computed by a model of our own, refreshed from cron, read from a store: not buying is an option too.
    case own(OwnSettings)
    /// The same list of popular items for everybody, computed at home: the free control.
    case popular(PopularSettings)
  }

  /// - Parameter cache: only plans that answer live have room for one; for others it is ignored.
  package init(name: String, kind: Kind, cache: CacheSettings? = nil) {
    self.name = name
    self.kind = kind
    self.cache = cache
  }

  /// The jobs of the service that fill a store.
  package var batch: BatchSettings? {
    switch kind {
    case .batch(let settings), .hybrid(let settings, _, _): settings
    case .campaign, .campaigns, .recommender, .own, .popular: nil
    }
  }

  /// The lists that are read from a store, whoever computed them.
  package var lists: BatchSettings? {
    if case .own(let settings) = kind { settings.lists } else { batch }
  }

  /// The campaigns, in order; those of a group have names.
  package var campaigns: [CampaignPart] {
    switch kind {
    case .campaign(let settings), .hybrid(_, let settings, _):
      [CampaignPart(name: "", settings: settings, share: 1, pages: [])]
    case .campaigns(let group): group.parts
    case .batch, .recommender, .own, .popular: []
    }
  }

  /// What answers at the moment of the request: the campaigns, or the recommender.
  package var live: [CampaignPart] {
    if case .recommender(let settings) = kind {
      [CampaignPart(name: "", settings: settings.live, share: 1, pages: [])]
    } else {
      campaigns
    }
  }

  /// The cache, where the plan has live answers to keep.
  package var answerCache: CacheSettings? { live.isEmpty ? nil : cache }

  /// The models that the plan pays the service for, if any.
  package var training: TrainingSettings? { campaigns.first?.settings.training ?? batch?.training }
}
