/// What a list is asked for: the three purposes that the service has recipes for.
package enum RecommendationTask: String, Sendable, Hashable, CaseIterable {
  /// Items for a user.
  case personalization
  /// A list that is given, in the order for a user.
  case ranking
  /// Items like the one that a user took last.
  case related

  /// The name on the command line.
  package var name: String { rawValue }

  /// What a mean over requests is a mean of: the estimand in words.
  package var estimand: String {
    switch self {
    case .personalization:
      "Mean over held-out requests: how far in front the list for a user holds what that user took at that second."
    case .ranking:
      "Mean over held-out requests whose slate holds an answer: how far in front of the other items of the slate the "
        + "model puts what the user took."
    case .related:
      "Mean over held-out requests of users with an earlier event: how far in front the list for the user's last item "
        + "holds what that user took next."
    }
  }

  /// What a reader must be told of it beside that; empty for personalisation.
  package var warning: String {
    switch self {
    case .personalization: ""
    case .ranking:
      "A slate's items were chosen by somebody else: these numbers say nothing of items outside it and do not compare with "
        + "those of whole lists."
    case .related:
      "Lists depend on the last item alone, so what the user took before is not left out of them, and what a user takes next "
        + "need not be like it: compare models, not tasks."
    }
  }
}

/// How the other items of a sampled slate are drawn.
package enum NegativeSampling: String, Sendable, Hashable, CaseIterable {
  /// Each item seen before the request with the same chance.
  case uniform
  /// Each by its share of the training events before the request: harder, for popular items are taken for good reasons.
  case popular
}
