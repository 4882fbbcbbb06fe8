import JSONText

// The control plane: what each operation does.
extension World {
  private static let operations = ShapeParser.operations(OperationTable.control)

  /// Answers an operation of the control plane.
  mutating func perform(_ operation: String, _ request: JSONTree, _ call: Call) throws(ServiceFault) -> JSONTree {
    guard let members = World.operations[operation] else {
      throw ServiceFault(code: "UnknownOperationException", message: "There is no operation \(operation.prefix(80)).")
    }
    let input = try Validation.checked(request, members)
    if let answer = try special(operation, input, call) { return answer }
    for kind in ResourceKind.allCases {
      if operation == "Describe" + kind.noun { return try describe(kind, input, call) }
      if operation == "List" + kind.noun + "s" { return try list(kind, input, call) }
      if operation == "Delete" + kind.noun { return try delete(kind, input, call) }
    }
    throw ServiceFault(code: "UnknownOperationException", message: "The operation \(operation) is not emulated.")
  }

  /// Operations that are not alike for all kinds; nil for the others.
  private mutating func special(
    _ operation: String, _ input: Input, _ call: Call
  ) throws(ServiceFault) -> JSONTree? {
    switch operation {
    case "CreateSchema": try createSchema(input, call)
    case "CreateDatasetGroup": try createDatasetGroup(input, call)
    case "CreateDataset": try createDataset(input, call)
    case "UpdateDataset": try updateDataset(input, call)
    case "CreateDatasetImportJob": try createImport(input, call)
    case "CreateDatasetExportJob": try createExport(input, call)
    case "CreateDataDeletionJob": try createDeletionJob(input, call)
    case "CreateSolution": try createSolution(input, call)
    case "UpdateSolution": try updateSolution(input, call)
    case "CreateSolutionVersion": try createVersion(input, call)
    case "StopSolutionVersionCreation": try stopVersion(input, call)
    case "GetSolutionMetrics": try metrics(input, call)
    case "CreateCampaign": try createCampaign(input, call)
    case "UpdateCampaign": try updateCampaign(input, call)
    case "CreateRecommender": try createRecommender(input, call)
    case "UpdateRecommender": try updateRecommender(input, call)
    case "StartRecommender": try turn(input, isStart: true, call)
    case "StopRecommender": try turn(input, isStart: false, call)
    case "CreateFilter": try createFilter(input, call)
    case "CreateEventTracker": try createTracker(input, call)
    case "CreateBatchInferenceJob": try createBatch(input, call)
    case "CreateBatchSegmentJob": try createSegments(input, call)
    case "CreateMetricAttribution": try createAttribution(input, call)
    case "UpdateMetricAttribution": try updateAttribution(input, call)
    case "ListMetricAttributionMetrics": try attributionMetrics(input)
    case "ListRecipes": try Catalogue.list(input)
    case "DescribeRecipe": try Catalogue.describeRecipe(input)
    case "DescribeAlgorithm": try Catalogue.describeAlgorithm(input)
    case "DescribeFeatureTransformation": try Catalogue.describeTransformation(input)
    case "TagResource": try tag(input)
    case "UntagResource": try untag(input)
    case "ListTagsForResource": try listTags(input)
    default: nil
    }
  }
}
