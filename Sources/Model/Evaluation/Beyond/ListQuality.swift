/// A measure of a list besides whether it hit: its worth is a matter of taste, so none says which way is better for whom.
package enum ListQuality: String, Sendable, CaseIterable {
  case novelty
  case averagePopularity = "arp"
  case headShare = "head_share"
  case diversityOfCategories = "diversity_categories"
  case diversityOfAudience = "diversity_audience"
  case diversityOfEmbeddings = "diversity_embeddings"
  case serendipity
  case miscalibration
  case itemAgeDays = "item_age_days"
  case repeatShare = "repeat_share"

  /// The name in files and on the command line.
  package var name: String { rawValue }

  /// Pairs of items grow with the square of K; lists beyond are not compared pair by pair.
  package static let longestPaired = 50

  /// Whether it can be had from what is known.
  package func isKnown(background: Bool, categories: Bool, embeddings: Bool = false, k: Int) -> Bool {
    switch self {
    case .diversityOfEmbeddings: embeddings && k > 1 && k <= ListQuality.longestPaired
    case .diversityOfCategories: categories && k > 1 && k <= ListQuality.longestPaired
    case .diversityOfAudience: background && k > 1 && k <= ListQuality.longestPaired
    case .miscalibration: background && categories
    default: background
    }
  }

  /// What is divided by, in words.
  package var denominator: String {
    switch self {
    case .novelty, .averagePopularity, .headShare, .repeatShare, .serendipity: "items of the list, at most K"
    case .diversityOfCategories, .diversityOfAudience, .diversityOfEmbeddings:
      "pairs of items of the list, at most K items"
    case .miscalibration: "categories of what the user took"
    case .itemAgeDays: "items of the list with an event, at most K"
    }
  }

  /// The value; not-a-number where the list says nothing of it.
  package func value(_ context: ListInContext) -> Double {
    switch self {
    case .novelty: context.novelty
    case .averagePopularity: context.averagePopularity
    case .headShare: context.headShare
    case .diversityOfCategories: context.diversityOfCategories
    case .diversityOfAudience: context.diversityOfAudience
    case .diversityOfEmbeddings: context.diversityOfEmbeddings
    case .serendipity: context.serendipity
    case .miscalibration: context.miscalibration
    case .itemAgeDays: context.itemAgeDays
    case .repeatShare: context.repeatShare
    }
  }
}

extension ListInContext {
  /// The mean of a value over the list's items that have one; not-a-number where none has.
  func mean(_ value: (Int32) -> Double?) -> Double {
    var (sum, count) = (0.0, 0)
    for item in list {
      guard let one = value(item) else { continue }
      sum += one
      count += 1
    }
    return count > 0 ? sum / Double(count) : .nan
  }

  /// The mean of a value over pairs of the list's items that have one; not-a-number where none has.
  func pairMean(_ value: (Int32, Int32) -> Double?) -> Double {
    var (sum, count) = (0.0, 0)
    for first in list.indices {
      for second in list.indices[(first + 1)...] {
        guard let one = value(list[first], list[second]) else { continue }
        sum += one
        count += 1
      }
    }
    return count > 0 ? sum / Double(count) : .nan
  }
}
