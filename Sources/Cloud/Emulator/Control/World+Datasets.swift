import Attributes
import JSONText
import Measures
import Schemas

// Schemas, dataset groups, datasets, and jobs on them.
extension World {
  mutating func createSchema(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let text = input.required("schema")
    let domain = try SchemaDomain.named(input.text("domain"))
    let reading = SchemaReading(Array(text.utf8), source: "schema")
    let errors = reading.problems(for: nil, domain).filter { $0.severity == .error }
    guard reading.schema != nil, errors.isEmpty else {
      let causes = errors.prefix(5).map { "\($0.message) \($0.remedy)" }.joined(separator: " ")
      throw .invalid("Input schema is malformed: \(causes.trimmed)")
    }
    try limit(.schema, 500, call, "schemas")
    let arn = arn(.schema, input.required("name"), call)
    _ = try add(.schema, arn: arn, input.tree, tags: nil, at: call)
    return .object([("schemaArn", .text(arn))])
  }

  mutating func createDatasetGroup(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    if input["kmsKeyArn"] != nil, input["roleArn"] == nil {
      throw .invalid("A dataset group with a kmsKeyArn needs a roleArn.")
    }
    let arn = arn(.datasetGroup, input.required("name"), call)
    if records[arn] == nil { try limit(.datasetGroup, 5, call, "dataset groups") }
    _ = try add(.datasetGroup, arn: arn, input.tree.setting("tags", to: nil), tags: input["tags"], at: call)
    let domain = input.text("domain").map { [("domain", JSONTree.text($0))] } ?? []
    return .object([("datasetGroupArn", .text(arn))] + domain)
  }

  mutating func createDataset(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let group = try active(.datasetGroup, input.required("datasetGroupArn"), call.now)
    let schema = try record(.schema, input.required("schemaArn"))
    let type = input.required("datasetType")
    guard let kind = DatasetKind(named: type) else {
      throw .invalid("The dataset type \(type) is none of Interactions, Items, Users, Actions, Action_Interactions.")
    }
    try checkSchema(schema, for: kind, in: group)
    let segment = kind == .actionInteractions ? "ACTION_INTERACTIONS" : kind.rawValue.uppercased()
    let arn = arn(.dataset, "\(group.name)/\(segment)", call)
    let members = input.tree.setting("tags", to: nil).setting("datasetType", to: .text(segment))
    _ = try add(.dataset, arn: arn, members, tags: input["tags"], at: call)
    return .object([("datasetArn", .text(arn))])
  }

  /// A schema made for a data set of a kind, in the group's domain.
  private func checkSchema(_ schema: Record, for kind: DatasetKind, in group: Record) throws(ServiceFault) {
    let domain = try SchemaDomain.named(group.text("domain"))
    guard schema.text("domain") == group.text("domain") else {
      throw .invalid("The domain of the schema \(schema.arn) is not that of the dataset group \(group.arn).")
    }
    let reading = SchemaReading(Array((schema.text("schema") ?? "").utf8), source: "schema")
    let errors = reading.problems(for: kind, domain).filter { $0.severity == .error }
    guard errors.isEmpty else {
      let causes = errors.prefix(5).map(\.message).joined(separator: " ")
      throw .invalid("The schema \(schema.arn) does not fit a dataset of type \(kind.rawValue): \(causes)")
    }
  }

  mutating func updateDataset(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let dataset = try active(.dataset, input.required("datasetArn"), call.now)
    let schema = try record(.schema, input.required("schemaArn"))
    let group = try record(.datasetGroup, dataset.text("datasetGroupArn") ?? "")
    try checkIdle(dataset, call)
    try checkSchema(schema, for: DatasetKind(named: dataset.text("datasetType") ?? "") ?? .interactions, in: group)
    guard let old = self.schema(of: dataset), let new = World.schema(schema) else {
      throw .invalid("The schema cannot be read.")
    }
    for field in old.fields where new.field(field.name) != field {
      throw .invalid("The new schema must keep the field \(field.name) as it is.")
    }
    for field in new.fields where old.field(field.name) == nil && !field.isNullable {
      throw .invalid("The new field \(field.name) must be nullable.")
    }
    change(dataset.arn) {
      $0.update = .init(
        members: .object([("schemaArn", .text(schema.arn))]), start: call.now, end: call.now + 120_000_000)
      $0.updated = call.now
    }
    return .object([("datasetArn", .text(dataset.arn))])
  }

