import Attributes
import Filters
import JSONText
import Schemas

// What answers requests: campaigns, recommenders, filters, event trackers.
extension World {
  mutating func createCampaign(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let config = input["campaignConfig"]
    let version = try servable(input.required("solutionVersionArn"), config, call)
    try checkCampaign(config, Catalogue.name(version.text("recipeArn") ?? ""))
    let group = version.text("datasetGroupArn")
    let held = all(.campaign).filter { $0.text("datasetGroupArn") == group }
    guard held.count < 5 else {
      throw .limit("Cannot create a campaign. More than 5 resources in ACTIVE state.")
    }
    let arn = arn(.campaign, input.required("name"), call)
    let members = input.tree.setting("tags", to: nil).setting("solutionVersionArn", to: .text(version.arn))
      .setting("minProvisionedTPS", to: input["minProvisionedTPS"] ?? .whole(1))
      .setting("datasetGroupArn", to: group.map(JSONTree.text))
      .setting("recipe", to: .text(Catalogue.name(version.text("recipeArn") ?? "")))
    _ = try add(.campaign, arn: arn, members, tags: input["tags"], at: call)
    return .object([("campaignArn", .text(arn))])
  }

  /// The active version that a campaign names, `$LATEST` being the newest of its solution.
  private func servable(_ arn: String, _ config: JSONTree?, _ call: Call) throws(ServiceFault) -> Record {
    let follows = config?["syncWithLatestSolutionVersion"]?.boolean ?? false
    guard arn.hasSuffix("/$LATEST") else {
      if follows { throw .invalid("syncWithLatestSolutionVersion needs a solutionVersionArn that ends in /$LATEST.") }
      return try active(.solutionVersion, arn, call.now)
    }
    guard follows else { throw .invalid("$LATEST needs syncWithLatestSolutionVersion.") }
    let solution = try active(.solution, World.solution(ofVersion: arn), call.now)
    guard
      let newest = all(.solutionVersion, where: "solutionArn", is: solution.arn).last(where: { $0.isActive(call.now) })
    else { throw .invalid("The solution \(solution.arn) has no active solution version.") }
    return newest
  }

  private func checkCampaign(_ config: JSONTree?, _ recipe: String) throws(ServiceFault) {
    if Catalogue.isSegmentation(recipe) {
      throw .invalid("A campaign cannot be created for the recipe \(recipe).")
    }
    try World.checkExploration(config)
  }

  static func checkExploration(_ config: JSONTree?) throws(ServiceFault) {
    for member in config?["itemExplorationConfig"]?.members ?? [] {
      let number = Double(member.value.string ?? "")
      switch member.key {
      case "explorationWeight":
        guard let number, (0...1).contains(number) else {
          throw .invalid("explorationWeight must be a number from 0 to 1.")
        }
      case "explorationItemAgeCutOff":
        guard let number, number > 0 else { throw .invalid("explorationItemAgeCutOff must be a positive number.") }
      default: throw .invalid("itemExplorationConfig has no key \(member.key).")
      }
    }
  }

  mutating func updateCampaign(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let campaign = try active(.campaign, input.required("campaignArn"), call.now)
    if let update = campaign.update, !update.isApplied { throw .inUse("\(campaign.arn) is being updated.") }
    guard input.members.count > 1 else { throw .invalid("There is nothing to update.") }
    let config = input["campaignConfig"] ?? campaign["campaignConfig"]
    var members = input.tree.setting("campaignArn", to: nil)
    if let arn = input.text("solutionVersionArn") {
      let version = try servable(arn, config, call)
      try checkCampaign(config, Catalogue.name(version.text("recipeArn") ?? ""))
      guard version.text("datasetGroupArn") == campaign.text("datasetGroupArn") else {
        throw .invalid("The solution version belongs to another dataset group than the campaign.")
      }
      members = members.setting("solutionVersionArn", to: .text(version.arn))
    } else {
      try World.checkExploration(config)
    }
    for key in ["solutionVersionArn", "minProvisionedTPS", "campaignConfig"] where members[key] == nil {
      members = members.setting(key, to: campaign[key])
    }
    change(campaign.arn) {
      $0.update = .init(members: members, start: call.now, end: call.now + 360_000_000)
      $0.updated = call.now
    }
    return .object([("campaignArn", .text(campaign.arn))])
  }

  mutating func createRecommender(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let group = try active(.datasetGroup, input.required("datasetGroupArn"), call.now)
    guard let domain = group.text("domain") else {
      throw .invalid("A recommender needs a domain dataset group; \(group.arn) is a custom one.")
    }
    let recipe = try Catalogue.recipe(input.required("recipeArn"))
    guard recipe.domain == domain else {
      throw .invalid("The recipe \(recipe.arn) is not for the domain \(domain).")
    }
    guard let dataset = dataset("Interactions", of: group.arn), dataset.isActive(call.now) else {
      throw .invalid("The dataset group \(group.arn) has no active Interactions dataset.")
    }
    try checkIdle(dataset, call)
    try limit(.recommender, 5, call, "recommenders", in: group.arn)
    let arn = arn(.recommender, input.required("name"), call)
    var config = input["recommenderConfig"] ?? .object([])
    if config["minRecommendationRequestsPerSecond"] == nil {
      config = config.setting("minRecommendationRequestsPerSecond", to: .whole(1))
    }
    let members = input.tree.setting("tags", to: nil).setting("recommenderConfig", to: config)
    _ = try add(.recommender, arn: arn, members, tags: input["tags"], at: call, hasWork: true)
    return .object([("recommenderArn", .text(arn))])
  }

