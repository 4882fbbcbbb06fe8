/// Where a resource is found again after the answer to its creation was lost: names on the wire.
///
/// All names of a kind are unique in an account and region, versions of a solution aside, which need not have one.
package struct CreatedResource: Hashable, Sendable {
  /// The list that it is in.
  let list: String
  /// The key of the list's rows.
  let rows: String
  /// The member that the list is narrowed by and the request has too; nil where there is none.
  let parent: String?
  /// The key of its name in request, row and description.
  let name: String
  /// The key of its ARN in row and description.
  let arn: String
  /// The operation that describes it, and the key of the description.
  let describe: String
  let object: String
  /// Whether rows show the name.
  var isNamedInRows = true

  private init(_ kind: String, rows: String? = nil, parent: String?, name: String = "name") {
    let camelCase = kind.prefix(1).lowercased() + kind.dropFirst()
    list = "List\(kind)s"
    self.rows = rows ?? "\(camelCase)s"
    self.parent = parent
    self.name = name
    arn = "\(camelCase)Arn"
    describe = "Describe\(kind)"
    object = camelCase
  }

  package static let schema = CreatedResource("Schema", parent: nil)
  package static let datasetGroup = CreatedResource("DatasetGroup", parent: nil)
  package static let dataset = CreatedResource("Dataset", parent: "datasetGroupArn")
  package static let datasetImportJob = CreatedResource("DatasetImportJob", parent: "datasetArn", name: "jobName")
  package static let solution = CreatedResource("Solution", parent: "datasetGroupArn")
  package static let solutionVersion = {
    var resource = CreatedResource("SolutionVersion", parent: "solutionArn")
    resource.isNamedInRows = false
    return resource
  }()
  package static let campaign = CreatedResource("Campaign", parent: nil)
  // The one list key with a capital.
  package static let filter = CreatedResource("Filter", rows: "Filters", parent: "datasetGroupArn")
  package static let eventTracker = CreatedResource("EventTracker", parent: "datasetGroupArn")
  package static let batchInferenceJob = CreatedResource(
    "BatchInferenceJob", parent: "solutionVersionArn", name: "jobName")
  package static let batchSegmentJob = CreatedResource("BatchSegmentJob", parent: "solutionVersionArn", name: "jobName")
  package static let recommender = CreatedResource("Recommender", parent: "datasetGroupArn")
}