  /// No import and no training of it may go on.
  func checkIdle(_ dataset: Record, _ call: Call) throws(ServiceFault) {
    let jobs = all(.datasetImportJob, where: "datasetArn", is: dataset.arn)
    let versions = all(.solutionVersion, where: "datasetGroupArn", is: dataset.text("datasetGroupArn") ?? "")
    for record in jobs + versions where record.isMaking(call.now) {
      throw .inUse("\(record.arn) is in the state \(record.status(call.now)).")
    }
  }

  /// The schema of a dataset as a value.
  func schema(of dataset: Record) -> DatasetSchema? {
    dataset.text("schemaArn").flatMap { records[$0] }.flatMap(World.schema)
  }

  static func schema(_ record: Record) -> DatasetSchema? {
    SchemaReading(Array((record.text("schema") ?? "").utf8), source: "schema").schema
  }

  mutating func createImport(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let dataset = try active(.dataset, input.required("datasetArn"), call.now)
    guard input["dataSource"]?["dataLocation"] != nil else { throw .invalid("dataSource needs a dataLocation.") }
    let mode = input.text("importMode") ?? "FULL"
    let earlier = all(.datasetImportJob, where: "datasetArn", is: dataset.arn)
    if mode == "INCREMENTAL", !earlier.contains(where: { $0.isActive(call.now) }) {
      throw .invalid("The first import of a dataset must be in FULL mode.")
    }
    try limitPending(.datasetImportJob, 5, call)
    let arn = arn(.datasetImportJob, input.required("jobName"), call)
    let members = input.tree.setting("tags", to: nil).setting("importMode", to: .text(mode))
    _ = try add(.datasetImportJob, arn: arn, members, tags: input["tags"], at: call, hasWork: true)
    return .object([("datasetImportJobArn", .text(arn))])
  }

  mutating func createExport(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    _ = try active(.dataset, input.required("datasetArn"), call.now)
    try limitPending(.datasetExportJob, 5, call)
    let arn = arn(.datasetExportJob, input.required("jobName"), call)
    let members = input.tree.setting("tags", to: nil)
      .setting("ingestionMode", to: input["ingestionMode"] ?? .text("PUT"))
    _ = try add(.datasetExportJob, arn: arn, members, tags: input["tags"], at: call, hasWork: true)
    return .object([("datasetExportJobArn", .text(arn))])
  }

  mutating func createDeletionJob(_ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    _ = try active(.datasetGroup, input.required("datasetGroupArn"), call.now)
    try limitPending(.dataDeletionJob, 5, call)
    let arn = arn(.dataDeletionJob, input.required("jobName"), call)
    let members = input.tree.setting("tags", to: nil)
    _ = try add(.dataDeletionJob, arn: arn, members, tags: input["tags"], at: call, hasWork: true)
    return .object([("dataDeletionJobArn", .text(arn))])
  }

  // MARK: - Quotas

  /// Refuses more than so many of a kind in a region, or in a group.
  func limit(
    _ kind: ResourceKind, _ most: Int, _ call: Call, _ words: String, in group: String? = nil
  ) throws(ServiceFault) {
    let held = all(kind).filter {
      ARNText($0.arn)?.region == call.region && (group == nil || $0.text("datasetGroupArn") == group)
    }
    guard held.count < most else {
      throw .limit("The limit of \(most) \(words)\(group == nil ? "" : " of a dataset group") has been reached.")
    }
  }

  /// Refuses more than so many jobs of a kind at once.
  func limitPending(_ kind: ResourceKind, _ most: Int, _ call: Call) throws(ServiceFault) {
    let pending = all(kind).filter { ARNText($0.arn)?.region == call.region && $0.isMaking(call.now) }
    guard pending.count < most else {
      throw .limit("More than \(most) resources with PENDING or IN_PROGRESS status.")
    }
  }
}

extension Record {
  /// Whether its creation goes on.
  func isMaking(_ now: Int64) -> Bool {
    let status = status(now)
    return status == kind.creationStates.pending || status == kind.creationStates.running || status == "CREATE STOPPING"
  }
}

extension SchemaDomain {
  /// The domain of that name of the service; nil is the custom one.
  static func named(_ text: String?) throws(ServiceFault) -> SchemaDomain {
    switch text {
    case nil: .custom
    case "ECOMMERCE": .ecommerce
    case "VIDEO_ON_DEMAND": .videoOnDemand
    case let other?: throw .invalid("There is no domain \(other).")
    }
  }
}

extension String {
  /// Without blanks at its end.
  var trimmed: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
