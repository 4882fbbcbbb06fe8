import Attributes
import JSONText
import Measures
import Recommenders

// Solutions and their versions.
extension World {
  mutating func createSolution(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let group = try active(.datasetGroup, input.required("datasetGroupArn"), call.now)
    var members = input.tree.setting("tags", to: nil)
    let isAutomatic = input.flag("performAutoML") ?? false
    if isAutomatic {
      guard input["recipeArn"] == nil else { throw .invalid("With performAutoML, recipeArn must not be given.") }
    } else {
      guard let arn = input.text("recipeArn") else {
        throw .invalid("Either recipeArn must be given, or performAutoML be true.")
      }
      let recipe = try Catalogue.recipe(arn)
      guard recipe.domain == nil else {
        throw .invalid("\(arn) is a domain recipe: create a recommender with it, not a solution.")
      }
      try checkConfiguration(input, recipe)
    }
    let config = input["solutionConfig"]
    for recipe in config?["autoMLConfig"]?["recipeList"]?.elements ?? [] {
      _ = try Catalogue.recipe(recipe.string ?? "")
    }
    if config?["eventsConfig"] != nil, input["eventType"] != nil {
      throw .invalid("Give either eventType or solutionConfig.eventsConfig.")
    }
    try limit(.solution, 10, call, "solutions", in: group.arn)
    let trainsItself = input.flag("performAutoTraining") ?? true
    members = members.setting("performAutoML", to: .flag(isAutomatic))
      .setting("performHPO", to: .flag(isAutomatic || input.flag("performHPO") ?? false))
      .setting("performAutoTraining", to: .flag(trainsItself))
    if trainsItself {
      var config = config ?? .object([])
      if config["autoTrainingConfig"] == nil {
        config = config.setting(
          "autoTrainingConfig", to: .object([("schedulingExpression", .text("rate(7 days)"))]))
      }
      members = members.setting("solutionConfig", to: config)
    }
    try checkSchedule(members["solutionConfig"]?["autoTrainingConfig"])
    let arn = arn(.solution, input.required("name"), call)
    _ = try add(.solution, arn: arn, members, tags: input["tags"], at: call)
    return .object([("solutionArn", .text(arn))])
  }

  /// The recipe's hyperparameters in their ranges, and job counts in theirs.
  private func checkConfiguration(_ input: Input, _ recipe: CatalogueRecipe) throws(ServiceFault) {
    let config = input["solutionConfig"]
    let given = ["algorithmHyperParameters", "featureTransformationParameters"].flatMap { key in
      (config?[key]?.members ?? []).map { ($0.key, $0.value.string ?? "") }
    }
    if let local = Recipe.named(recipe.name), local.model != nil {
      let findings = local.specification(given, source: "solutionConfig").findings.filter { $0.severity == .error }
      guard findings.isEmpty else {
        throw .invalid(
          "Invalid hyperparameters: "
            + findings.prefix(5).map { "\($0.message) \($0.remedy)" }.joined(separator: " ").trimmed)
      }
    }
    let resources = config?["hpoConfig"]?["hpoResourceConfig"]
    for (key, most) in [("maxNumberOfTrainingJobs", 40), ("maxParallelTrainingJobs", 10)] {
      guard let text = resources?[key]?.string else { continue }
      guard let number = Int(text), (1...most).contains(number) else {
        throw .invalid("\(key) must be a number from 1 to \(most).")
      }
    }
    if let threshold = config?["eventValueThreshold"]?.string, Double(threshold) == nil {
      throw .invalid("eventValueThreshold must be a number.")
    }
  }

  private func checkSchedule(_ config: JSONTree?) throws(ServiceFault) {
    guard let text = config?["schedulingExpression"]?.string else { return }
    guard let days = World.days(text), (1...30).contains(days) else {
      throw .invalid("The schedulingExpression \(text) must be rate(1 days) to rate(30 days).")
    }
  }

  /// The days of `rate(7 days)`.
  static func days(_ expression: String) -> Int? { Int(expression.dropFirst(5).prefix { $0 != " " }) }

  mutating func updateSolution(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let solution = try active(.solution, input.required("solutionArn"), call.now)
    if let update = solution.update, !update.isApplied { throw .inUse("\(solution.arn) is being updated.") }
    try checkSchedule(input["solutionUpdateConfig"]?["autoTrainingConfig"])
    guard input.members.count > 1 else { throw .invalid("There is nothing to update.") }
    let members = input.tree.setting("solutionArn", to: nil)
    change(solution.arn) {
      $0.update = .init(members: members, start: call.now, end: call.now + 30_000_000)
      $0.updated = call.now
    }
    return .object([("solutionArn", .text(solution.arn))])
  }

