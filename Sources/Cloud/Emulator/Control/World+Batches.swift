import JSONText

// Batch jobs, and metric attributions.
extension World {
  mutating func createBatch(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let version = try active(.solutionVersion, input.required("solutionVersionArn"), call.now)
    let recipe = Catalogue.name(version.text("recipeArn") ?? "")
    if Catalogue.isSegmentation(recipe) {
      throw .invalid("The recipe \(recipe) is for batch segment jobs.")
    }
    if ["aws-trending-now", "aws-next-best-action"].contains(recipe) {
      throw .invalid("The recipe \(recipe) does not support batch inference jobs.")
    }
    try checkJob(input, version, most: 500, call)
    try World.checkExploration(input["batchInferenceJobConfig"])
    if input.text("batchInferenceJobMode") == "THEME_GENERATION" {
      guard recipe == "aws-similar-items", input["themeGenerationConfig"] != nil else {
        throw .invalid("THEME_GENERATION needs the recipe aws-similar-items and a themeGenerationConfig.")
      }
    }
    try limitPending(.batchInferenceJob, 5, call)
    let arn = arn(.batchInferenceJob, input.required("jobName"), call)
    let members = input.tree.setting("tags", to: nil)
      .setting("batchInferenceJobMode", to: input["batchInferenceJobMode"] ?? .text("BATCH_INFERENCE"))
    _ = try add(.batchInferenceJob, arn: arn, members, tags: input["tags"], at: call, hasWork: true)
    return .object([("batchInferenceJobArn", .text(arn))])
  }

  mutating func createSegments(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let version = try active(.solutionVersion, input.required("solutionVersionArn"), call.now)
    let recipe = Catalogue.name(version.text("recipeArn") ?? "")
    guard Catalogue.isSegmentation(recipe) else {
      throw .invalid("The recipe \(recipe) is not for batch segment jobs.")
    }
    try checkJob(input, version, most: 5_000_000, call)
    try limitPending(.batchSegmentJob, 5, call)
    let arn = arn(.batchSegmentJob, input.required("jobName"), call)
    let members = input.tree.setting("tags", to: nil)
    _ = try add(.batchSegmentJob, arn: arn, members, tags: input["tags"], at: call, hasWork: true)
    return .object([("batchSegmentJobArn", .text(arn))])
  }

  private func checkJob(_ input: Input, _ version: Record, most: Int, _ call: Call) throws(ServiceFault) {
    if let count = input.whole("numResults"), !(1...most).contains(count) {
      throw .invalid("numResults must be a number from 1 to \(most).")
    }
    guard let arn = input.text("filterArn") else { return }
    let filter = try active(.filter, arn, call.now)
    guard filter.text("datasetGroupArn") == version.text("datasetGroupArn") else {
      throw .invalid("The filter \(arn) belongs to another dataset group than the solution version.")
    }
  }

  mutating func createAttribution(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let group = try active(.datasetGroup, input.required("datasetGroupArn"), call.now)
    try limit(.metricAttribution, 1, call, "metric attributions", in: group.arn)
    let arn = arn(.metricAttribution, input.required("name"), call)
    _ = try add(.metricAttribution, arn: arn, input.tree, tags: nil, at: call)
    return .object([("metricAttributionArn", .text(arn))])
  }

  mutating func updateAttribution(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    guard let arn = input.text("metricAttributionArn") else { throw .invalid("metricAttributionArn must be given.") }
    let attribution = try active(.metricAttribution, arn, call.now)
    let removed = (input["removeMetrics"]?.elements ?? []).compactMap(\.string)
    let kept = (attribution["metrics"]?.elements ?? []).filter { !removed.contains($0["metricName"]?.string ?? "") }
    let added = input["addMetrics"]?.elements ?? []
    guard kept.count + added.count <= 10 else { throw .limit("A metric attribution has at most 10 metrics.") }
    change(arn) {
      $0["metrics"] = .array(kept + added)
      if let output = input["metricsOutputConfig"] { $0["metricsOutputConfig"] = output }
      $0.updated = call.now
    }
    return .object([("metricAttributionArn", .text(arn))])
  }

  func attributionMetrics(_ input: Input) throws(ServiceFault) -> JSONTree {
    guard let arn = input.text("metricAttributionArn") else { throw .invalid("metricAttributionArn must be given.") }
    let metrics = try record(.metricAttribution, arn)["metrics"]?.elements ?? []
    let numbered = metrics.enumerated().map { (number: $0.offset, tree: $0.element) }
    let (page, token) = try Paging.page(numbered, key: \.number, of: "metrics" + arn, input)
    return .object([("metrics", .array(page.map(\.tree)))] + (token.map { [("nextToken", .text($0))] } ?? []))
  }
}
