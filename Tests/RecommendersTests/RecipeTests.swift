import Interactions
import Measures
import Recommenders
import Testing

@Suite("Recipes of the service")
struct RecipeTests {
  @Test("have a model that exists, or say why not", arguments: Recipe.all.map(\.name))
  func models(_ name: String) throws {
    let recipe = try #require(Recipe.named(name))
    #expect(Recipe.named("arn:aws:personalize:::recipe/\(name)")?.name == name)
    let (specification, findings) = recipe.specification([], source: "test")
    #expect((specification != nil) == (recipe.model != nil))
    #expect(findings.map(\.code) == (recipe.model == nil ? ["recipe-not-modelled"] : []))
    #expect(!recipe.notModelled.isEmpty)
  }

  @Test("are known by no other name, and by each name once")
  func names() {
    #expect(Recipe.named("aws-nonsense") == nil && Recipe.named("") == nil)
    #expect(Set(Recipe.all.map(\.name)).count == Recipe.all.count)
  }

  @Test("map the service's hyperparameters, with the prefixes that tuned results carry")
  func mapping() throws {
    let sims = try #require(Recipe.named("aws-sims"))
    let (mapped, _) = sims.specification(
      [("training.popularity_discount_factor", "0.8"), ("min_cointeraction_count", "0")], source: "test")
    var expected = ItemKNNParameters(neighbours: 500)
    (expected.popularityDiscount, expected.minimumCooccurrence) = (0.8, 1)
    #expect(mapped == .itemKNN(expected))
    let trending = try #require(Recipe.named("aws-trending-now"))
    let (daily, _) = trending.specification([("trend_discovery_frequency", "1 day")], source: "test")
    #expect(daily?.text == "trending:windowHours=24")
  }

  @Test("refuse unknown hyperparameters and impossible values, and say what has no effect")
  func findings() throws {
    let personal = try #require(Recipe.named("aws-user-personalization"))
    func codes(_ given: [(name: String, value: String)]) -> [String] {
      personal.specification(given, source: "test").findings.map(\.code)
    }
    #expect(codes([("recency_mask", "true")]) == ["hyperparameter-without-effect"])
    #expect(codes([("hidden_dimension", "149"), ("exploration_weight", "0.3")]).isEmpty)
    #expect(codes([("hidden_dimension", "1"), ("nonsense", "1")]) == ["bad-value", "unknown-hyperparameter"])
    #expect(codes([("recency_mask", "maybe")]) == ["bad-value"])
  }

  @Test("take exploration from the service's two hyperparameters, and none unless asked")
  func exploration() throws {
    let personal = try #require(Recipe.named("aws-user-personalization"))
    #expect(personal.exploration([]) == nil && personal.exploration([("exploration_weight", "0")]) == nil)
    #expect(
      personal.exploration([("training.exploration_weight", "0.5"), ("exploration_item_age_cut_off", "7")])
        == Exploration(weight: 0.5, cutOffDays: 7))
    let sims = try #require(Recipe.named("aws-sims"))
    #expect(sims.exploration([("exploration_weight", "0.5")]) == nil)
  }

  @Test("take vectors and windows of the blend from the service's names")
  func blend() throws {
    let personal = try #require(Recipe.named("aws-user-personalization"))
    let (mapped, _) = personal.specification([("hidden_dimension", "64"), ("bptt", "20")], source: "test")
    #expect(mapped?.text.hasSuffix("factors=64,window=20") == true)
  }

  @Test("count events by type and by value, and leave out what counts nothing")
  func weights() {
    let all = InteractionLog(
      users: ["u"], items: ["a", "b", "c", "d"], eventTypes: ["Buy", "View"], userIDs: [0, 0, 0, 0],
      itemIDs: [0, 1, 2, 3], timestamps: [1, 2, 3, 4], eventTypeIDs: [0, 1, 1, 0], values: [5, 2, -5, .nan])
    func weighted(_ rules: [String]) -> [Float] {
      EventSelection(rules.compactMap(EventSelection.rule)).weighted(all).weights
    }
    #expect(weighted([]).isEmpty && weighted(["Buy", "View"]).isEmpty)
    #expect(weighted(["Buy*3", "View"]) == [3, 1, 1, 3] && weighted(["Buy*0", "View*0.5"]) == [0.5, 0.5])
    #expect(weighted(["Buy*value", "View*value"]) == [5, 2] && weighted(["Buy>=5*2"]) == [2])
    #expect(EventSelection.rule("a*-1") == nil && EventSelection.rule("*2") == nil)
    #expect(EventSelection.rule("a*b")?.type == "a*b")
  }

  @Test("learn from chosen event types, from a value on")
  func events() throws {
    let all = InteractionLog(
      users: ["u"], items: ["a", "b", "c", "d"], eventTypes: ["Watch", "Click"], userIDs: [0, 0, 0, 0],
      itemIDs: [0, 1, 2, 3], timestamps: [1, 2, 3, 4], eventTypeIDs: [0, 0, 1, 0], values: [5, 2, 5, .nan])
    func items(_ rules: [String]) -> LogIDs {
      EventSelection(rules.compactMap(EventSelection.rule)).selected(from: all).itemIDs
    }
    #expect(items([]) == [0, 1, 2, 3] && items(["Watch"]) == [0, 1, 3] && items(["Watch>=3"]) == [0])
    #expect(items(["Click", "Watch>=2"]) == [0, 1, 2] && items(["Sale"]).isEmpty)
    #expect(EventSelection.rule("") == nil && EventSelection.rule(">=3") == nil && EventSelection.rule("a>=x") == nil)
  }
}