  mutating func createVersion(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let solution = try active(.solution, input.required("solutionArn"), call.now)
    let mode = input.text("trainingMode") ?? "FULL"
    guard mode != "AUTOTRAIN" else { throw .invalid("The trainingMode AUTOTRAIN is for automatic trainings alone.") }
    let versions = all(.solutionVersion, where: "solutionArn", is: solution.arn)
    if mode == "UPDATE" {
      let name = Catalogue.name(solution.text("recipeArn") ?? "")
      guard ["aws-user-personalization", "aws-hrnn-coldstart"].contains(name) else {
        throw .invalid("The trainingMode UPDATE is for User-Personalization and HRNN-Coldstart alone.")
      }
      guard versions.contains(where: { $0.text("trainingMode") == "FULL" && $0.isActive(call.now) }) else {
        throw .invalid("The trainingMode UPDATE needs an active version trained in FULL mode.")
      }
    }
    try checkData(of: solution, call)
    if let name = input.text("name"), versions.contains(where: { $0.text("name") == name }) {
      throw .exists("The solution has a version named \(name).")
    }
    let record = try addVersion(
      of: solution, mode: mode, isManual: true, name: input.text("name"), tags: input["tags"], call)
    return .object([("solutionVersionArn", .text(record.arn))])
  }

  /// Imported interactions must be there.
  private func checkData(of solution: Record, _ call: Call) throws(ServiceFault) {
    let group = solution.text("datasetGroupArn") ?? ""
    let standIn = StandIn(rawValue: Catalogue.name(solution.text("recipeArn") ?? ""))
    let kind = standIn?.dataset ?? .interactions
    guard let dataset = dataset(kind.rawValue, of: group), dataset.isActive(call.now) else {
      throw .invalid("The dataset group \(group) has no active \(kind.rawValue) dataset.")
    }
    for job in all(.datasetImportJob) where job.isMaking(call.now) {
      guard let target = job.text("datasetArn"), records[target]?.text("datasetGroupArn") == group else { continue }
      throw .inUse("The dataset import job \(job.arn) is in the state \(job.status(call.now)).")
    }
    try limitPending(.solutionVersion, 20, call)
  }

  /// A version in the making.
  mutating func addVersion(
    of solution: Record, mode: String, isManual: Bool, name: String? = nil, tags: JSONTree? = nil, _ call: Call
  ) throws(ServiceFault) -> Record {
    var members: [(String, JSONTree)] = [("solutionArn", .text(solution.arn))]
    for key in [
      "performHPO", "performAutoML", "performIncrementalUpdate", "recipeArn", "eventType", "datasetGroupArn",
      "solutionConfig",
    ] {
      if let value = solution[key] { members.append((key, value)) }
    }
    if let name { members.append(("name", .text(name))) }
    members.append(("trainingMode", .text(mode)))
    members.append(("trainingType", .text(isManual ? "MANUAL" : "AUTOMATIC")))
    let isTuned = solution["performHPO"]?.boolean ?? false
    let arn = solution.arn + "/" + identifiers.short()
    return try add(
      .solutionVersion, arn: arn, .object(members), tags: tags, at: call, hasWork: true,
      seconds: Durations.training(isTuned: isTuned))
  }

  mutating func stopVersion(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let version = try record(.solutionVersion, input.required("solutionVersionArn"))
    guard version.isMaking(call.now), version.status(call.now) != "CREATE STOPPING" else {
      throw .inUse("\(version.arn) is in the state \(version.status(call.now)) and cannot be stopped.")
    }
    change(version.arn) {
      // What is learned no longer counts.
      $0.due = .max
      $0.outcome = nil
      $0.steps.removeAll { $0.at > call.now }
      $0.steps.append(.init(at: call.now, status: "CREATE STOPPING"))
      $0.steps.append(.init(at: call.now + 60_000_000, status: "CREATE STOPPED"))
      $0.updated = call.now
    }
    return .object([])
  }

  func metrics(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let version = try active(.solutionVersion, input.required("solutionVersionArn"), call.now)
    return .object([
      ("solutionVersionArn", .text(version.arn)), ("metrics", version["metrics"] ?? .object([])),
    ])
  }
}
