import JSONText

/// A recipe of the service as it describes it.
struct CatalogueRecipe: Sendable, Hashable {
  let name: String
  /// `USER_PERSONALIZATION` and so on.
  let type: String
  /// `ECOMMERCE` or `VIDEO_ON_DEMAND`; nil for custom recipes.
  let domain: String?
  let algorithm: String
  let transformation: String
  let description: String

  var arn: String { "arn:aws:personalize:::recipe/" + name }
  var algorithmArn: String { "arn:aws:personalize:::algorithm/" + algorithm }
  var transformationArn: String { "arn:aws:personalize:::feature-transformation/" + transformation }
}

/// What the service owns: recipes, algorithms, feature transformations. Source: developer guide, recipe pages, 2023 and
/// 2025; descriptions in our own words.
enum Catalogue {
  static let recipes: [CatalogueRecipe] =
    [
      row("aws-user-personalization", "USER_PERSONALIZATION", "Items for a user, with exploration of new ones."),
      row("aws-user-personalization-v2", "USER_PERSONALIZATION", "Items for a user, by a transformer."),
      row("aws-personalized-ranking", "PERSONALIZED_RANKING", "Given items in a user's order."),
      row("aws-personalized-ranking-v2", "PERSONALIZED_RANKING", "Given items in a user's order, by a transformer."),
      row("aws-similar-items", "RELATED_ITEMS", "Items like an item, by interactions and metadata."),
      row("aws-sims", "RELATED_ITEMS", "Items often taken by the same users.", "sims"),
      row("aws-semantic-similarity", "RELATED_ITEMS", "Items whose texts mean alike."),
      row("aws-popularity-count", "USER_PERSONALIZATION", "Items that most users took.", "sims"),
      row("aws-trending-now", "POPULAR_ITEMS", "Items whose popularity grows fastest."),
      row("aws-next-best-action", "PERSONALIZED_ACTIONS", "Actions for a user."),
      row("aws-item-affinity", "USER_SEGMENTATION", "Users for an item."),
      row("aws-item-attribute-affinity", "USER_SEGMENTATION", "Users for attributes of items."),
      row("aws-hrnn", "USER_PERSONALIZATION", "Items for a user; superseded."),
      row("aws-hrnn-metadata", "USER_PERSONALIZATION", "Items for a user, with metadata; superseded."),
      row("aws-hrnn-coldstart", "USER_PERSONALIZATION", "New items for a user; superseded."),
    ] + videos + shop

  private static let videos: [CatalogueRecipe] = [
    row("aws-vod-because-you-watched-x", "RELATED_ITEMS", "Videos that others watched with this one.", of: vod),
    row("aws-vod-more-like-x", "RELATED_ITEMS", "Videos like this one.", of: vod),
    row("aws-vod-most-popular", "POPULAR_ITEMS", "Videos that most users watched.", of: vod),
    row("aws-vod-trending-now", "POPULAR_ITEMS", "Videos whose popularity grows fastest.", of: vod),
    row("aws-vod-top-picks", "USER_PERSONALIZATION", "Videos for a user.", of: vod),
  ]

  private static let shop: [CatalogueRecipe] = [
    row("aws-ecomm-popular-items-by-views", "POPULAR_ITEMS", "Items viewed most.", of: commerce),
    row("aws-ecomm-popular-items-by-purchases", "POPULAR_ITEMS", "Items bought most.", of: commerce),
    row("aws-ecomm-frequently-bought-together", "RELATED_ITEMS", "Items bought with this one.", of: commerce),
    row(
      "aws-ecomm-customers-who-viewed-x-also-viewed", "RELATED_ITEMS", "Items viewed by those who viewed this one.",
      of: commerce),
    row("aws-ecomm-recommended-for-you", "USER_PERSONALIZATION", "Items for a user.", of: commerce),
  ]

  private static let vod = "VIDEO_ON_DEMAND"
  private static let commerce = "ECOMMERCE"

  private static func row(
    _ name: String, _ type: String, _ description: String, _ transformation: String = "JSON-percentile-filtering",
    of domain: String? = nil
  ) -> CatalogueRecipe {
    CatalogueRecipe(
      name: name, type: type, domain: domain, algorithm: name == "aws-trending-now" ? name + "-custom" : name,
      transformation: transformation, description: description)
  }

  /// When the service made them all; the true dates are not known.
  private static let made: Int64 = 1_560_384_000_000_000