  mutating func updateRecommender(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let recommender = try record(.recommender, input.required("recommenderArn"))
    let status = recommender.status(call.now)
    guard status == "ACTIVE" || status == "INACTIVE", recommender.update?.isApplied ?? true else {
      throw .inUse("\(recommender.arn) is in the state \(status) or being updated.")
    }
    var config = input["recommenderConfig"] ?? .object([])
    for member in recommender["recommenderConfig"]?.members ?? [] where config[member.key] == nil {
      config = config.setting(member.key, to: member.value)
    }
    change(recommender.arn) {
      $0.update = .init(
        members: .object([("recommenderConfig", config)]), start: call.now, end: call.now + 300_000_000)
      $0.updated = call.now
    }
    return .object([("recommenderArn", .text(recommender.arn))])
  }

  /// Stops or starts a recommender.
  mutating func turn(_ input: Input, isStart: Bool, _ call: Call) throws(ServiceFault) -> JSONTree {
    let recommender = try record(.recommender, input.required("recommenderArn"))
    let status = recommender.status(call.now)
    guard status == (isStart ? "INACTIVE" : "ACTIVE") else {
      throw .inUse("\(recommender.arn) is in the state \(status).")
    }
    let verb = isStart ? "START" : "STOP"
    let seconds: Int64 = isStart ? 600 : 120
    change(recommender.arn) {
      $0.steps += [
        .init(at: call.now, status: "\(verb) PENDING"), .init(at: call.now + 10_000_000, status: "\(verb) IN_PROGRESS"),
        .init(at: call.now + seconds * 1_000_000, status: isStart ? "ACTIVE" : "INACTIVE"),
      ]
      $0.updated = call.now
    }
    return .object([("recommenderArn", .text(recommender.arn))])
  }

  mutating func createFilter(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let group = try active(.datasetGroup, input.required("datasetGroupArn"), call.now)
    let text = FilterText(input.required("filterExpression"))
    let problems = text.problems + text.problems(against: filterFields(of: group.arn))
    if let problem = problems.first(where: { $0.severity == .error }) {
      if problem.message.hasPrefix("Placeholders are not allowed with NOT IN") {
        let name = World.placeholder(text.text, from: problem.range.lowerBound)
        throw .invalid("Invalid input symbol: \(name). Placeholders are not allowed with NOT_IN operator")
      }
      throw .invalid("Invalid Expression. \(problem.message) \(problem.remedy)".trimmed)
    }
    try checkDatasets(text, of: group.arn)
    try limit(.filter, 30, call, "filters", in: group.arn)
    let arn = arn(.filter, input.required("name"), call)
    _ = try add(.filter, arn: arn, input.tree.setting("tags", to: nil), tags: input["tags"], at: call)
    return .object([("filterArn", .text(arn))])
  }

  /// The first placeholder from a place on, counted in Unicode scalars.
  private static func placeholder(_ text: String, from place: Int) -> String {
    let rest = text.unicodeScalars.dropFirst(place).drop { $0 != "$" }
    return "$"
      + String(
        String.UnicodeScalarView(
          rest.dropFirst().prefix { $0.properties.isAlphabetic || $0 == "_" || (48...57).contains($0.value) }))
  }

  /// The data sets that the expression names must be there.
  private func checkDatasets(_ text: FilterText, of group: String) throws(ServiceFault) {
    for clause in text.expression?.clauses ?? [] {
      let wanted = [clause.dataset] + (clause.ifAll.isEmpty ? [] : [DatasetKind.users])
      for kind in wanted where dataset(kind.rawValue, of: group) == nil {
        throw .invalid("Invalid Expression. The dataset group has no \(kind.rawValue) dataset.")
      }
    }
  }

  /// The fields of a group's data sets.
  func filterFields(of group: String) -> FilterFields {
    var kinds: [DatasetKind: [String: AttributeTable.Kind]] = [:]
    for dataset in all(.dataset, where: "datasetGroupArn", is: group) {
      guard let kind = DatasetKind(named: dataset.text("datasetType") ?? ""), let schema = schema(of: dataset) else {
        continue
      }
      kinds[kind] = schema.attributeKinds
    }
    return FilterFields(kinds)
  }

  mutating func createTracker(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let group = try active(.datasetGroup, input.required("datasetGroupArn"), call.now)
    let held = all(.eventTracker).filter { ARNText($0.arn)?.region == call.region }
    if let twin = held.first(where: { $0.name == input.required("name") }) {
      throw .exists("An event tracker named \(twin.name) already exists.")
    }
    if let other = held.first(where: { $0.text("datasetGroupArn") == group.arn }) {
      throw .exists("The dataset group \(group.arn) already has the event tracker \(other.arn).")
    }
    let arn = arn(.eventTracker, identifiers.short(), call)
    let tracking = identifiers.uuid()
    let members = input.tree.setting("tags", to: nil).setting("trackingId", to: .text(tracking))
      .setting("accountId", to: .text(account))
    _ = try add(.eventTracker, arn: arn, members, tags: input["tags"], at: call)
    return .object([("eventTrackerArn", .text(arn)), ("trackingId", .text(tracking))])
  }
}
