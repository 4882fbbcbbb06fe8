import JSONText

/// A hyperparameter of the service as DescribeAlgorithm shows it. Source: developer guide, recipe pages, 2023.
struct Hyperparameter: Sendable {
  enum Range: Sendable {
    case whole(Int, Int)
    case number(Double, Double)
    case category([String])
  }

  let name: String
  /// Its default.
  let usual: String
  let range: Range
  let isTunable: Bool
}

enum Hyperparameters {
  private static func sequence(_ dimension: String) -> [Hyperparameter] {
    [
      .init(name: "hidden_dimension", usual: dimension, range: .whole(32, 256), isTunable: true),
      .init(name: "bptt", usual: "32", range: .whole(2, 32), isTunable: true),
      .init(name: "recency_mask", usual: "true", range: .category(["true", "false"]), isTunable: true),
    ]
  }

  /// Those of a recipe, by its name.
  static func of(_ recipe: String) -> [Hyperparameter] {
    switch recipe {
    case "aws-user-personalization", "aws-personalized-ranking", "aws-hrnn-coldstart": sequence("149")
    case "aws-hrnn", "aws-hrnn-metadata": sequence("43")
    case "aws-user-personalization-v2", "aws-personalized-ranking-v2":
      [.init(name: "apply_recency_bias", usual: "true", range: .category(["true", "false"]), isTunable: false)]
    case "aws-sims":
      [
        .init(name: "popularity_discount_factor", usual: "0.5", range: .number(0, 1), isTunable: true),
        .init(name: "min_cointeraction_count", usual: "3", range: .whole(0, 10), isTunable: true),
      ]
    case "aws-similar-items":
      [
        .init(name: "item_id_hidden_dim", usual: "100", range: .whole(30, 200), isTunable: true),
        .init(name: "item_metadata_hidden_dim", usual: "100", range: .whole(30, 200), isTunable: true),
      ]
    case "aws-item-affinity", "aws-item-attribute-affinity":
      [.init(name: "hidden_dimension", usual: "149", range: .whole(32, 256), isTunable: false)]
    case "aws-trending-now":
      [
        .init(
          name: "trend_discovery_frequency", usual: "2 hours",
          range: .category(["30 minutes", "1 hour", "2 hours", "3 hours", "1 day"]), isTunable: false)
      ]
    default: []
    }
  }

  static func ranges(_ parameters: [Hyperparameter]) -> JSONTree {
    var (wholes, numbers, categories): ([JSONTree], [JSONTree], [JSONTree]) = ([], [], [])
    for parameter in parameters {
      let head: [(String, JSONTree)] = [("name", .text(parameter.name))]
      let tail: [(String, JSONTree)] = [("isTunable", .flag(parameter.isTunable))]
      switch parameter.range {
      case .whole(let low, let high):
        wholes.append(.object(head + [("minValue", .whole(low)), ("maxValue", .whole(high))] + tail))
      case .number(let low, let high):
        numbers.append(.object(head + [("minValue", .number(low)), ("maxValue", .number(high))] + tail))
      case .category(let values):
        categories.append(.object(head + [("values", .array(values.map(JSONTree.text)))] + tail))
      }
    }
    return .object([
      ("integerHyperParameterRanges", .array(wholes)), ("continuousHyperParameterRanges", .array(numbers)),
      ("categoricalHyperParameterRanges", .array(categories)),
    ])
  }
}