  /// The name behind an ARN's slash.
  static func name(_ arn: String) -> String { String(arn.split(separator: "/").last ?? "") }

  /// Whether a recipe makes segments of users.
  static func isSegmentation(_ name: String) -> Bool {
    recipes.first { $0.name == name }?.type == "USER_SEGMENTATION"
  }

  static func recipe(_ arn: String) throws(ServiceFault) -> CatalogueRecipe {
    guard let recipe = recipes.first(where: { $0.arn == arn }) else {
      throw .missing("The recipe with the Amazon Resource Name (ARN) \(arn) could not be found.")
    }
    return recipe
  }

  static func list(_ input: Input) throws(ServiceFault) -> JSONTree {
    let domain = input.text("domain")
    let chosen = recipes.enumerated().filter { domain == nil || $0.element.domain == domain }
      .map { (number: $0.offset, recipe: $0.element) }
    let (page, token) = try Paging.page(chosen, key: \.number, of: "recipes" + (domain ?? ""), input)
    let rows = page.map { row in
      JSONTree.object(
        [
          ("name", .text(row.recipe.name)), ("recipeArn", .text(row.recipe.arn)), ("status", .text("ACTIVE")),
          ("creationDateTime", .instant(made)), ("lastUpdatedDateTime", .instant(made)),
        ] + (row.recipe.domain.map { [("domain", .text($0))] } ?? []))
    }
    return .object([("recipes", .array(rows))] + (token.map { [("nextToken", .text($0))] } ?? []))
  }

  static func describeRecipe(_ input: Input) throws(ServiceFault) -> JSONTree {
    let recipe = try recipe(input.required("recipeArn"))
    return .object([
      (
        "recipe",
        .object([
          ("name", .text(recipe.name)), ("recipeArn", .text(recipe.arn)), ("algorithmArn", .text(recipe.algorithmArn)),
          ("featureTransformationArn", .text(recipe.transformationArn)), ("status", .text("ACTIVE")),
          ("description", .text(recipe.description)), ("creationDateTime", .instant(made)),
          ("recipeType", .text(recipe.type)), ("lastUpdatedDateTime", .instant(made)),
        ])
      )
    ])
  }

  static func describeAlgorithm(_ input: Input) throws(ServiceFault) -> JSONTree {
    let arn = input.required("algorithmArn")
    guard let recipe = recipes.first(where: { $0.algorithmArn == arn }) else {
      throw .missing("The algorithm with the Amazon Resource Name (ARN) \(arn) could not be found.")
    }
    let parameters = Hyperparameters.of(recipe.name)
    return .object([
      (
        "algorithm",
        .object([
          ("name", .text(recipe.algorithm)), ("algorithmArn", .text(arn)),
          ("defaultHyperParameters", .object(parameters.map { ($0.name, .text($0.usual)) })),
          ("defaultHyperParameterRanges", Hyperparameters.ranges(parameters)),
          (
            "defaultResourceConfig",
            .object([("maxNumberOfTrainingJobs", .text("10")), ("maxParallelTrainingJobs", .text("5"))])
          ),
          ("trainingInputMode", .text("File")), ("creationDateTime", .instant(made)),
          ("lastUpdatedDateTime", .instant(made)),
        ])
      )
    ])
  }

  static func describeTransformation(_ input: Input) throws(ServiceFault) -> JSONTree {
    let arn = input.required("featureTransformationArn")
    guard let recipe = recipes.first(where: { $0.transformationArn == arn }) else {
      throw .missing("The feature transformation with the Amazon Resource Name (ARN) \(arn) could not be found.")
    }
    return .object([
      (
        "featureTransformation",
        .object([
          ("name", .text(recipe.transformation)), ("featureTransformationArn", .text(arn)),
          (
            "defaultParameters",
            .object(
              recipe.transformation == "sims"
                ? [
                  ("min_user_history_length_percentile", .text("0.005")),
                  ("max_user_history_length_percentile", .text("0.995")),
                  ("min_item_interaction_count_percentile", .text("0.01")),
                  ("max_item_interaction_count_percentile", .text("0.9")),
                ]
                : [
                  ("min_user_history_length_percentile", .text("0.0")),
                  ("max_user_history_length_percentile", .text("0.99")),
                ])
          ), ("creationDateTime", .instant(made)), ("lastUpdatedDateTime", .instant(made)),
          ("status", .text("ACTIVE")),
        ])
      )
    ])
  }
}
