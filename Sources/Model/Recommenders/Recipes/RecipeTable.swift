// Every recipe of the service and what stands in for it. Names, hyperparameters and ranges: Amazon Personalize Developer
// Guide, recipe pages, 2023 and 2025.
extension Recipe {
  /// Every recipe, custom ones first.
  package static let all: [Recipe] = custom + legacy + domain

  private static let sequenceParameters = [
    number("hidden_dimension", 32...256, becomes: "factors"), number("bptt", 2...32, becomes: "window"),
    flag("recency_mask"),
    number("min_user_history_length_percentile", 0...1), number("max_user_history_length_percentile", 0...1),
  ]
  private static let exploration = [
    number("exploration_weight", 0...1, becomes: explorationWeight),
    number("exploration_item_age_cut_off", 0.001...36_500, becomes: explorationCutOff),
  ]
  private static let sequenceGap =
    "the neural network itself (a blend of linear and neighbourhood models of the same inputs stands in), impressions "
    + "and context; item metadata count for items with few events, user metadata for users without events"

  private static let custom: [Recipe] = [
    Recipe(
      "aws-user-personalization-v2", .userPersonalization, "blend", [flag("apply_recency_bias")] + exploration,
      "the transformer itself (a blend of linear and neighbourhood models stands in) and context; item metadata count "
        + "for items with few events, user metadata for users without events"),
    Recipe("aws-user-personalization", .userPersonalization, "blend", sequenceParameters + exploration, sequenceGap),
    Recipe(
      "aws-personalized-ranking-v2", .personalizedRanking, "blend", [flag("apply_recency_bias")],
      "the transformer itself and context; item metadata count for items with few events"),
    Recipe("aws-personalized-ranking", .personalizedRanking, "blend", sequenceParameters, sequenceGap),
    Recipe(
      "aws-sims", .relatedItems, "item-knn:neighbours=500,minimumCooccurrence=3",
      [
        number("popularity_discount_factor", 0...1, becomes: "popularityDiscount"),
        number("min_cointeraction_count", 0...10, becomes: "minimumCooccurrence"),
        number("min_user_history_length_percentile", 0...1), number("max_user_history_length_percentile", 0...1),
        number("min_item_interaction_count_percentile", 0...1), number("max_item_interaction_count_percentile", 0...1),
      ], "the percentiles of histories and items that the service leaves out"),
    Recipe(
      "aws-similar-items", .relatedItems, "item-knn:neighbours=500,shrink=20",
      [number("item_id_hidden_dim", 30...200), number("item_metadata_hidden_dim", 30...200)],
      "item metadata of items with many events; an unknown item gets popular items, as in the service"),
    Recipe("aws-semantic-similarity", .relatedItems, nil, [], "it compares texts, which are not read here."),
    Recipe("aws-popularity-count", .popularItems, "popular", [], "nothing"),
    Recipe(
      "aws-trending-now", .popularItems, "trending:windowHours=2",
      [Hyperparameter(name: "trend_discovery_frequency", domain: .durations, parameter: "windowHours")],
      "the service's own formula, which is not published: the rate of increase between two windows stands in"),
    Recipe("aws-next-best-action", .actions, nil, [], "actions and action interactions are not read here."),
    Recipe(
      "aws-item-affinity", .userSegmentation, nil, [number("hidden_dimension", 32...256)],
      "segments are lists of users, and models here rank items."),
    Recipe(
      "aws-item-attribute-affinity", .userSegmentation, nil, [number("hidden_dimension", 32...256)],
      "segments are lists of users, and models here rank items."),
  ]

  private static let legacy: [Recipe] = [
    Recipe("aws-hrnn", .userPersonalization, "blend", sequenceParameters, sequenceGap),
    Recipe("aws-hrnn-metadata", .userPersonalization, "blend", sequenceParameters, sequenceGap),
    Recipe(
      "aws-hrnn-coldstart", .userPersonalization, "blend",
      sequenceParameters + [
        number("cold_start_max_interactions", 0...1e6), number("cold_start_max_duration", 0...36_500),
      ], sequenceGap),
  ]

  private static let domain: [Recipe] = [
    Recipe(
      "aws-vod-because-you-watched-x", .relatedItems, "item-knn:neighbours=500", [], "the user's part in the order",
      eventType: "Watch"),
    Recipe("aws-vod-more-like-x", .relatedItems, "item-knn:neighbours=500,shrink=20", [], "item metadata"),
    Recipe("aws-vod-most-popular", .popularItems, "popular", [], "nothing", eventType: "Watch"),
    Recipe("aws-vod-trending-now", .popularItems, "trending:windowHours=2", [], "the service's own formula"),
    Recipe("aws-vod-top-picks", .userPersonalization, "blend", [], sequenceGap),
    Recipe("aws-ecomm-popular-items-by-views", .popularItems, "popular", [], "nothing", eventType: "View"),
    Recipe("aws-ecomm-popular-items-by-purchases", .popularItems, "popular", [], "nothing", eventType: "Purchase"),
    Recipe(
      "aws-ecomm-frequently-bought-together", .relatedItems, "item-knn:neighbours=500", [],
      "that items be of one order: those of one user count", eventType: "Purchase"),
    Recipe(
      "aws-ecomm-customers-who-viewed-x-also-viewed", .relatedItems, "item-knn:neighbours=500", [],
      "the user's part in the order", eventType: "View"),
    Recipe("aws-ecomm-recommended-for-you", .userPersonalization, "blend", [], sequenceGap),
  ]

  private init(
    _ name: String, _ purpose: Purpose, _ model: String?, _ hyperparameters: [Hyperparameter], _ notModelled: String,
    eventType: String? = nil
  ) {
    self.init(
      name: name, purpose: purpose, model: model, eventType: eventType, hyperparameters: hyperparameters,
      notModelled: notModelled)
  }

  private static func number(
    _ name: String, _ range: ClosedRange<Double>, becomes parameter: String? = nil
  ) -> Hyperparameter { Hyperparameter(name: name, domain: .number(range), parameter: parameter) }

  private static func flag(_ name: String) -> Hyperparameter {
    Hyperparameter(name: name, domain: .flag, parameter: nil)
  }
}
